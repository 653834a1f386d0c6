package kith.network.reach;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.identity.PeerId;

/// Somebody linked who can be asked to call us.
///
/// @param board one on which both are, and on which we say where we listen
/// @param region where it says that it is; empty where it does not
/// @param tab whether it is in a browser, which calls other addresses than a node does
public record Neighbour(long link, PeerId peer, BoardId board, String region, boolean tab) {
    /// Whether its host calls addresses of that kind.
    boolean calls(String address) {
        return InvitationLink.isWeb(address) == tab;
    }

    /// Who is asked, of all who could be: one of each region that is not `home`, as a call from
    /// afar says more, and then others.
    static List<Neighbour> chosen(List<Neighbour> all, boolean tabs, String home, int most) {
        var regions = new TreeSet<>(List.of(home, ""));
        var chosen = new ArrayList<Neighbour>();
        var others = new ArrayList<Neighbour>();
        for (Neighbour one : all) {
            if (one.tab == tabs) {
                (regions.add(one.region) ? chosen : others).add(one);
            }
        }
        chosen.addAll(others);
        return chosen.subList(0, Math.min(most, chosen.size()));
    }
}
