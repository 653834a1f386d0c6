package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change.Dropped;
import kith.log.Change.Place;
import kith.log.Change.View;
import org.jspecify.annotations.Nullable;

/// The bytes of a run, on the wire and on disk alike: columns, so that what repeats costs little.
///
/// ```
/// run      := firstSeq count times shapes places sizes contents
/// times    := u64 of the first, then count-1 varints: the (positive) differences
/// shapes   := pairs (repeat, shape) until count is reached
/// shape    := 2 * (number of deps) + (1 when `seen` is given)
/// places   := for each change in order: its deps, then [own, number of others, others]
/// place    := chain seq
/// sizes    := count varints
/// contents := the bytes; of a bare run the hash of each content
/// ```
///
/// Chain numbers are whatever the two ends agreed on. A run typed by one author alone costs three
/// to five bytes a change beside its content: its time as a difference, and its size.
///
/// One run has one encoding: `read` refuses every other, so who passes a run on passes on what it
/// got. Nothing is allocated for a count that the bytes left over cannot hold.
public final class RunCodec {
    /// Turns the chain numbers of one side into those of the other.
    public interface Numbering {
        int translate(int chain, int seq);

        /// The same numbers on both sides, from 0 up to before `end`; any other is [Malformed].
        record Below(int end) implements Numbering {
            @Override
            public int translate(int chain, int seq) {
                if (chain >= end) {
                    throw new Malformed("chain number " + chain + ", expected below " + end);
                }
                return chain;
            }
        }
    }

    private RunCodec() {}

    /// Writes everything but the chain, each place translated by `numbers`.
    public static void write(Writer out, Run run, Numbering numbers) {
        List<Change> changes = run.changes();
        out.varint(run.firstSeq()).varint(run.size());
        writeTimes(out, changes);
        writeShapes(out, changes);
        for (Change change : changes) {
            writePlaces(out, change.deps(), numbers);
            if (change.seen() != null) {
                out.varint(change.seen().own()).varint(change.seen().others().size());
                writePlaces(out, change.seen().others(), numbers);
            }
        }
        for (Change change : changes) {
            out.varint(change.contentBytes());
        }
        for (Change change : changes) {
            out.bytes(change.dropped() == null ? change.content() : change.dropped().hash());
        }
    }

    private static void writeTimes(Writer out, List<Change> changes) {
        long before = changes.getFirst().time();
        out.u64(before);
        for (int i = 1; i < changes.size(); i++) {
            long time = changes.get(i).time();
            out.varint(time - before);
            before = time;
        }
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

    private static void writePlaces(Writer out, List<Place> places, Numbering numbers) {
        for (Place place : places) {
            out.varint(numbers.translate(place.chain(), place.seq())).varint(place.seq());
        }
    }

    /// Reads what `write` wrote of a run with its contents. `chain` is the number to give the run;
    /// `numbers` translates the places, and throws [Malformed] for a number that means nothing.
    public static Run read(Reader in, int chain, Numbering numbers) {
        return read(in, chain, numbers, false);
    }

    /// The same of a run without its contents.
    public static Run readBare(Reader in, int chain, Numbering numbers) {
        return read(in, chain, numbers, true);
    }

    private static Run read(Reader in, int chain, Numbering numbers, boolean isBare) {
        int firstSeq = in.count(Integer.MAX_VALUE - Run.CHANGES_MAX, "sequence number");
        int count = in.count(Run.CHANGES_MAX, "number of changes in a run");
        if (firstSeq < 1 || count < 1) {
            throw new Malformed("empty run: " + count + " changes from " + firstSeq);
        }
        long[] times = readTimes(in, count);
        int[] shapes = readShapes(in, count);
        long weight = checkPlaces(in, shapes);
        var deps = new ArrayList<List<Place>>(count);
        var seen = new ArrayList<@Nullable View>(count);
        for (int i = 0; i < count; i++) {
            deps.add(readPlaces(in, shapes[i] >> 1, numbers));
            View view = (shapes[i] & 1) == 0 ? null : readSeen(in, firstSeq + i, numbers);
            seen.add(view);
            weight += view == null ? 0 : (long) Change.PLACE_BYTES_MAX * view.others().size();
            checkWeight(weight);
        }
        int[] sizes = readSizes(in, count, weight, isBare);
        var changes = new ArrayList<Change>(count);
        for (int i = 0; i < count; i++) {
            Bytes content = isBare ? Bytes.EMPTY : in.bytes(sizes[i]);
            Dropped dropped = isBare ? new Dropped(sizes[i], in.bytes(Headers.HASH_BYTES)) : null;
            changes.add(
                    new Change(firstSeq + i, times[i], deps.get(i), seen.get(i), content, dropped));
        }
        return new Run(chain, changes);
    }

    private static long[] readTimes(Reader in, int count) {
        if (count > in.remaining()) {
            throw new Malformed(count + " changes in " + in.remaining() + " bytes");
        }
        var times = new long[count];
        times[0] = in.u64();
        if (times[0] < 0) {
            throw new Malformed("time is negative: " + times[0]);
        }
        for (int i = 1; i < count; i++) {
            times[i] = times[i - 1] + in.varint(); // an overflow comes out negative or no later
            if (times[i] <= times[i - 1]) {
                throw new Malformed("time does not advance inside a run: " + times[i]);
            }
        }
        return times;
    }

    private static int[] readShapes(Reader in, int count) {
        var shapes = new int[count];
        int at = 0;
        while (at < count) {
            int repeat = in.count(count - at, "repeat of a shape");
            int shape = in.count(2 * Change.PLACES_MAX + 1, "shape");
            if (repeat == 0 || at > 0 && shapes[at - 1] == shape) {
                throw new Malformed("shapes are not in their shortest form");
            }
            for (int end = at + repeat; at < end; at++) {
                shapes[at] = shape;
            }
        }
        return shapes;
    }

    /// The weight of the run as far as its shapes tell it.
    private static long checkPlaces(Reader in, int[] shapes) {
        long deps = 0;
        for (int shape : shapes) {
            deps += shape >> 1;
        }
        long weight =
                deps * Change.PLACE_BYTES_MAX + (long) shapes.length * Change.HEADER_BYTES_MAX;
        checkWeight(weight);
        if (2 * deps > in.remaining()) {
            throw new Malformed(deps + " deps in " + in.remaining() + " bytes");
        }
        return weight;
    }

    private static void checkWeight(long weight) {
        if (weight > Run.WEIGHT_MAX) {
            throw new Malformed("a run of up to " + weight + " bytes, at most " + Run.WEIGHT_MAX);
        }
    }

    private static View readSeen(Reader in, int seq, Numbering numbers) {
        int own = in.count(seq - 1, "own sequence number seen");
        int others = in.count(Change.PLACES_MAX, "number of seen places");
        return new View(own, readPlaces(in, others, numbers));
    }

    private static List<Place> readPlaces(Reader in, int count, Numbering numbers) {
        if (count == 0) {
            return List.of();
        }
        if (2 * count > in.remaining()) {
            throw new Malformed(count + " places in " + in.remaining() + " bytes");
        }
        var places = new ArrayList<Place>(count);
        for (int i = 0; i < count; i++) {
            int chain = in.count(Integer.MAX_VALUE, "chain number");
            int seq = in.count(Integer.MAX_VALUE, "sequence number");
            if (seq < 1) {
                throw new Malformed("a place with sequence number 0");
            }
            places.add(new Place(numbers.translate(chain, seq), seq));
        }
        return places;
    }

    private static int[] readSizes(Reader in, int count, long weight, boolean isBare) {
        var sizes = new int[count];
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sizes[i] = in.count(Change.CONTENT_BYTES_MAX, "content size in bytes");
            sum += isBare ? Headers.HASH_BYTES : sizes[i];
        }
        checkWeight(weight + sum);
        if (sum > in.remaining()) {
            throw new Malformed("contents of " + sum + " bytes in " + in.remaining());
        }
        return sizes;
    }
}
