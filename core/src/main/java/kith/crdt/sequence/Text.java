package kith.crdt.sequence;

import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.units.Store;
import kith.crdt.sequence.units.TextBuffer;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A text that many people edit at once, offline too, without losing what anybody typed.
///
/// Edits are insertions and deletions at positions in UTF-16 units, as their authors saw the text.
/// All replicas that have the same changes show the same text; what two people type at one place at
/// the same time stands one after the other, and is not shuffled together. How that is done:
/// [Tracker]. A text that is read from disk is its units and the bytes of its history; the history
/// is unpacked by the first who edits the text or asks about its past.
///
/// The halves of a surrogate pair are two units. Nobody who edits through Kith comes between them;
/// of somebody else's half that stands alone, whoever shows the text makes U+FFFD.
///
/// Owner only.
public final class Text implements Document {
    private static final int VERSION = 1;

    private final ChainOrder order;
    private final Sizes sizes;
    private final TextBuffer buffer;
    private final Marks marks = new Marks();

    /// The text as it was read, until it is edited.
    private @Nullable String whole;

    private byte @Nullable [] packed;
    private int chainsEnd;
    private @Nullable History<Store> history;
    private @Nullable Sequence sequence;
    private Value.@Nullable Text value;

    /// No text yet. `order` knows the names of the chains.
    public Text(ChainOrder order) {
        this(order, Sizes.NORMAL);
    }

    Text(ChainOrder order, Sizes sizes) {
        this.order = order;
        this.sizes = sizes;
        buffer = new TextBuffer(sizes.pageUnits());
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

    @Override
    public int length() {
        return whole == null ? buffer.length() : whole.length();
    }

    public String text() {
        return whole == null ? buffer.text() : whole;
    }

    /// All of it as a value; made once after each change.
    public Value.Text value() {
        if (value == null) {
            value = new Value.Text(text());
        }
        return value;
    }

    /// How many operations on single units its history has.
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
    /// then nothing is done, by nobody.
    public boolean splice(Viewpoint at, Op.Splice splice) {
        return splice(at, splice, false);
    }

    /// The same for a change that may count for nobody, as its author was removed: it is not shown,
    /// but others may have seen it and counted their positions with it.
    public boolean splice(Viewpoint at, Op.Splice splice, boolean isVoid) {
        int[] version = sequence().versionFor(at.stamp(), at.seen());
        boolean done =
                splice(version, at.stamp(), splice.at(), splice.delete(), splice.insert(), isVoid);
        if (done && !isVoid) {
            marks.put(at);
        }
        return done;
    }

    boolean splice(int[] seen, Stamp by, int position, int deleted, String insert, boolean isVoid) {
        Sequence of = sequence();
        int[] version = seen;
        int inserted = insert.length();
        int length = of.lengthAt(version);
        if (position > length - deleted || length - deleted > Op.TEXT_LENGTH_MAX - inserted) {
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

    /// Hides what the change had seen, all of it.
    public void clear(Viewpoint at) {
        clear(at, false);
    }

    /// The same for a change that may count for nobody.
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

    /// What he deletes for the `units` shown from `position` on to go: pairs of a position and a
    /// length, the last first, so that the earlier ones stay what they are. What a void change
    /// deleted is shown and cannot be named: it is left out.
    public int[] placesOf(int position, int units) {
        return sequence().placesOf(position, units);
    }

    private void changing() {
        value = null;
        packed = null;
        if (whole != null) {
            buffer.insert(0, whole.toCharArray(), 0, whole.length());
            whole = null;
        }
    }

    History<Store> history() {
        History<Store> of = history;
        if (of == null) {
            var store = new Store();
            of = packed == null ? new History<>(store) : History.read(packed, chainsEnd, store);
            history = of;
        }
        return of;
    }

    /// Unpacks the history when that was not done yet.
    Sequence sequence() {
        if (sequence == null) {
            sequence = new Sequence(order, this, history(), sizes);
        }
        return sequence;
    }

    /// Whether the author of a change had seen all that happened here, what it did before included.
    public boolean isCovered(Viewpoint at) {
        Sequence of = sequence();
        return of.isAll(of.versionFor(at.stamp(), at.seen()));
    }

    /// How long the text is for the author of a change.
    public int lengthAt(Viewpoint at) {
        Sequence of = sequence();
        return of.lengthAt(of.versionFor(at.stamp(), at.seen()));
    }

    /// Whether the two units around that position are one character.
    public boolean splitsPair(int position) {
        return position > 0
                && position < length()
                && Character.isHighSurrogate(unit(position - 1))
                && Character.isLowSurrogate(unit(position));
    }

    private char unit(int at) {
        return whole == null ? buffer.unit(at) : whole.charAt(at);
    }

    /// Whether there was no text yet for who had seen that.
    public boolean isBlankAt(Seen seen) {
        return sequence().graph().versionOf(seen).length == 0;
    }

    /// The text that somebody had before him who had seen that.
    public String textAt(Seen seen) {
        return at(sequence().graph().versionOf(seen)).buffer.text();
    }

    /// The text as it was in a version; not to be edited.
    Text at(int[] version) {
        var past = new Text(order, sizes);
        past.history = history();
        past.sequence().replay(version);
        return past;
    }

    /// The bytes of everything that ever happened here.
    public byte[] historyBytes() {
        return packed == null ? history().write() : packed;
    }

    /// The text that a history makes, which is carried out whole; by which changes it lives is not
    /// known then.
    public static Text replayed(ChainOrder order, byte[] history, int chainsEnd) {
        var text = new Text(order, Sizes.NORMAL);
        text.history = History.read(history, chainsEnd, new Store());
        text.sequence().replay(text.sequence().graph().frontier());
        return text;
    }

    @Override
    public void insert(int at, int from, int count) {
        checkPlace(at, 0);
        buffer.insert(at, history().store.units(), from, count);
    }

    @Override
    public void delete(int at, int count) {
        checkPlace(at, count);
        buffer.delete(at, count);
    }

    @Override
    public void move(int from, int to) {
        throw new Malformed("a move in a text");
    }

    /// A text and a history that were read may not belong together.
    private void checkPlace(int at, int count) {
        if (at > buffer.length() - count) {
            throw new Malformed(count + " units at " + at + " of a text of " + buffer.length());
        }
    }

    /// Everything, for a checkpoint.
    public byte[] write() {
        byte[] past = historyBytes();
        packed = past; // until it is edited
        var out = new Writer(length() + past.length + 64);
        marks.write(out.u8(VERSION));
        out.varint(past.length).bytes(past, 0, past.length);
        out.string(text());
        return out.toArray();
    }

    /// What was written, with chain numbers below `chainsEnd`. The history is checked when it is
    /// unpacked.
    public static Text read(ChainOrder order, byte[] from, int chainsEnd) {
        return read(order, from, chainsEnd, Sizes.NORMAL);
    }

    static Text read(ChainOrder order, byte[] from, int chainsEnd, Sizes sizes) {
        var in = new Reader(from);
        int version = in.u8();
        if (version != VERSION) {
            throw new Malformed("text of version " + version + ", this program reads " + VERSION);
        }
        var text = new Text(order, sizes);
        text.marks.read(in, chainsEnd);
        text.packed = in.sized(in.remaining(), "history of a text").toArray();
        text.whole = in.string(in.remaining(), "text");
        text.chainsEnd = chainsEnd;
        in.expectEnd();
        return text;
    }
}
