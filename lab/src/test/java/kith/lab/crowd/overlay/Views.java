package kith.lab.crowd.overlay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// What holds of the views of HyParView whenever nothing is on its way: who has somebody in its
/// active view is in that one's, nobody is in both views of anybody, or twice in one, or in its
/// own, and neither is larger than it may be.
final class Views {
    private Views() {}

    /// What does not hold, of those who are up.
    static List<String> violations(Town town) {
        var all = new ArrayList<String>();
        for (int peer : town.up()) {
            HyParView views = views(town, peer);
            for (int other : views.active()) {
                boolean mutual =
                        town.crowd.isUp(other) && views(town, other).active().contains(peer);
                if (!mutual) {
                    all.add(peer + " has " + other + ", which does not have it");
                }
            }
            sizes(peer, views, all);
        }
        return all;
    }

    private static HyParView views(Town town, int peer) {
        return (HyParView) town.station(peer).machine();
    }

    private static void sizes(int peer, HyParView views, List<String> all) {
        if (views.active().size() > views.activeMax()) {
            all.add(peer + " is linked to " + views.active());
        }
        if (views.passive().size() > HyParView.PASSIVE_MAX) {
            all.add(peer + " knows " + views.passive());
        }
        var once = new HashSet<>(views.active());
        once.addAll(views.passive());
        boolean twice = once.size() < views.active().size() + views.passive().size();
        if (twice || once.contains(peer)) {
            all.add(peer + " has " + views.active() + " and " + views.passive());
        }
    }
}
