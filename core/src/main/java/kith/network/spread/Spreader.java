package kith.network.spread;

import java.util.List;
import java.util.TreeMap;
import kith.broadcast.BroadcastMessage;
import kith.identity.BoardId;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.log.Run;
import kith.port.Gauge;
import kith.replica.Context;
import kith.sync.Session;
import kith.sync.Source;
import kith.sync.SyncMessage;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// How what is new spreads, on all boards: the door's side of [Spread].
///
/// Only links of [Session#NETWORK_VERSION_MIN] have roles. Over others everything goes.
public final class Spreader implements Spreading {
    /// What others want before a board is shared is kept for so many boards of one link. Guess:
    /// those that are being joined.
    private static final int EARLY_MAX = 16;

    private final Context context;
    private final boolean wide;
    private final Rng rng;
    private final TreeMap<BoardId, Spread> boards = new TreeMap<>();

    /// By link: what the other side wants of a board that is not shared yet.
    private final TreeMap<Long, TreeMap<BoardId, BroadcastMessage>> early = new TreeMap<>();

    /// `wide`: whether this peer has the capacity to pass on to more than those who want it.
    public Spreader(Context context, boolean wide, long seed) {
        this.context = context;
        this.wide = wide;
        this.rng = new Rng(seed);
    }

    // Links

    private static boolean hasRoles(Session session) {
        return session.version() >= Session.NETWORK_VERSION_MIN;
    }

    public void greeted(Session session) {
        if (hasRoles(session)) {
            session.hold();
        }
    }

    /// A board of so many members is shared over that link.
    public void shared(Session session, BoardId board, int members) {
        if (!hasRoles(session)) {
            return;
        }
        Spread spread =
                boards.computeIfAbsent(board, id -> new Spread(context, id, wide, rng.nextLong()));
        spread.members(members);
        spread.linkUp(session.link());
        var kept = early.get(session.link());
        BroadcastMessage wish = kept == null ? null : kept.remove(board);
        if (wish != null) {
            spread.received(session.link(), wish);
        }
    }

    public void linkDown(long link) {
        early.remove(link);
        boards.values().forEach(spread -> spread.linkDown(link));
    }

    /// What goes over a link of a board; null where it is not shared over it.
    public @Nullable Roles roles(BoardId board, long link) {
        Spread spread = boards.get(board);
        return spread == null || !spread.isLink(link) ? null : spread.roles(link);
    }

    public void membersChanged(BoardId board, int members) {
        Spread spread = boards.get(board);
        if (spread != null) {
            spread.members(members);
        }
    }

    /// Whether a message of that type is about this.
    public static boolean has(int type) {
        return BroadcastMessage.has(type) || SpreadMessage.has(type);
    }

    public void received(Session session, SyncMessage.Other message) {
        if (!hasRoles(session)) {
            throw new Malformed(
                    "a message of version 3 over a link of version " + session.version());
        }
        var in = new Reader(message.body());
        if (BroadcastMessage.has(message.type())) {
            received(session.link(), BroadcastMessage.read(message.type(), in));
            return;
        }
        SpreadMessage spread = SpreadMessage.read(message.type(), in);
        Source source = session.source(spread.space());
        Spread on = source == null ? null : of(source);
        if (source != null && on != null) {
            on.received(session.link(), source, spread);
        }
    }

    private void received(long link, BroadcastMessage message) {
        Spread spread = boards.get(message.board());
        if (spread != null && spread.isLink(link)) {
            spread.received(link, message);
            return;
        }
        var kept = early.computeIfAbsent(link, l -> new TreeMap<>());
        if (kept.size() < EARLY_MAX || kept.containsKey(message.board())) {
            kept.put(message.board(), message);
        }
    }

    // What replicas tell

    private @Nullable Spread of(Source source) {
        return boards.get(new BoardId(source.board()));
    }

    @Override
    public void wrote(Source source, int chain, int seqFirst, int seqLast) {
        Spread spread = of(source);
        if (spread != null) {
            spread.wrote(source, chain, seqFirst, seqLast);
        }
    }

    @Override
    public void arrived(Source source, long link, Run run) {
        Spread spread = of(source);
        if (spread != null) {
            spread.arrived(source, link, run);
        }
    }

    @Override
    public void came(Source source, Run run) {
        Spread spread = of(source);
        if (spread != null) {
            spread.came(source, run);
        }
    }

    /// The ways of that change of a chain, as far as they are remembered here.
    public @Nullable Way way(Source source, int chain, int seq) {
        Spread spread = of(source);
        return spread == null ? null : spread.way(source, chain, seq);
    }

    @Override
    public void learned(Source source, long link, int chain, int seq) {
        Spread spread = of(source);
        if (spread != null) {
            spread.learned(source, link, chain, seq);
        }
    }

    @Override
    public void toldMore(Source source, long link, boolean all) {
        Spread spread = of(source);
        if (spread != null) {
            spread.toldMore(source, link, all);
        }
    }

    // Time

    public void wake() {
        boards.values().forEach(Spread::wake);
    }

    public void measure(int links, List<Gauge> out) {
        out.add(new Gauge("links with early wishes", early.size(), links));
        boards.values().forEach(spread -> spread.measure(out));
    }
}
