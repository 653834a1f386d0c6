package kith.crdt.sequence;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.units.Document;
import kith.crdt.sequence.units.Elements;
import kith.crdt.sequence.units.ListBuffer;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainOrder;
import kith.log.RunCodec.Numbering;
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
public final class ListOf extends LivingSequence<Elements> {
    private ListBuffer buffer;
    private final Shown shown = new Shown();
    private Value.@Nullable Array value;

    /// No list yet. `order` knows the names of the chains.
    public ListOf(ChainOrder order) {
        this(order, Sizes.NORMAL);
    }

    ListOf(ChainOrder order, Sizes sizes) {
        super(order, sizes, Op.LIST_LENGTH_MAX);
        buffer = new ListBuffer(sizes.pageUnits());
    }

    @Override
    Elements emptyStore() {
        return new Elements();
    }

    @Override
    Document document() {
        return shown;
    }

    /// The numbers that are shown must be those of elements.
    @Override
    void check(Elements store) {
        buffer.checkUnits(store.count());
    }

    @Override
    public int length() {
        return buffer.length();
    }

    public Value at(int index) {
        return history().store.value(buffer.unit(index));
    }

    @Override
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

    /// Carries out what a change does here. False when it names what its author cannot have seen:
    /// then nothing is done, by nobody. A change of somebody removed may be void: it is not shown,
    /// but others may have seen it and counted their positions with it.
    public boolean splice(Viewpoint at, Op.ListSplice splice, boolean isVoid) {
        int[] version = versionFor(at);
        boolean done =
                splice(version, at.stamp(), splice.at(), splice.delete(), splice.insert(), isVoid);
        return edited(at, isVoid, done);
    }

    boolean splice(
            int[] version,
            Stamp by,
            int position,
            int deleted,
            List<Value> insert,
            boolean isVoid) {
        int inserted = insert.size();
        if (!allows(version, position, deleted, inserted)) {
            return false;
        }
        history().store.add(insert);
        replace(version, by, isVoid, position, deleted, inserted);
        return true;
    }

    /// The same for the move of an element.
    public boolean move(Viewpoint at, Op.ListMove move, boolean isVoid) {
        int[] version = versionFor(at);
        return edited(at, isVoid, move(version, at.stamp(), move.from(), move.to(), isVoid));
    }

    boolean move(int[] version, Stamp by, int from, int to, boolean isVoid) {
        Sequence of = sequence();
        int length = of.lengthAt(version);
        if (from >= length || to >= length || !hasRoom(version, 1)) {
            return false;
        }
        changing();
        return of.move(version, by, isVoid, from, to);
    }

    /// From where to where the author of a change moves what is shown to him at `from`, for it to
    /// be shown at `to`; empty when it cannot be named, as a void change deleted it.
    public int[] moveOf(Viewpoint at, int from, int to) {
        return sequence().moveOf(versionFor(at), from, to);
    }

    @Override
    void changing() {
        unpack();
        value = null;
    }

    @Override
    void empty() {
        value = null;
        buffer = new ListBuffer(sizes().pageUnits());
    }

    /// The list that somebody had before him who had seen that.
    public List<Value> valuesAt(Seen seen) {
        return at(sequence().graph().versionOf(seen)).values();
    }

    /// The list as it was in a version; not to be edited.
    ListOf at(int[] version) {
        return past(new ListOf(order(), sizes()), version);
    }

    @Override
    void writeShown(Writer out) {
        buffer.write(out);
    }

    @Override
    void readShown(Reader in) {
        buffer.read(in);
    }

    /// What [#write] wrote, with chain numbers below `chainsEnd`.
    public static ListOf read(ChainOrder order, byte[] from, int chainsEnd) {
        return read(order, from, new Numbering.Below(chainsEnd), true);
    }

    /// The same where chains have other numbers now. What is not ours is carried out once, and must
    /// be what it shows.
    public static ListOf read(ChainOrder order, byte[] from, Numbering numbers, boolean ours) {
        if (!ours) {
            expectPlain(from);
        }
        ListOf list = read(order, from, numbers, Sizes.NORMAL);
        if (!ours) {
            list.checkAgainst(new ListOf(order));
        }
        return list;
    }

    static ListOf read(ChainOrder order, byte[] from, Numbering numbers, Sizes sizes) {
        var list = new ListOf(order, sizes);
        list.read(from, numbers);
        return list;
    }

    private final class Shown implements Document {
        @Override
        public int length() {
            return buffer.length();
        }

        @Override
        public void insert(int at, int from, int count) {
            checkPlace(at, 0, buffer.length());
            buffer.insert(at, from, count);
        }

        @Override
        public void delete(int at, int count) {
            checkPlace(at, count, buffer.length());
            buffer.delete(at, count);
        }

        @Override
        public void move(int from, int to) {
            checkPlace(from, 1, buffer.length());
            checkPlace(to, 1, buffer.length());
            buffer.move(from, to);
        }
    }
}
