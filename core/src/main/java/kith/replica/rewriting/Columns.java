package kith.replica.rewriting;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.clock.HybridTime;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change;
import kith.log.Change.Dropped;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Head;
import kith.log.Headers;
import kith.log.Run;
import kith.log.StoredRun;
import org.jspecify.annotations.Nullable;

/// A stored run in a form that compresses well: the record COLUMNS.
///
/// ```
/// columned := chain prev flags firstSeq count times shapes places sizes contents placeHashes sig?
/// flags    := 1 when there is a head + 2 when the run is bare + 4 when contents are turned
/// times    := u64 of the first, then count-1 steps of milliseconds, then count-1 counters
/// places   := for each change: its deps, then [own, number of others, others]
/// place    := chain step                     from the place before of the same chain, signed
/// contents := turned or in order; of a bare run the hash of each
/// ```
///
/// *The problem.* A time is a millisecond and a counter in one number, and the difference of two
/// such numbers is long and looks like nothing before. Contents of one kind are alike at the same
/// place in each, and differ at others; one after the other they look like nothing either. *So*
/// milliseconds and counters are two columns, and short contents are turned by a quarter: all that
/// have the same size stand side by side, the first byte of each, then the second byte of each. A
/// compressor behind this sees what repeats. Whether turning pays depends on the contents: prose
/// is better left in order. Who writes tries both.
///
/// Nothing is lost: the run that is read is the one that was written. Cost: each byte is moved
/// once.
public final class Columns {
    /// Longer contents are never turned. Guess: longer ones have text in them.
    private static final int TURNED_BYTES_MAX = 64;

    private static final int HEAD = 1;
    private static final int BARE = 2;
    private static final int TURNED = 4;

    private Columns() {}

    /// Writes a run. `turned`: its short contents by column.
    public static void write(Writer out, StoredRun stored, boolean turned) {
        Run run = stored.run();
        Head head = stored.head();
        boolean turns = turned && !run.isBare();
        int flags = (head == null ? 0 : HEAD) + (run.isBare() ? BARE : 0) + (turns ? TURNED : 0);
        out.varint(run.chain()).bytes(stored.prev()).u8(flags);
        out.varint(run.firstSeq()).varint(run.size());
        writeTimes(out, run.changes());
        writeShapes(out, run.changes());
        writePlaces(out, run.changes());
        for (Change change : run.changes()) {
            out.varint(change.contentBytes());
        }
        if (turns) {
            writeTurned(out, run.changes());
        } else {
            for (Change change : run.changes()) {
                Dropped dropped = change.dropped();
                out.bytes(dropped == null ? change.content() : dropped.hash());
            }
        }
        for (List<Bytes> hashes : stored.placeHashes()) {
            hashes.forEach(out::bytes);
        }
        if (head != null) {
            out.bytes(head.signature());
        }
    }

    private static void writeTimes(Writer out, List<Change> changes) {
        out.u64(changes.getFirst().time());
        for (int i = 1; i < changes.size(); i++) {
            long before = changes.get(i - 1).time();
            out.varint(HybridTime.millis(changes.get(i).time()) - HybridTime.millis(before));
        }
        for (int i = 1; i < changes.size(); i++) {
            out.varint(counterStep(changes.get(i - 1).time(), changes.get(i).time()));
        }
    }

    /// The counter; within one millisecond how far it went on, less the one that it must.
    private static int counterStep(long before, long time) {
        boolean same = HybridTime.millis(time) == HybridTime.millis(before);
        int counter = HybridTime.counter(time);
        return same ? counter - HybridTime.counter(before) - 1 : counter;
    }

    private static void writeShapes(Writer out, List<Change> changes) {
        int at = 0;
        while (at < changes.size()) {
            int shape = shape(changes.get(at));
            int end = at + 1;
            while (end < changes.size() && shape(changes.get(end)) == shape) {
                end++;
            }
            out.varint(end - at).varint(shape);
            at = end;
        }
    }

    private static int shape(Change change) {
        return change.deps().size() << 1 | (change.seen() == null ? 0 : 1);
    }

    private static void writePlaces(Writer out, List<Change> changes) {
        var lasts = new TreeMap<Integer, Integer>();
        for (Change change : changes) {
            writePlaces(out, change.deps(), lasts);
            View seen = change.seen();
            if (seen != null) {
                out.varint(seen.own()).varint(seen.others().size());
                writePlaces(out, seen.others(), lasts);
            }
        }
    }

    private static void writePlaces(
            Writer out, List<Place> places, TreeMap<Integer, Integer> lasts) {
        for (Place place : places) {
            Integer last = lasts.put(place.chain(), place.seq());
            out.varint(place.chain()).signed((long) place.seq() - (last == null ? 0 : last));
        }
    }

    private static void writeTurned(Writer out, List<Change> changes) {
        var bySize = new TreeMap<Integer, List<Bytes>>();
        for (Change change : changes) {
            int size = Math.min(change.content().size(), TURNED_BYTES_MAX + 1);
            bySize.computeIfAbsent(size, ignored -> new ArrayList<>()).add(change.content());
        }
        bySize.forEach(
                (size, contents) -> {
                    if (size > TURNED_BYTES_MAX) {
                        contents.forEach(out::bytes);
                        return;
                    }
                    for (int i = 0; i < size; i++) {
                        for (Bytes content : contents) {
                            out.u8(content.at(i));
                        }
                    }
                });
    }

    // Reading

    /// Reads what `write` wrote, up to the end.
    public static StoredRun read(Reader in) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        Bytes prev = in.bytes(Headers.HASH_BYTES);
        int flags = in.u8();
        if (flags >= 2 * TURNED || (flags & TURNED) != 0 && (flags & BARE) != 0) {
            throw new Malformed("flags " + flags + " of a run in columns");
        }
        int firstSeq = in.count(Integer.MAX_VALUE - Run.CHANGES_MAX, "sequence number");
        int count = in.count(Run.CHANGES_MAX, "number of changes in a run");
        if (firstSeq < 1 || count < 1 || 2L * (count - 1) + 8 > in.remaining()) {
            throw new Malformed(count + " changes from " + firstSeq + " in columns");
        }
        long[] times = readTimes(in, count);
        int[] shapes = readShapes(in, count);
        var deps = new ArrayList<List<Place>>(count);
        var seen = new ArrayList<@Nullable View>(count);
        readPlaces(in, firstSeq, shapes, deps, seen);
        List<Body> bodies = readBodies(in, count, flags);
        var changes = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) {
            Body body = bodies.get(i);
            changes.add(
                    new Change(
                            firstSeq + i,
                            times[i],
                            deps.get(i),
                            seen.get(i),
                            body.content(),
                            body.dropped()));
        }
        checkWeight(changes);
        Run run = new Run(chain, changes);
        return new StoredRun(run, prev, readHashes(in, run), readHead(in, run, flags));
    }

    private static void checkWeight(List<Change> changes) {
        long weight = 0;
        for (Change change : changes) {
            weight += change.weight();
        }
        if (weight > Run.WEIGHT_MAX) {
            throw new Malformed("a run of up to " + weight + " bytes, at most " + Run.WEIGHT_MAX);
        }
    }

    private static @Nullable Head readHead(Reader in, Run run, int flags) {
        boolean there = (flags & HEAD) != 0;
        Head head = there ? new Head(run.lastSeq(), in.bytes(Head.SIGNATURE_BYTES)) : null;
        in.expectEnd();
        return head;
    }

    private static long[] readTimes(Reader in, int count) {
        var times = new long[count];
        times[0] = in.u64();
        if (times[0] < 0) {
            throw new Malformed("time is negative: " + times[0]);
        }
        for (int i = 1; i < count; i++) {
            times[i] = in.varint();
        }
        for (int i = 1; i < count; i++) {
            times[i] = time(times[i - 1], times[i], in.count(0xffff, "counter of a time"));
        }
        return times;
    }

    private static long time(long before, long millisStep, int counterStep) {
        long millis = HybridTime.millis(before) + millisStep;
        int counter = counterStep + (millisStep == 0 ? HybridTime.counter(before) + 1 : 0);
        if (millisStep < 0 || millis < 0 || millis > HybridTime.MILLIS_LAST || counter > 0xffff) {
            throw new Malformed("no time " + millisStep + " ms after " + before);
        }
        return HybridTime.of(millis, counter);
    }

    private static int[] readShapes(Reader in, int count) {
        var shapes = new int[count];
        int at = 0;
        while (at < count) {
            int repeat = in.count(count - at, "repeat of a shape");
            int shape = in.count(2 * Change.PLACES_MAX + 1, "shape");
            if (repeat == 0) {
                throw new Malformed("a shape that no change has");
            }
            for (int end = at + repeat; at < end; at++) {
                shapes[at] = shape;
            }
        }
        return shapes;
    }

    private static void readPlaces(
            Reader in,
            int firstSeq,
            int[] shapes,
            List<List<Place>> deps,
            List<@Nullable View> seen) {
        var lasts = new TreeMap<Integer, Integer>();
        int places = 0;
        for (int i = 0; i < shapes.length; i++) {
            places = checked(places + (shapes[i] >> 1));
            deps.add(readPlaces(in, shapes[i] >> 1, lasts));
            if ((shapes[i] & 1) == 0) {
                seen.add(null);
            } else {
                int own = in.count(firstSeq + i - 1, "own sequence number seen");
                int others = in.count(Change.PLACES_MAX, "number of seen places");
                places = checked(places + others);
                seen.add(new View(own, readPlaces(in, others, lasts)));
            }
        }
    }

    private static int checked(int places) {
        if (places > Run.PLACES_MAX) {
            throw new Malformed(places + " places in a run, at most " + Run.PLACES_MAX);
        }
        return places;
    }

    private static List<Place> readPlaces(Reader in, int count, TreeMap<Integer, Integer> lasts) {
        if (count == 0) {
            return List.of();
        }
        var places = new ArrayList<Place>(Math.min(count, in.remaining()));
        for (int i = 0; i < count; i++) {
            int chain = in.count(Integer.MAX_VALUE, "chain number");
            Integer last = lasts.get(chain);
            long step = in.signed();
            long seq = (last == null ? 0 : last) + step;
            if (step > Integer.MAX_VALUE || seq < 1 || seq > Integer.MAX_VALUE) {
                throw new Malformed("a place with sequence number " + seq);
            }
            lasts.put(chain, (int) seq);
            places.add(new Place(chain, (int) seq));
        }
        return places;
    }

    /// What a change has beside its header: its content, or what stands for it.
    private record Body(Bytes content, @Nullable Dropped dropped) {}

    private static List<Body> readBodies(Reader in, int count, int flags) {
        var sizes = new int[count];
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sizes[i] = in.count(Change.CONTENT_BYTES_MAX, "content size in bytes");
            sum += (flags & BARE) == 0 ? sizes[i] : Headers.HASH_BYTES;
        }
        if (sum > in.remaining() || sum > Run.WEIGHT_MAX) {
            throw new Malformed("contents of " + sum + " bytes in " + in.remaining());
        }
        if ((flags & TURNED) != 0) {
            return readTurned(in, sizes);
        }
        var bodies = new ArrayList<Body>(count);
        for (int size : sizes) {
            boolean bare = (flags & BARE) != 0;
            bodies.add(
                    bare
                            ? new Body(Bytes.EMPTY, new Dropped(size, in.bytes(Headers.HASH_BYTES)))
                            : new Body(in.bytes(size), null));
        }
        return bodies;
    }

    private static List<Body> readTurned(Reader in, int[] sizes) {
        var contents = new byte[sizes.length][];
        for (int size = 0; size <= TURNED_BYTES_MAX; size++) {
            readTurned(in, sizes, size, contents);
        }
        var bodies = new ArrayList<Body>(sizes.length);
        for (int i = 0; i < sizes.length; i++) {
            boolean turned = sizes[i] <= TURNED_BYTES_MAX;
            Bytes content = turned ? Bytes.wrap(contents[i]) : in.bytes(sizes[i]);
            bodies.add(new Body(content, null));
        }
        return bodies;
    }

    /// The contents of that size.
    private static void readTurned(Reader in, int[] sizes, int size, byte[][] contents) {
        var own = new ArrayList<byte[]>();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == size) {
                contents[i] = new byte[size];
                own.add(contents[i]);
            }
        }
        for (int at = 0; at < size; at++) {
            for (byte[] content : own) {
                content[at] = (byte) in.u8();
            }
        }
    }

    private static List<List<Bytes>> readHashes(Reader in, Run run) {
        var all = new ArrayList<List<Bytes>>(run.size());
        for (Change change : run.changes()) {
            var hashes = new ArrayList<Bytes>(change.placeCount());
            for (int i = 0; i < change.placeCount(); i++) {
                hashes.add(in.bytes(Headers.HASH_BYTES));
            }
            all.add(hashes.isEmpty() ? List.of() : hashes);
        }
        return all;
    }
}
