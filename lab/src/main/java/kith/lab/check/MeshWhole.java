package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.lab.SimPeer;
import kith.lab.World;

/// Tabs that could be linked among themselves are: each to each while they are few, and all of them
/// in one piece when they are many.
public final class MeshWhole implements Checker {
    /// Whether it is so now.
    public static boolean holds(World world) {
        return lack(world).isEmpty();
    }

    @Override
    public void check(World world) {
        String lack = lack(world);
        if (!lack.isEmpty()) {
            throw new Broken(lack);
        }
    }

    /// What is missing, or too much; empty when nothing is.
    private static String lack(World world) {
        List<SimPeer> tabs = new ArrayList<>(world.insiders());
        tabs.removeIf(peer -> peer.meshLinks() == 0);
        for (SimPeer tab : tabs) {
            int links = meshed(world, tab, tabs).size();
            boolean few = tabs.size() - 1 <= tab.meshLinks();
            int least = Math.min(tabs.size() - 1, (tab.meshLinks() + 1) / 2);
            if (few && links < tabs.size() - 1) {
                String alone = apart(world, tab, tabs);
                if (!alone.isEmpty()) {
                    return alone;
                }
            } else if (links < least || links > 2 * tab.meshLinks()) {
                return tab + " has " + links + " links of " + tab.meshLinks() + " that it wants";
            }
        }
        return inOnePiece(world, tabs) ? "" : "the mesh is in pieces";
    }

    private static List<SimPeer> meshed(World world, SimPeer tab, List<SimPeer> tabs) {
        var linked = new ArrayList<SimPeer>();
        for (SimPeer other : tabs) {
            if (other != tab && world.network().isMeshed(tab, other)) {
                linked.add(other);
            }
        }
        return linked;
    }

    /// Another that it could reach through somebody, and is not linked to.
    private static String apart(World world, SimPeer tab, List<SimPeer> tabs) {
        for (SimPeer other : tabs) {
            if (other == tab || world.network().isMeshed(tab, other)) {
                continue;
            }
            for (SimPeer between : world.insiders()) {
                if (world.network().isLinked(tab, between)
                        && world.network().isLinked(between, other)) {
                    return tab
                            + " and "
                            + other
                            + " are not linked, though "
                            + between
                            + " is to both";
                }
            }
        }
        return "";
    }

    private static boolean inOnePiece(World world, List<SimPeer> tabs) {
        if (tabs.isEmpty()) {
            return true;
        }
        var reached = new TreeSet<String>(List.of(tabs.getFirst().name()));
        var next = new ArrayList<SimPeer>(List.of(tabs.getFirst()));
        while (!next.isEmpty()) {
            for (SimPeer other : meshed(world, next.removeLast(), tabs)) {
                if (reached.add(other.name())) {
                    next.add(other);
                }
            }
        }
        return reached.size() == tabs.size();
    }
}
