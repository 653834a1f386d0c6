package kith.network.spread;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.broadcast.Broadcast;
import kith.broadcast.BroadcastMessage;
import kith.broadcast.Host;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.ChangeGraph;
import kith.log.Run;
import kith.port.Gauge;
import kith.port.Message;
import kith.port.Now;
import kith.replica.Context;
import kith.sync.Session;
import kith.sync.Source;
import kith.sync.flow.Flow;
import org.jspecify.annotations.Nullable;

/// How what is new on one board spreads over our links: what [Broadcast] decides becomes what sync
/// sends, and what sync hears becomes what it knows.
///
/// An *update* is a change of a chain of a space, with all before it on that chain. What others say
/// that they have for good (`have`) are the announcements: over each link it is said anyway, a sync
/// of the disk after an update came.
///
/// Nothing that has to arrive depends on it: what a neighbour has and we lack is asked for when
/// that was found at once ([CatchUp]), or when the logs are compared, now and then, with some link.
final class Spread implements Host {
    /// Between two comparisons with a random link, plus or minus half of it. Guess: seldom enough
    /// to cost nothing.
    private static final long COMPARE_NANOS = 10 * Now.SECOND;

    /// Spaces that are compared at once. Guess: a millisecond.
    private static final int COMPARED_MAX = 64;

    /// Who speaks of a chain that is not here is asked for it after so long, if it did not come by
    /// other means. As long as the broadcast waits.
    private static final long UNKNOWN_NANOS = 150 * Now.MILLI;

    /// A disk that syncs at once lets an announcement be here before the update: only one that is
    /// so much before it tells that it came by a faster way.
    private static final long HEAD_START_NANOS = 50 * Now.MILLI;

    private static final int SEQ_BITS = 31;
    private static final int CHAIN_BITS = 18;
    private static final int SPACES_MAX = 1 << 14;

    private final Context context;
    private final Rng rng;
    private final Broadcast broadcast;
    private final Ways ways;
    private final List<Space> spaces = new ArrayList<>();
    private final TreeMap<Bytes, Space> byId = new TreeMap<>();
    private final TreeSet<Long> links = new TreeSet<>();
    private long compareAtNanos = Now.NEVER;
    private int comparedNext;

    /// One space of the board, and its place in the numbers of updates.
    private final class Space implements CatchUp.Neighbours {
        final Source source;
        final int place;
        final CatchUp catchUp = new CatchUp(this);

        Space(Source source, int place) {
            this.source = source;
            this.place = place;
        }

        @Override
        public @Nullable Flow flow(long link) {
            Session session = links.contains(link) ? session(link) : null;
            return session == null ? null : session.flow(source);
        }

        @Override
        public long brought(long link) {
            Session session = session(link);
            return session == null ? 0 : session.traffic().taken();
        }

        @Override
        public void askForAll(long link) {
            tell(link, new SpreadMessage.Lacking(number(link)));
        }

        private int number(long link) {
            Flow flow = flow(link);
            return flow == null ? 0 : flow.number();
        }

        long update(int chain, int seq) {
            long of = source.graph().resolve(chain, seq);
            return ((long) place << CHAIN_BITS | of) << SEQ_BITS | seq;
        }
    }

    Spread(Context context, BoardId board, boolean wide, long seed) {
        this.context = context;
        this.rng = new Rng(seed);
        this.ways = new Ways(this::peer);
        this.broadcast = new Broadcast(this, board, wide, HEAD_START_NANOS, rng.nextLong());
    }

    void members(int count) {
        broadcast.members(count);
    }

    // Links

    boolean isLink(long link) {
        return links.contains(link);
    }

    void linkUp(long link) {
        if (links.add(link)) {
            broadcast.linkUp(link);
            if (compareAtNanos == Now.NEVER) { // else who comes and goes would put it off for ever
                compareLater();
            }
        }
    }

    void linkDown(long link) {
        if (links.remove(link)) {
            broadcast.linkDown(link);
            spaces.forEach(space -> space.catchUp.linkDown(link));
        }
    }

    Roles roles(long link) {
        return new Roles(broadcast.gets(link), broadcast.gives(link));
    }

    void received(long link, BroadcastMessage message) {
        broadcast.received(link, message);
        if (message instanceof BroadcastMessage.Wish wish && wish.fed()) {
            for (Space space : spaces) {
                Flow flow = space.flow(link);
                if (flow != null) {
                    flow.passLittle();
                }
            }
        }
    }

    void received(long link, Source source, SpreadMessage message) {
        Space space = space(source);
        Flow flow = space == null ? null : space.flow(link);
        if (space == null || flow == null) {
            return;
        }
        switch (message) {
            case SpreadMessage.Lacking ignored -> flow.passAll();
            case SpreadMessage.Passed passed -> {
                long update = update(space, flow, passed.chain(), passed.seq());
                ways.heard(update, passed.hops());
            }
            case SpreadMessage.Promise promise -> {
                long update = update(space, flow, promise.chain(), promise.seq());
                if (update != NONE) {
                    broadcast.promised(update, link, promise.hops());
                }
            }
            case SpreadMessage.Fetch fetch -> {
                long update = update(space, flow, fetch.chain(), fetch.seq());
                if (update != NONE) {
                    broadcast.fetched(update, link, Math.min(ways.hops(update) + 1, Way.HOPS_MAX));
                }
            }
        }
    }

    static final long NONE = -1;

    /// What the other side of a link means by that; [#NONE] where it is of a chain that is not
    /// here.
    private static long update(Space space, Flow flow, int number, int seq) {
        int chain = flow.chain(number, seq);
        return chain < 0 ? NONE : space.update(chain, seq);
    }

    // What sync tells

    /// The space, taken into account from now on; null where there are too many.
    private @Nullable Space space(Source source) {
        Space known = byId.get(source.space());
        if (known == null && spaces.size() < SPACES_MAX) {
            known = new Space(source, spaces.size());
            spaces.add(known);
            byId.put(source.space(), known);
        }
        return known;
    }

    void wrote(Source source, int chain, int seqFirst, int seqLast) {
        Space space = space(source);
        if (space != null) {
            long update = space.update(chain, seqLast);
            ways.wrote(update, seqLast - seqFirst, now(), time(source, chain, seqLast));
            broadcast.publish(update, sizeBytes(source, chain, seqFirst, seqLast));
        }
    }

    /// Much is large, and so is what is not known.
    private static int sizeBytes(Source source, int chain, int seqFirst, int seqLast) {
        long size = 0;
        for (int seq = seqFirst; seq <= seqLast && size < Integer.MAX_VALUE; seq++) {
            var change = source.tail().change(chain, seq);
            size += change == null ? Integer.MAX_VALUE : change.contentBytes();
        }
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /// The first of those who bring it is the one whom it came from.
    void arrived(Source source, long link, Run run) {
        Space space = space(source);
        if (space != null) {
            ways.arrived(space.update(run.chain(), run.lastSeq()), link);
        }
    }

    void came(Source source, Run run) {
        Space space = space(source);
        if (space != null) {
            space.catchUp.came(now().nanos());
            long update = space.update(run.chain(), run.lastSeq());
            int sizeBytes = run.isBare() ? 0 : run.contentBytes();
            ways.came(update, run.size() - 1, now(), run.changes().getLast().time());
            broadcast.came(update, ways.from(update), ways.hops(update), sizeBytes);
        }
    }

    private static long time(Source source, int chain, int seq) {
        return source.graph().last(chain) == seq ? source.graph().tip(chain).time() : 0;
    }

    @Nullable Way way(Source source, int chain, int seq) {
        Space space = space(source);
        return space == null ? null : ways.way(space.update(chain, seq));
    }

    void learned(Source source, long link, int chain, int seq) {
        Space space = space(source);
        Flow flow = space == null ? null : space.flow(link);
        if (space == null || flow == null || !flow.isOpen() || source.graph().last(chain) >= seq) {
            return;
        }
        if (space.catchUp.isOn()) {
            candidate(space, link, UNKNOWN_NANOS);
        } else {
            broadcast.announced(link, new long[] {space.update(chain, seq)});
        }
    }

    void toldMore(Source source, long link, boolean all) {
        Space space = space(source);
        if (space != null && isLink(link)) {
            candidate(space, link, all ? 0 : UNKNOWN_NANOS);
        }
    }

    private void candidate(Space space, long link, long waitNanos) {
        long at = now().nanos() + waitNanos;
        space.catchUp.candidate(link, at);
        wakeAt(at);
    }

    // Time

    void wake() {
        broadcast.wake();
        long now = now().nanos();
        if (compareAtNanos <= now) {
            compare(now);
            broadcast.chooseAgain();
            compareLater();
        }
        long next = compareAtNanos;
        for (Space space : spaces) {
            next = Math.min(next, space.catchUp.wake(now));
        }
        wakeAt(next);
    }

    private void compareLater() {
        boolean alone = links.isEmpty();
        int half = (int) (COMPARE_NANOS / 2 / Now.MILLI);
        long wait = COMPARE_NANOS / 2 + rng.nextInt(2 * half) * Now.MILLI;
        compareAtNanos = alone ? Now.NEVER : now().nanos() + wait;
        if (!alone) {
            wakeAt(compareAtNanos);
        }
    }

    /// What is lacking although it was told: some spaces, with some link.
    private void compare(long now) {
        if (links.isEmpty() || spaces.isEmpty()) {
            return;
        }
        long link = new ArrayList<>(links).get(rng.nextInt(links.size()));
        int count = Math.min(COMPARED_MAX, spaces.size());
        for (int i = 0; i < count; i++) {
            comparedNext = (comparedNext + 1) % spaces.size();
            spaces.get(comparedNext).catchUp.compare(link, now);
        }
    }

    void measure(List<Gauge> out) {
        broadcast.measure(out);
        long asked = 0;
        for (Space space : spaces) {
            asked = Math.max(asked, space.catchUp.candidates());
        }
        ways.measure(out);
        out.add(new Gauge("links to catch up from", asked, links.size()));
    }

    // What the broadcast asks

    private @Nullable Session session(long link) {
        return context.links().session(link);
    }

    private @Nullable PeerId peer(long link) {
        Session session = session(link);
        return session == null ? null : new PeerId(session.peer());
    }

    private void tell(long link, Message message) {
        Session session = session(link);
        if (session != null) {
            session.send(message);
        }
    }

    private Space spaceOf(long update) {
        return spaces.get((int) (update >>> CHAIN_BITS + SEQ_BITS));
    }

    private static int chainOf(long update) {
        return (int) (update >>> SEQ_BITS) & (1 << CHAIN_BITS) - 1;
    }

    private static int seqOf(long update) {
        return (int) update & Integer.MAX_VALUE;
    }

    /// What goes over a link of the space that an update is of; null where the space is not shared
    /// there, or the update is there.
    private @Nullable Flow flowTo(long link, long update) {
        Flow flow = spaceOf(update).flow(link);
        return flow == null || flow.sent(chainOf(update)) >= seqOf(update) ? null : flow;
    }

    @Override
    public Now now() {
        return context.now();
    }

    @Override
    public void wakeAt(long nanos) {
        context.effects().wakeAt(nanos);
    }

    @Override
    public void send(long link, BroadcastMessage message) {
        tell(link, message);
    }

    @Override
    public boolean has(long update) {
        ChangeGraph graph = spaceOf(update).source.graph();
        int chain = graph.resolve(chainOf(update), seqOf(update));
        return graph.last(chain) >= seqOf(update);
    }

    @Override
    public boolean pass(long link, long update, int hops) {
        Flow flow = flowTo(link, update);
        if (flow == null) {
            return false;
        }
        int chain = flow.number(chainOf(update));
        int counted = Math.min(hops, Way.HOPS_MAX);
        tell(link, new SpreadMessage.Passed(flow.number(), chain, seqOf(update), counted));
        flow.pass(chainOf(update), seqOf(update));
        ways.passed(update, link, now());
        return true;
    }

    /// Who has nothing of a chain cannot be told of it: it gets what it is.
    @Override
    public boolean promise(long link, long update, int hops) {
        Flow flow = flowTo(link, update);
        if (flow == null) {
            return false;
        }
        if (flow.sent(chainOf(update)) == 0) {
            return pass(link, update, hops);
        }
        int chain = flow.number(chainOf(update));
        int counted = Math.min(hops, Way.HOPS_MAX);
        tell(link, new SpreadMessage.Promise(flow.number(), chain, seqOf(update), counted));
        return false;
    }

    /// It is, by what is said to be safe on our disk.
    @Override
    public void announce(long link, long[] updates) {}

    @Override
    public void fetch(long link, long update) {
        Flow flow = spaceOf(update).flow(link);
        if (flow != null) {
            int chain = flow.number(chainOf(update));
            tell(link, new SpreadMessage.Fetch(flow.number(), chain, seqOf(update)));
        }
    }
}
