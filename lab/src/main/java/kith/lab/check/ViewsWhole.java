package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lab.SimNetwork;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.overlay.Use;
import kith.value.Value;

/// Of those who listen somewhere nobody has more links than it can bear, and all are in one piece,
/// by short ways.
public final class ViewsWhole implements Checker {
    /// As many as are drawn, and one that is tried beside them; where they were few, and have
    /// become many since, as many as were wanted then.
    private static final int DIALLED_MAX = 8;

    /// Source: docs/protocol/overlay.md; and some so young that none of them is ended yet.
    private static final int LINKS_MAX = 16 + 4;

    /// Links that are needed for something else: visits, those of a directory, and those of the
    /// other sides. Source: docs/protocol.md.
    private static final int OTHERS_MAX = 16 + 24 + 32;

    private final TreeMap<String, TreeSet<String>> linked = new TreeMap<>();
    private final TreeMap<String, Views> views = new TreeMap<>();

    /// How many links a peer says that it has, and of which kind.
    private record Views(int neighbours, int dialled, int others) {
        static Views of(SimPeer peer) {
            int neighbours = 0;
            int dialled = 0;
            int others = 0;
            if (peer.read(".peer/links") instanceof Value.Obj links) {
                for (int i = 0; i < links.size(); i++) {
                    boolean neighbour = isNeighbour(links.value(i));
                    others += neighbour ? 0 : 1;
                    neighbours += neighbour ? 1 : 0;
                    dialled += neighbour && !isSet(links.value(i), "inbound") ? 1 : 0;
                }
            }
            return new Views(neighbours, dialled, others);
        }

        private static boolean isNeighbour(Value link) {
            return link instanceof Value.Obj of
                    && new Value.Text(Use.NEIGHBOUR.word()).equals(of.find("use"));
        }

        private static boolean isSet(Value link, String flag) {
            return link instanceof Value.Obj of && Value.Bool.TRUE.equals(of.find(flag));
        }
    }

    private ViewsWhole(World world) {
        for (SimPeer peer : world.insiders()) {
            linked.put(peer.name(), new TreeSet<>());
            views.put(peer.name(), Views.of(peer));
        }
        for (SimNetwork.Up link : world.network().up()) {
            TreeSet<String> from = linked.get(link.dialler().name());
            TreeSet<String> to = linked.get(link.acceptor().name());
            if (from != null && to != null && !link.mesh()) {
                from.add(link.acceptor().name());
                to.add(link.dialler().name());
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
        for (var one : views.entrySet()) {
            Views has = one.getValue();
            boolean tooMany = has.dialled() > DIALLED_MAX || has.neighbours() > LINKS_MAX;
            if (tooMany || has.others() > OTHERS_MAX) {
                return one.getKey() + " has " + has;
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
