package kith.lab.heads;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.port.Limits;
import kith.port.Now;
import kith.sync.Session;
import kith.sync.SyncMessage;
import org.jspecify.annotations.Nullable;

/// Two sides and a link between them, on which everything that one side sends arrives at the other
/// half a round trip later, at once.
public final class Pair {
    private static final int FLIGHTS_MAX = 100;

    private final HeadsPeer one;
    private final HeadsPeer other;
    private List<Integer> versions = Session.VERSIONS;
    private Limits limits = Limits.DEFAULT;
    private long nanos = 1;
    private int flights;
    private int flightOfOffers;
    private int flightOfChanges;
    private long changesBytes;
    private long comparingBytes;
    private long durableBytes;
    private long cpuNanosOne;
    private long cpuNanosOther;

    /// May change or leave out a frame on its way.
    public interface Tap {
        @Nullable SyncMessage passes(boolean fromOne, SyncMessage message);
    }

    private Tap tap = (fromOne, message) -> message;

    public Pair(long seed) {
        one = new HeadsPeer(2 * seed);
        other = new HeadsPeer(2 * seed + 1);
    }

    /// Both have the first changes of so many authors.
    public static Pair of(long seed, int authors) {
        var pair = new Pair(seed);
        pair.one.writeFirst(authors);
        pair.other.writeFirst(authors);
        return pair;
    }

    public HeadsPeer one() {
        return one;
    }

    public HeadsPeer other() {
        return other;
    }

    /// The other side speaks only these from now on.
    public void otherSpeaks(List<Integer> spoken) {
        versions = spoken;
    }

    public void limits(Limits chosen) {
        limits = chosen;
    }

    public void tap(Tap by) {
        tap = by;
    }

    /// Links them anew, and lets them talk until there is nothing more to say.
    public void meet() {
        flights = 0;
        flightOfOffers = 0;
        flightOfChanges = 0;
        changesBytes = 0;
        comparingBytes = 0;
        durableBytes = 0;
        cpuNanosOne = 0;
        cpuNanosOther = 0;
        nanos += Now.SECOND;
        one.link(Session.VERSIONS, limits, now());
        other.link(versions, limits, now());
        talk();
    }

    private Now now() {
        return new Now(nanos, nanos / Now.MILLI);
    }

    private void talk() {
        boolean said = true;
        while (said && one.hungUp().isEmpty() && other.hungUp().isEmpty()) {
            if (++flights > FLIGHTS_MAX) {
                throw new IllegalStateException("after " + flights + " flights still talking");
            }
            List<Bytes> fromOne = taken(one);
            List<Bytes> fromOther = taken(other);
            said = !fromOne.isEmpty() || !fromOther.isEmpty();
            nanos += 10 * Now.MILLI;
            long start = cpuNanos();
            fly(fromOne, true);
            long middle = cpuNanos();
            fly(fromOther, false);
            cpuNanosOther += middle - start;
            cpuNanosOne += cpuNanos() - middle;
        }
    }

    private static List<Bytes> taken(HeadsPeer from) {
        var frames = new ArrayList<Bytes>();
        for (Bytes frame = from.nextSent(); frame != null; frame = from.nextSent()) {
            frames.add(frame);
        }
        return frames;
    }

    private void fly(List<Bytes> frames, boolean fromOne) {
        HeadsPeer to = fromOne ? other : one;
        for (Bytes frame : frames) {
            SyncMessage message = HeadsPeer.message(frame);
            count(message, frame.size());
            SyncMessage passing = tap.passes(fromOne, message);
            if (passing != null) {
                var out = new kith.lang.Writer();
                passing.write(out);
                to.receive(out.toBytes(), now());
            }
        }
        to.settle(now());
    }

    /// What is said after the changes came is what became durable.
    private void count(SyncMessage message, int bytes) {
        if (message instanceof SyncMessage.Space) {
            flightOfOffers = flights;
        } else if (message instanceof SyncMessage.Runs) {
            flightOfChanges = flights;
            changesBytes += bytes;
        } else if (flightOfChanges > 0 && flights > flightOfChanges) {
            durableBytes += bytes;
        } else if (!(message instanceof SyncMessage.Hello)) {
            comparingBytes += bytes;
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /// Half round trips from when both knew that they share the space until the last changes came.
    public int flightsUntilChanges() {
        return flightOfChanges - flightOfOffers;
    }

    /// Bytes of the frames with changes, of those that were needed to know which, and of those that
    /// told afterwards what became durable.
    public long changesBytes() {
        return changesBytes;
    }

    public long comparingBytes() {
        return comparingBytes;
    }

    public long durableBytes() {
        return durableBytes;
    }

    public long cpuNanosOne() {
        return cpuNanosOne;
    }

    public long cpuNanosOther() {
        return cpuNanosOther;
    }

    /// Whether both know of each other that they have the same.
    public boolean isInSync() {
        return knows(one, other) && knows(other, one);
    }

    private static boolean knows(HeadsPeer of, HeadsPeer about) {
        var graph = of.graph();
        boolean same = of.session().there(of).unplacedChanges() == 0 && of.session().shares(of);
        for (int chain = 0; same && chain < graph.chainCount(); chain++) {
            int there = of.session().there(of).told(chain);
            int number = about.graph().number(graph.id(chain));
            int last = number < 0 ? 0 : about.graph().last(number);
            same = there == last && there == graph.last(chain);
        }
        return same;
    }
}
