package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lab.SimNetwork;
import kith.lab.SimPeer;
import kith.lab.World;

/// Of those who listen somewhere nobody has more links than it can bear, and all are in one piece,
/// by short ways.
public final class ViewsWhole implements Checker {
    /// As many as are drawn, and one that is tried beside them; where they were few, and have
    /// become many since, as many as were wanted then.
    private static final int DIALLED_MAX = 8;

    /// Source: docs/protocol/overlay.md.
    private static final int LINKS_MAX = 16;

    private final TreeMap<String, TreeSet<String>> linked = new TreeMap<>();
    private final TreeMap<String, Integer> dialled = new TreeMap<>();

    private ViewsWhole(World world) {
        for (SimPeer peer : world.insiders()) {
            linked.put(peer.name(), new TreeSet<>());
            dialled.put(peer.name(), 0);
        }
        for (SimNetwork.Up link : world.network().up()) {
            TreeSet<String> from = linked.get(link.dialler().name());
            TreeSet<String> to = linked.get(link.acceptor().name());
            if (from != null && to != null && !link.mesh()) {
                from.add(link.acceptor().name());
                to.add(link.dialler().name());
                dialled.merge(link.dialler().name(), 1, Integer::sum);
            }
        }
    }

    /// As it is now.
    public static ViewsWhole of(World world) {
        return new ViewsWhole(world);
    }

    /// Whether nothing is missing, and nothing too much.
    public boolean holds() {
        return lack().isEmpty();
    }

    @Override
    public void check(World world) {
        String lack = of(world).lack();
        if (!lack.isEmpty()) {
            throw new Broken(lack);
        }
    }

    /// What is missing or too much; empty when nothing is.
    public String lack() {
        for (String peer : linked.keySet()) {
            int dials = dialled.getOrDefault(peer, 0);
            int links = links(peer).size();
            if (dials > DIALLED_MAX || links > LINKS_MAX) {
                return peer + " has " + links + " links, of which it dialled " + dials;
            }
        }
        return isWhole() ? "" : "in pieces: one of " + largestPiece() + " of " + linked.size();
    }

    private TreeSet<String> links(String peer) {
        return linked.getOrDefault(peer, new TreeSet<>());
    }

    public boolean isWhole() {
        return largestPiece() == linked.size();
    }

    public int largestPiece() {
        int largest = 0;
        for (String peer : linked.keySet()) {
            largest = Math.max(largest, distances(peer).size());
        }
        return largest;
    }

    /// The links of the one that has most.
    public int mostLinks() {
        int most = 0;
        for (TreeSet<String> links : linked.values()) {
            most = Math.max(most, links.size());
        }
        return most;
    }

    /// The longest of the shortest ways between two.
    public int diameter() {
        int longest = 0;
        for (String peer : linked.keySet()) {
            for (int hops : distances(peer).values()) {
                longest = Math.max(longest, hops);
            }
        }
        return longest;
    }

    private TreeMap<String, Integer> distances(String from) {
        var distances = new TreeMap<String, Integer>();
        List<String> layer = List.of(from);
        for (int hops = 0; !layer.isEmpty(); hops++) {
            var next = new ArrayList<String>();
            for (String peer : layer) {
                if (distances.putIfAbsent(peer, hops) == null) {
                    next.addAll(links(peer));
                }
            }
            layer = next;
        }
        return distances;
    }
}
