package kith.crdt.sequence;

import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.units.Document;
import kith.crdt.sequence.units.Store;
import kith.crdt.sequence.units.TextBuffer;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainOrder;
import kith.log.RunCodec.Numbering;
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
public final class Text extends LivingSequence<Store> {
    private TextBuffer buffer;
    private final Shown shown = new Shown();

    /// The text as it was read, until it is edited.
    private @Nullable String whole;

    private Value.@Nullable Text value;

    /// No text yet. `order` knows the names of the chains.
    public Text(ChainOrder order) {
        this(order, Sizes.NORMAL);
    }

    Text(ChainOrder order, Sizes sizes) {
        super(order, sizes, Op.TEXT_LENGTH_MAX);
        buffer = new TextBuffer(sizes.pageUnits());
    }

    @Override
    Store emptyStore() {
        return new Store();
    }

    @Override
    Document document() {
        return shown;
    }

    @Override
    public int length() {
        return whole == null ? buffer.length() : whole.length();
    }

    public String text() {
        return whole == null ? buffer.text() : whole;
    }

    @Override
    public Value.Text value() {
        if (value == null) {
            value = new Value.Text(text());
        }
        return value;
    }

    /// Carries out what a change does here. False when it names what its author cannot have seen:
    /// then nothing is done, by nobody. A change of somebody removed may be void: it is not shown,
    /// but others may have seen it and counted their positions with it.
    public boolean splice(Viewpoint at, Op.Splice splice, boolean isVoid) {
        int[] version = versionFor(at);
        boolean done =
                splice(version, at.stamp(), splice.at(), splice.delete(), splice.insert(), isVoid);
        return edited(at, isVoid, done);
    }

    boolean splice(
            int[] version, Stamp by, int position, int deleted, String insert, boolean isVoid) {
        int inserted = insert.length();
        if (!isVoid && goesOn(version, by, position, deleted, inserted)) {
            goOn(position, deleted, insert);
            return true;
        }
        if (!allows(version, position, deleted, inserted)) {
            return false;
        }
        history().store.add(insert);
        replace(version, by, isVoid, position, deleted, inserted);
        return true;
    }

    /// What the change that did the last thing here does next: nothing can be concurrent with it.
    private void goOn(int position, int deleted, String insert) {
        int inserted = insert.length();
        changing();
        sequence().goOn(position, deleted, inserted);
        if (deleted > 0) {
            buffer.delete(position, deleted);
        }
        if (inserted > 0) {
            Store store = history().store;
            store.add(insert);
            buffer.insert(position, store.units(), store.count() - inserted, inserted);
        }
    }

    @Override
    void changing() {
        unpack();
        value = null;
        if (whole != null) {
            buffer.insert(0, whole.toCharArray(), 0, whole.length());
            whole = null;
        }
    }

    @Override
    void empty() {
        whole = null;
        value = null;
        buffer = new TextBuffer(sizes().pageUnits());
    }

    /// The unit that is shown at that position to the author of a change; 0 when it is gone by now.
    public char unitAt(Viewpoint at, int position) {
        int now = sequence().shownNow(versionFor(at), position);
        return now < 0 ? 0 : unit(now);
    }

    private char unit(int at) {
        return whole == null ? buffer.unit(at) : whole.charAt(at);
    }

    /// The text that somebody had before him who had seen that.
    public String textAt(Seen seen) {
        return at(sequence().graph().versionOf(seen)).text();
    }

    /// The text that is shown to the author of a change.
    public String textAt(Viewpoint at) {
        int[] version = versionFor(at);
        return sequence().isAll(version) ? text() : at(version).text();
    }

    /// The text as it was in a version; not to be edited.
    Text at(int[] version) {
        return past(new Text(order(), sizes()), version);
    }

    /// The text that a history makes, which is carried out whole.
    public static Text replayed(ChainOrder order, byte[] history, int chainsEnd) {
        var text = new Text(order);
        text.replay(history, new Numbering.Below(chainsEnd));
        return text;
    }

    @Override
    void writeShown(Writer out) {
        out.string(text());
    }

    @Override
    void readShown(Reader in) {
        whole = in.string(in.remaining(), "text");
    }

    /// What [#write] wrote, with chain numbers below `chainsEnd`.
    public static Text read(ChainOrder order, byte[] from, int chainsEnd) {
        return read(order, from, new Numbering.Below(chainsEnd), true);
    }

    /// The same where chains have other numbers now. What is not ours is carried out once, and must
    /// be what it shows.
    public static Text read(ChainOrder order, byte[] from, Numbering numbers, boolean ours) {
        if (!ours) {
            expectPlain(from);
        }
        Text text = read(order, from, numbers, Sizes.NORMAL);
        if (!ours) {
            text.checkAgainst(new Text(order));
        }
        return text;
    }

    static Text read(ChainOrder order, byte[] from, Numbering numbers, Sizes sizes) {
        var text = new Text(order, sizes);
        text.read(from, numbers);
        return text;
    }

    private final class Shown implements Document {
        @Override
        public int length() {
            return Text.this.length();
        }

        @Override
        public void insert(int at, int from, int count) {
            checkPlace(at, 0, buffer.length());
            buffer.insert(at, history().store.units(), from, count);
        }

        @Override
        public void delete(int at, int count) {
            checkPlace(at, count, buffer.length());
            buffer.delete(at, count);
        }

        @Override
        public void move(int from, int to) {
            throw new Malformed("a move in a text");
        }
    }
}
