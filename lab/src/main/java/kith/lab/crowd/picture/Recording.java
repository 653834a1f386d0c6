package kith.lab.crowd.picture;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.broadcast.BroadcastMessage;
import kith.broadcast.BroadcastMessage.Declined;
import kith.broadcast.BroadcastMessage.Wish;
import kith.cluster.Clusters;
import kith.overlay.probe.Standing;
import kith.port.Now;
import kith.talk.Fields;
import kith.value.Value;

/// What is to be seen of a board, as the console's picture reads it: what there is at the
/// beginning, and what changed since, each with the milliseconds after which it did.
///
/// Peers are called by their number; a field that is not there has not changed. The form is that of
/// `web/src/network/model.ts`.
final class Recording {
    static final String FORM = "kith-picture-1";

    private final Quarter quarter;
    private final Seen[] seen;
    private final Map<Long, Link> links = new TreeMap<>();
    private final List<Value> deltas = new ArrayList<>();
    private long begunNanos = Now.NEVER;

    /// What was told of a peer.
    private static final class Seen {
        long cluster;
        boolean leads;
        Standing standing = Standing.ALIVE;
        final BitSet doubters = new BitSet();
    }

    /// What each side gets from the other: first the one of the lower number.
    private static final class Link {
        final boolean[] fed = new boolean[2];
        final boolean[] told = new boolean[2];

        String role() {
            return fed[0] || fed[1] ? "feeds" : told[0] || told[1] ? "announces" : "lazy";
        }
    }

    Recording(Quarter quarter) {
        this.quarter = quarter;
        this.seen = new Seen[quarter.size()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new Seen();
        }
    }

    /// From here on changes are told; before them, what there is.
    void begin() {
        begunNanos = quarter.crowd.nanos();
        for (int i = 0; i < seen.length; i++) {
            tell(
                    peer(i).put("id", quarter.keys.id(i).text())
                            .put("name", quarter.region(i) + "-" + i)
                            .put("region", quarter.region(i))
                            .put("cluster", name(seen[i].cluster))
                            .put("leads", seen[i].leads)
                            .put("standing", word(seen[i].standing)));
        }
        links.forEach((pair, link) -> tell(pair, link));
    }

    Value.Obj document(String about) {
        return new Fields()
                .put("form", FORM)
                .put("about", about)
                .put("deltas", Value.Array.of(deltas))
                .value();
    }

    private boolean runs() {
        return begunNanos != Now.NEVER;
    }

    private void tell(Fields delta) {
        if (runs()) {
            deltas.add(delta.value());
        }
    }

    private Fields now() {
        return new Fields().put("at", runs() ? millis(quarter.crowd.nanos()) : 0);
    }

    private long millis(long nanos) {
        return Math.max(0, (nanos - begunNanos) / Now.MILLI);
    }

    private Fields peer(int number) {
        return now().put("peer", number);
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case ALIVE -> "alive";
            case SUSPECT -> "suspected";
            case GONE -> "gone";
        };
    }

    private static String name(long cluster) {
        return cluster == 0 ? "" : Long.toHexString(cluster >>> 48 | 1L << 16).substring(1);
    }

    // Links

    private static long pair(int a, int b) {
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    void linked(int a, int b) {
        var link = new Link();
        links.put(pair(a, b), link);
        tell(pair(a, b), link);
        for (int one : new int[] {a, b}) {
            seen[one].doubters.clear();
            stands(one, Standing.ALIVE);
        }
    }

    void unlinked(int a, int b) {
        if (links.remove(pair(a, b)) != null) {
            tell(now().put("unlink", ends(pair(a, b))));
        }
    }

    private static Value ends(long pair) {
        return Value.Array.of(Value.Int.of(pair >>> 32), Value.Int.of(pair & 0xffff_ffffL));
    }

    private void tell(long pair, Link link) {
        double millis = quarter.terrain.millis((int) (pair >>> 32), (int) pair);
        tell(
                now().put("link", ends(pair))
                        .put("role", link.role())
                        .put("micros", (long) (1_000 * millis)));
    }

    /// A peer said to a neighbour what it wants of it, or that it does not feed it.
    void said(int peer, int neighbour, BroadcastMessage message) {
        Link link = links.get(pair(peer, neighbour));
        if (link != null) {
            String before = link.role();
            int side = peer < neighbour ? 0 : 1;
            switch (message) {
                case Wish wish -> {
                    link.fed[side] = wish.fed();
                    link.told[side] = wish.told();
                }
                case Declined declined -> link.fed[1 - side] = false;
            }
            if (!link.role().equals(before)) {
                tell(pair(peer, neighbour), link);
            }
        }
    }

    // Peers

    void judged(int observer, int subject, Standing standing) {
        Seen of = seen[subject];
        of.doubters.set(observer, standing == Standing.SUSPECT);
        boolean doubted = !of.doubters.isEmpty();
        if (standing == Standing.GONE) {
            stands(subject, Standing.GONE);
        } else if (of.standing != Standing.GONE) {
            stands(subject, doubted ? Standing.SUSPECT : Standing.ALIVE);
        }
    }

    private void stands(int peer, Standing standing) {
        if (seen[peer].standing != standing) {
            seen[peer].standing = standing;
            tell(peer(peer).put("standing", word(standing)));
        }
    }

    /// What is not told by those who do it: who belongs where, and who leads.
    void look(int there) {
        for (int i = 0; i < there; i++) {
            Clusters clusters = quarter.peer(i).gathering.clusters;
            boolean up = quarter.crowd.isUp(i);
            long cluster = up ? clusters.cluster() : seen[i].cluster;
            boolean leads = up && clusters.leads();
            if (cluster != seen[i].cluster || leads != seen[i].leads) {
                seen[i].cluster = cluster;
                seen[i].leads = leads;
                tell(peer(i).put("cluster", name(cluster)).put("leads", leads));
            }
        }
    }

    // Updates

    void published(long update, int by, String label, int sizeBytes) {
        tell(now().put("update", update).put("by", by).put("label", label).put("bytes", sizeBytes));
    }

    void passed(long update, int from, int to, long sentNanos, int hops, boolean redundant) {
        var pass = now().put("pass", update).put("from", from).put("to", to);
        pass.put("sent", millis(sentNanos)).put("hops", hops);
        tell(redundant ? pass.put("redundant", true) : pass);
    }
}
