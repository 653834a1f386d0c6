package kith.network;

import java.util.TreeSet;
import kith.cluster.Card;
import kith.cluster.Clusters;
import kith.cluster.Coordinate;
import kith.cluster.Coordinates;
import kith.cluster.Measures;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.network.spread.Roles;
import kith.network.spread.Spreader;
import kith.overlay.probe.Standing;
import kith.port.Now;
import kith.talk.Fields;
import org.jspecify.annotations.Nullable;

/// How the network of one board looks from here: the neighbours, our cluster, and the others that
/// are known.
///
/// Times are told to two digits, so that who watches is not told of noise.
final class NearbyCells {
    private static final long DIGITS = 100;

    private final BoardId board;
    private final Ways ways;
    private final Spreader spreader;
    private final Watching watching;
    private final Coordinates coordinates;
    private final Now now;

    NearbyCells(
            BoardId board, Ways ways, Watching watching, Coordinates coordinates, Ground ground) {
        this.board = board;
        this.ways = ways;
        this.spreader = ground.spreader();
        this.watching = watching;
        this.coordinates = coordinates;
        this.now = ground.now();
    }

    Fields of(@Nullable Clusters clusters) {
        var out = new Fields();
        out.put("neighbours", neighbours());
        if (clusters != null) {
            if (clusters.cluster() != 0) {
                out.put("cluster", cluster(clusters));
            }
            out.put("clusters", others(clusters));
        }
        return out;
    }

    private Fields neighbours() {
        var out = new Fields();
        var seen = new TreeSet<PeerId>();
        for (Ways.Way way : ways.all()) {
            if (way.boards.contains(board) && seen.add(way.peer)) {
                out.put(way.peer.text(), neighbour(way));
            }
        }
        return out;
    }

    private Fields neighbour(Ways.Way way) {
        var out = new Fields();
        Standing standing = watching.standing(way.peer);
        out.put("standing", word(standing == null ? Standing.ALIVE : standing));
        Roles roles = spreader.roles(board, way.link);
        if (roles != null) {
            out.put("gets", roles.gets().word()).put("gives", roles.gives().word());
        }
        if (way.roundTripNanos > 0) {
            out.put("roundTripMicros", rounded(way.roundTripNanos / 1_000));
        }
        long distance = distanceMicros(coordinates, way.there);
        if (distance >= 0) {
            out.put("distanceMicros", distance);
        }
        return out;
    }

    private static String word(Standing standing) {
        return switch (standing) {
            case ALIVE -> "alive";
            case SUSPECT -> "suspect";
            case GONE -> "gone";
        };
    }

    private Fields cluster(Clusters clusters) {
        var out = new Fields();
        out.put("id", name(clusters.cluster()));
        out.put("epoch", clusters.epoch());
        PeerId leader = clusters.leader();
        if (leader != null) {
            out.put("leader", leader.text());
            out.put("leads", clusters.leads());
            long left = clusters.leaseUntilNanos() - now.nanos();
            out.put("leaseUntil", (now.wallMillis() + left / Now.MILLI) / 1_000 * 1_000);
        }
        if (clusters.isGuest()) {
            return out.put("guest", true);
        }
        if (clusters.guests() > 0) {
            out.put("guests", clusters.guests());
        }
        var members = new Fields();
        for (PeerId member : clusters.members()) {
            members.put(member.text(), marks(clusters.measures(member)));
        }
        return out.put("members", members);
    }

    /// What others measured: each mark and all together, by which the leader is elected.
    private static Fields marks(Measures of) {
        return new Fields()
                .put("score", of.score())
                .put("near", of.near())
                .put("up", of.up())
                .put("free", of.free())
                .put("strong", of.strong())
                .put("first", of.first());
    }

    private Fields others(Clusters clusters) {
        var out = new Fields();
        for (Card card : clusters.known()) {
            if (!card.isOver() && card.cluster() != clusters.cluster()) {
                var one = new Fields();
                one.put("leader", card.leader().text());
                one.put("epoch", card.epoch());
                one.put("size", card.size());
                if (!card.region().isEmpty()) {
                    one.put("region", card.region());
                }
                one.put("distanceMicros", distanceMicros(coordinates, card.middle()));
                out.put(name(card.cluster()), one);
            }
        }
        return out;
    }

    private static String name(long cluster) {
        return Long.toHexString(cluster);
    }

    static long distanceMicros(Coordinates from, @Nullable Coordinate to) {
        return to == null || from.samples() == 0
                ? -1
                : rounded((long) (from.here().millisTo(to) * 1_000));
    }

    private static long rounded(long micros) {
        long unit = 1;
        while (micros / unit >= DIGITS) {
            unit *= 10;
        }
        return micros / unit * unit;
    }
}
