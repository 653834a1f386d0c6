package kith.crdt.sequence;

import kith.crdt.Op;
import kith.crdt.Viewpoint;
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
    private final TextBuffer buffer = new TextBuffer();
    private final Marks marks = new Marks();

    /// The text as it was read, until it is edited.
    private @Nullable String whole;

    private byte @Nullable [] packed;
    private int chainsEnd;
    private @Nullable History history;
    private @Nullable Sequence sequence;
    private Value.@Nullable Text value;

    /// No text yet. `order` knows the names of the chains.
    public Text(ChainOrder order) {
        this.order = order;
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

    /// Whether somebody writes, or wrote a moment ago, without having seen what others wrote.
    public boolean isMerging() {
        return sequence != null && sequence.hasTracker();
    }

    /// Carries out what a change does here. False when it names what its author cannot have seen:
    /// then nothing is done, by nobody.
    public boolean splice(Viewpoint at, Op.Splice splice) {
        Sequence of = sequence();
        Stamp stamp = at.stamp();
        int deleted = splice.delete();
        int inserted = splice.insert().length();
        int[] version = of.versionFor(stamp.chain(), stamp.seq(), at.seen());
        int length = of.lengthAt(version);
        if (splice.at() > length - deleted || length - deleted > Op.TEXT_LENGTH_MAX - inserted) {
            return false;
        }
        if (of.graph().end() > Ops.VERSIONS_MAX - deleted - inserted) {
            return false;
        }
        changing();
        if (deleted > 0) {
            of.delete(version, stamp.chain(), stamp.seq(), splice.at(), deleted);
            version = of.last();
        }
        if (inserted > 0) {
            history().store.add(splice.insert());
            of.insert(version, stamp.chain(), stamp.seq(), splice.at(), inserted);
        }
        marks.put(at);
        return true;
    }

    /// Hides what the change had seen, all of it.
    public void clear(Viewpoint at) {
        Sequence of = sequence();
        Stamp stamp = at.stamp();
        int[] version = of.versionFor(stamp.chain(), stamp.seq(), at.seen());
        int length = of.lengthAt(version);
        marks.hide(at);
        if (length > 0) {
            changing();
            of.delete(version, stamp.chain(), stamp.seq(), 0, length);
        }
    }

    private void changing() {
        value = null;
        packed = null;
        if (whole != null) {
            buffer.insert(0, whole.toCharArray(), 0, whole.length());
            whole = null;
        }
    }

    private History history() {
        History of = history;
        if (of == null) {
            of = packed == null ? new History() : History.read(packed, chainsEnd);
            history = of;
        }
        return of;
    }

    /// Unpacks the history when that was not done yet.
    private Sequence sequence() {
        if (sequence == null) {
            History of = history();
            sequence = new Sequence(order, this, of.graph, of.ops);
        }
        return sequence;
    }

    /// Whether somebody who had seen that had seen all that happened here.
    public boolean isCovered(Seen seen) {
        return sequence().graph().covers(seen);
    }

    /// How long the text is for the author of a change.
    public int lengthAt(Viewpoint at) {
        Stamp stamp = at.stamp();
        Sequence of = sequence();
        return of.lengthAt(of.versionFor(stamp.chain(), stamp.seq(), at.seen()));
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
        int[] version = sequence().graph().versionOf(seen);
        var past = new Text(order);
        History of = history();
        past.history = of;
        past.sequence = new Sequence(order, past, of.graph, of.ops);
        past.sequence.replay(version);
        return past.buffer.text();
    }

    @Override
    public void insert(int at, int from, int count) {
        buffer.insert(at, history().store.units(), from, count);
    }

    @Override
    public void delete(int at, int count) {
        buffer.delete(at, count);
    }

    /// Everything, for a checkpoint.
    public byte[] write() {
        byte[] past = packed == null ? history().write() : packed;
        if (sequence == null || !sequence.hasTracker()) {
            packed = past;
        }
        var out = new Writer(length() + past.length + 64);
        out.u8(VERSION).varint(marks.size());
        for (int i = 0; i < marks.size(); i++) {
            Stamp mark = marks.at(i);
            out.varint(mark.chain()).varint(mark.seq()).varint(mark.time());
        }
        out.varint(past.length).bytes(past, 0, past.length);
        out.string(text());
        return out.toArray();
    }

    /// What was written, with chain numbers below `chainsEnd`. The history is checked when it is
    /// unpacked.
    public static Text read(ChainOrder order, byte[] from, int chainsEnd) {
        var in = new Reader(from);
        int version = in.u8();
        if (version != VERSION) {
            throw new Malformed("text of version " + version + ", this program reads " + VERSION);
        }
        var text = new Text(order);
        int count = in.count(in.remaining(), "marks of a text");
        for (int i = 0; i < count; i++) {
            int chain = in.count(chainsEnd - 1, "chain number");
            int seq = in.count(Integer.MAX_VALUE - 1, "sequence number");
            text.marks.add(new Stamp(chain, seq, in.varint()));
        }
        text.packed = in.sized(in.remaining(), "history of a text").toArray();
        text.whole = in.string(in.remaining(), "text");
        text.chainsEnd = chainsEnd;
        in.expectEnd();
        return text;
    }
}
