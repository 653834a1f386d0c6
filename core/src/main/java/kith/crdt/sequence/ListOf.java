package kith.crdt.sequence;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.units.Elements;
import kith.crdt.sequence.units.ListBuffer;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A list of values that many people edit at once, offline too: what they insert, delete and move
/// are elements, and not positions.
///
/// It is the same sequence as a [Text], with values in the place of units. An element can also be
/// moved and stays the same element: of two who move it at the same time one wins, and it is there
/// once; who deletes it deletes it wherever others move it meanwhile. How: [Places]. A list that is
/// read from disk is the numbers of its elements and the bytes of its history, which is unpacked by
/// the first who reads or edits the list, and not replayed.
///
/// Owner only.
public final class ListOf {
    private static final int VERSION = 1;

    private final ChainOrder order;
    private final Sizes sizes;
    private final ListBuffer buffer = new ListBuffer();
    private final Marks marks = new Marks();

    private byte @Nullable [] packed;
    private int chainsEnd;
    private @Nullable History<Elements> history;
    private @Nullable Sequence sequence;
    private Value.@Nullable Array value;

    /// No list yet. `order` knows the names of the chains.
    public ListOf(ChainOrder order) {
        this(order, Sizes.NORMAL);
    }

    ListOf(ChainOrder order, Sizes sizes) {
        this.order = order;
        this.sizes = sizes;
    }

    /// Whether anybody has edited it and nobody removed it since.
    public boolean isLiving() {
        return marks.size() > 0;
    }

    /// Whether nothing ever happened here.
    public boolean isBlank() {
        return marks.size() == 0
                && packed == null
                && (sequence == null || sequence.graph().end() == 0);
    }

    public @Nullable Stamp newest() {
        return marks.newest(order);
    }

    /// How many changes it lives by: more than one after concurrent ones.
    public int markCount() {
        return marks.size();
    }

    public Stamp mark(int index) {
        return marks.at(index);
    }

    public int length() {
        return buffer.length();
    }

    public Value at(int index) {
        return history().store.value(buffer.unit(index));
    }

    /// All of it as a value; made once after each change.
    public Value.Array value() {
        if (value == null) {
            value = Value.Array.of(values());
        }
        return value;
    }

    List<Value> values() {
        var values = new ArrayList<Value>(buffer.length());
        for (int i = 0; i < buffer.length(); i++) {
            values.add(at(i));
        }
        return values;
    }

    /// How many operations on single elements its history has.
    public int operations() {
        return sequence().graph().end();
    }

    /// Whether something here was done by somebody who had been removed.
    public boolean hasVoid() {
        return sequence().hasVoid();
    }

    /// Whether somebody writes, or wrote a moment ago, without having seen what others wrote.
    public boolean isMerging() {
        return sequence != null && sequence.hasTracker();
    }

    /// Carries out what a change does here. False when it names what its author cannot have seen:
    /// then nothing is done, by nobody. A change of somebody removed may be void: it is not shown,
    /// but others may have seen it and counted their positions with it.
    public boolean splice(Viewpoint at, Op.ListSplice splice, boolean isVoid) {
        int[] version = sequence().versionFor(at.stamp(), at.seen());
        boolean done =
                splice(version, at.stamp(), splice.at(), splice.delete(), splice.insert(), isVoid);
        if (done && !isVoid) {
            marks.put(at);
        }
        return done;
    }

    boolean splice(
            int[] seen, Stamp by, int position, int deleted, List<Value> insert, boolean isVoid) {
        Sequence of = sequence();
        int[] version = seen;
        int inserted = insert.size();
        int length = of.lengthAt(version);
        if (position > length - deleted || length - deleted > Op.LIST_LENGTH_MAX - inserted) {
            return false;
        }
        if (of.graph().end() > Ops.VERSIONS_MAX - deleted - inserted) {
            return false;
        }
        changing();
        if (deleted > 0) {
            of.delete(version, by, isVoid, position, deleted);
            version = of.last();
        }
        if (inserted > 0) {
            history().store.add(insert);
            of.insert(version, by, isVoid, position, inserted);
        }
        return true;
    }

    /// The same for the move of an element.
    public boolean move(Viewpoint at, Op.ListMove move, boolean isVoid) {
        int[] version = sequence().versionFor(at.stamp(), at.seen());
        boolean done = move(version, at.stamp(), move.from(), move.to(), isVoid);
        if (done && !isVoid) {
            marks.put(at);
        }
        return done;
    }

    boolean move(int[] version, Stamp by, int from, int to, boolean isVoid) {
        Sequence of = sequence();
        int length = of.lengthAt(version);
        if (from >= length || to >= length || of.graph().end() == Ops.VERSIONS_MAX) {
            return false;
        }
        changing();
        return of.move(version, by, isVoid, from, to);
    }

    /// Hides what the change had seen, all of it.
    public void clear(Viewpoint at, boolean isVoid) {
        if (!isVoid) {
            marks.hide(at);
        }
        clear(sequence().versionFor(at.stamp(), at.seen()), at.stamp(), isVoid);
    }

    void clear(int[] version, Stamp by, boolean isVoid) {
        Sequence of = sequence();
        int length = of.lengthAt(version);
        if (length > 0 && of.graph().end() <= Ops.VERSIONS_MAX - length) {
            changing();
            of.delete(version, by, isVoid, 0, length);
        }
    }

    /// Where somebody who has seen everything inserts what is to be shown at `position`: not there
    /// when something here is void.
    public int placeOf(int position) {
        return sequence().placeOf(position);
    }

    /// From where to where he moves what is shown at `from`, for it to be shown at `to`; empty when
    /// it cannot be named, as a void change deleted it.
    public int[] moveOf(int from, int to) {
        return sequence().moveOf(from, to);
    }

    /// What he deletes for the `count` elements shown from `position` on to go: pairs of
    /// a position and a length, the last first. What a void change deleted is shown and cannot be
    /// named: it is left out.
    public int[] placesOf(int position, int count) {
        return sequence().placesOf(position, count);
    }

    private void changing() {
        value = null;
        packed = null;
    }

    History<Elements> history() {
        History<Elements> of = history;
        if (of == null) {
            var store = new Elements();
            of = packed == null ? new History<>(store) : History.read(packed, chainsEnd, store);
            buffer.checkUnits(of.store.count());
            history = of;
        }
        return of;
    }

    /// Unpacks the history when that was not done yet.
    Sequence sequence() {
        if (sequence == null) {
            sequence = new Sequence(order, new Shown(), history(), sizes);
        }
        return sequence;
    }

    /// Whether the author of a change had seen all that happened here, what it did before included.
    public boolean isCovered(Viewpoint at) {
        Sequence of = sequence();
        return of.isAll(of.versionFor(at.stamp(), at.seen()));
    }

    /// How long the list is for the author of a change.
    public int lengthAt(Viewpoint at) {
        Sequence of = sequence();
        return of.lengthAt(of.versionFor(at.stamp(), at.seen()));
    }

    /// The list that somebody had before him who had seen that.
    public List<Value> valuesAt(Seen seen) {
        return at(sequence().graph().versionOf(seen)).values();
    }

    /// The list as it was in a version; not to be edited.
    ListOf at(int[] version) {
        var past = new ListOf(order, sizes);
        past.history = history();
        past.sequence().replay(version);
        return past;
    }

    private final class Shown implements Document {
        @Override
        public int length() {
            return buffer.length();
        }

        @Override
        public void insert(int at, int from, int count) {
            checkPlace(at, 0);
            buffer.insert(at, from, count);
        }

        @Override
        public void delete(int at, int count) {
            checkPlace(at, count);
            buffer.delete(at, count);
        }

        @Override
        public void move(int from, int to) {
            checkPlace(from, 1);
            checkPlace(to, 1);
            buffer.move(from, to);
        }

        /// A list and a history that were read may not belong together.
        private void checkPlace(int at, int count) {
            if (at > buffer.length() - count) {
                throw new Malformed(count + " elements at " + at + " of " + buffer.length());
            }
        }
    }

    /// Everything, for a checkpoint.
    public byte[] write() {
        byte[] past = packed == null ? history().write() : packed;
        packed = past;
        var out = new Writer(past.length + 8 * length() + 64);
        marks.write(out.u8(VERSION));
        out.varint(past.length).bytes(past, 0, past.length);
        buffer.write(out);
        return out.toArray();
    }

    /// What was written, with chain numbers below `chainsEnd`. The history is checked when it is
    /// unpacked.
    public static ListOf read(ChainOrder order, byte[] from, int chainsEnd) {
        return read(order, from, chainsEnd, Sizes.NORMAL);
    }

    static ListOf read(ChainOrder order, byte[] from, int chainsEnd, Sizes sizes) {
        var in = new Reader(from);
        int version = in.u8();
        if (version != VERSION) {
            throw new Malformed("list of version " + version + ", this program reads " + VERSION);
        }
        var list = new ListOf(order, sizes);
        list.marks.read(in, chainsEnd);
        list.packed = in.sized(in.remaining(), "history of a list").toArray();
        list.chainsEnd = chainsEnd;
        list.buffer.read(in);
        in.expectEnd();
        return list;
    }
}
