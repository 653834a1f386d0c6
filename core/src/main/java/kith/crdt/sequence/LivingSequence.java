package kith.crdt.sequence;

import kith.crdt.Viewpoint;
import kith.crdt.sequence.units.Document;
import kith.crdt.sequence.units.Stored;
import kith.lang.Deflated;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainOrder;
import kith.log.RunCodec.Numbering;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What a [Text] and a [ListOf] have in common: a sequence, the changes by which it lives, and a
/// history that stays packed until somebody edits the sequence or asks about its past.
///
/// Owner only.
public abstract sealed class LivingSequence<S extends Stored> permits Text, ListOf {
    private static final int PLAIN = 1;

    /// What is shown is packed.
    private static final int PACKED = 2;

    /// From so many bytes on: prose is a third of its length then, and what an unpacker takes to
    /// begin, some microseconds, is no matter. Measured: a text of 100 kB is read in 0.3 ms instead
    /// of 0.1.
    private static final int PACKED_MIN = 4096;

    /// The most bytes of what is shown: as many units as there can be, in three bytes each.
    private static final int SHOWN_MAX = 1 << 30;

    /// Stands in the place of the version, and of all else, of one that is overfull.
    private static final int OVERFULL = 0;

    private final ChainOrder order;
    private final Sizes sizes;
    private final int lengthMax;
    private final Marks marks = new Marks();
    private byte @Nullable [] packed;

    /// What the chains in the packed history are called now; null when they have our numbers.
    private @Nullable Numbering numbers;

    private @Nullable History<S> history;
    private @Nullable Sequence sequence;
    private boolean isOverfull;

    /// `order` knows the names of the chains; `lengthMax` is how long an author may make it.
    LivingSequence(ChainOrder order, Sizes sizes, int lengthMax) {
        this.order = order;
        this.sizes = sizes;
        this.lengthMax = lengthMax;
    }

    /// Nothing was inserted yet.
    abstract S emptyStore();

    /// What is shown, for the sequence to edit.
    abstract Document document();

    /// What is shown is about to change.
    abstract void changing();

    abstract void writeShown(Writer out);

    abstract void readShown(Reader in);

    /// How many units are shown.
    public abstract int length();

    /// All that is shown, made once after each change.
    public abstract Value value();

    ChainOrder order() {
        return order;
    }

    Sizes sizes() {
        return sizes;
    }

    /// Whether anybody has edited it and nobody removed it since.
    public final boolean isLiving() {
        return marks.size() > 0;
    }

    /// Whether nothing ever happened here.
    public final boolean isBlank() {
        return marks.size() == 0
                && !isOverfull
                && packed == null
                && (sequence == null || sequence.graph().end() == 0);
    }

    public final @Nullable Stamp newest() {
        return marks.newest(order);
    }

    /// How many changes it lives by: more than one after concurrent ones.
    public final int markCount() {
        return marks.size();
    }

    public final Stamp mark(int index) {
        return marks.at(index);
    }

    /// How many operations on single units its history has.
    public final int operations() {
        return sequence().graph().end();
    }

    /// Whether something here was done by somebody who had been removed.
    public final boolean hasVoid() {
        return sequence().hasVoid();
    }

    /// Whether somebody writes, or wrote a moment ago, without having seen what others wrote.
    public final boolean isMerging() {
        return sequence != null && sequence.hasTracker();
    }

    /// Unpacks the history when that was not done yet.
    final Sequence sequence() {
        if (sequence == null) {
            sequence = new Sequence(order, document(), history(), sizes);
        }
        return sequence;
    }

    final History<S> history() {
        History<S> of = history;
        if (of == null) {
            S store = emptyStore();
            Numbering as = numbers;
            of =
                    packed == null || as == null
                            ? new History<>(store)
                            : History.read(packed, as, store);
            check(of.store);
            history = of;
        }
        return of;
    }

    /// A history was unpacked: throws when what is shown cannot come from it.
    void check(S store) {}

    final int[] versionFor(Viewpoint at) {
        return sequence().versionFor(at.stamp(), at.seen());
    }

    /// How much of it is shown to the author of a change, what it did before included.
    public final int lengthAt(Viewpoint at) {
        return sequence().shownLength(versionFor(at));
    }

    /// Whether there was nothing yet for who had seen that.
    public final boolean isBlankAt(Seen seen) {
        return sequence().graph().versionOf(seen).length == 0;
    }

    /// Where the author of a change inserts what is to be shown to him at `position`: not there
    /// when something in what he saw is void.
    public final int placeOf(Viewpoint at, int position) {
        return sequence().placeOf(versionFor(at), position);
    }

    /// What he deletes for the `units` shown to him from `position` on to go: pairs of a position
    /// and a length, the last first, so that the earlier ones stay what they are. What a void
    /// change deleted is shown and cannot be named: it is left out.
    public final int[] placesOf(Viewpoint at, int position, int units) {
        return sequence().placesOf(versionFor(at), position, units);
    }

    /// Whether an author who saw that version can have done that, and there is room for it. If not,
    /// nothing is done, by nobody.
    final boolean allows(int[] version, int position, int deleted, int inserted) {
        int length = sequence().lengthAt(version);
        return position <= length - deleted
                && length - deleted <= lengthMax - inserted
                && hasRoom(version, deleted + inserted);
    }

    /// Whether so many more operations of somebody who saw that version count, and there is room.
    /// What counts depends on what its author saw and not on what else is here, so it is the same
    /// for all. When more was done without having been seen than there is room for, nothing of it
    /// can be kept, whatever came first.
    final boolean hasRoom(int[] version, int operations) {
        int end = sequence().graph().end();
        boolean within =
                end <= sizes.past() - operations
                        || sequence().pastOf(version) <= sizes.past() - operations;
        if (isOverfull || !within) {
            return false;
        }
        if (end > sizes.all() - operations) {
            overflow();
            return false;
        }
        return true;
    }

    private void overflow() {
        isOverfull = true;
        marks.clear();
        packed = null;
        numbers = null;
        history = null;
        sequence = null;
        empty();
    }

    /// Nothing is shown any more.
    abstract void empty();

    /// Whether more was written at the same time than can be kept: it is nothing, for ever.
    public final boolean isOverfull() {
        return isOverfull;
    }

    /// Whether the change that did the last thing here did it to all that is here, and does
    /// something possible next: that needs no more than to be noted and done.
    final boolean goesOn(int[] version, Stamp by, int position, int deleted, int inserted) {
        return sequence != null
                && sequence.goesOn(version, by)
                && deleted + inserted > 0
                && position <= length() - deleted
                && length() - deleted <= lengthMax - inserted
                && sequence.graph().end() <= sizes.past() - deleted - inserted;
    }

    /// Deletes, and inserts the next `inserted` units of the store.
    final void replace(
            int[] version, Stamp by, boolean isVoid, int position, int deleted, int inserted) {
        Sequence of = sequence();
        int[] after = version;
        changing();
        if (deleted > 0) {
            of.delete(after, by, isVoid, position, deleted);
            after = of.last();
        }
        if (inserted > 0) {
            of.insert(after, by, isVoid, position, inserted);
        }
    }

    /// A change edited this, or did nothing: says which. It lives by those that count.
    final boolean edited(Viewpoint at, boolean isVoid, boolean done) {
        if (done && !isVoid) {
            marks.put(at);
        }
        return done;
    }

    /// Hides what the change had seen, all of it; a void one hides nothing, and others count their
    /// positions without it.
    public final void clear(Viewpoint at, boolean isVoid) {
        if (!isVoid) {
            marks.hide(at);
        }
        clear(versionFor(at), at.stamp(), isVoid);
    }

    final void clear(int[] version, Stamp by, boolean isVoid) {
        Sequence of = sequence();
        int length = of.lengthAt(version);
        if (length > 0 && hasRoom(version, length)) {
            changing();
            of.delete(version, by, isVoid, 0, length);
        }
    }

    /// Makes `fresh` what this was in a version; it is not to be edited.
    final <T extends LivingSequence<S>> T past(T fresh, int[] version) {
        LivingSequence<S> past = fresh;
        past.history = history();
        past.sequence().replay(version);
        return fresh;
    }

    /// The bytes of everything that ever happened here.
    public final byte[] historyBytes() {
        return packed == null || isRenumbered() ? history().write() : packed;
    }

    /// Carries out a whole history, here, where nothing was done yet. By which changes it lives is
    /// not known then.
    final void replay(byte[] past, Numbering numbersOfPast) {
        history = History.read(past, numbersOfPast, emptyStore());
        sequence().replay(sequence().graph().frontier());
    }

    /// What the packed history was is no longer all.
    final void unpack() {
        packed = null;
    }

    private boolean isRenumbered() {
        return numbers != null && !(numbers instanceof Numbering.Below);
    }

    /// Everything, for a checkpoint.
    public final byte[] write() {
        byte[] past = historyBytes();
        if (packed == null || isRenumbered()) {
            packed = past; // until it is edited
            numbers = null;
        }
        return write(past, true);
    }

    /// The same without any packing, so that the bytes are those that everybody writes.
    public final byte[] writePlain() {
        return write(history().writePlain(), false);
    }

    private byte[] write(byte[] past, boolean mayPack) {
        if (isOverfull) {
            return new byte[] {OVERFULL};
        }
        var shown = new Writer(length() + 8);
        writeShown(shown);
        boolean packs = mayPack && shown.size() >= PACKED_MIN;
        var out = new Writer(shown.size() + past.length + 64);
        marks.write(out.u8(packs ? PACKED : PLAIN));
        out.varint(past.length).bytes(past, 0, past.length);
        if (packs) {
            byte[] packed = Deflated.pack(shown.shared(), 0, shown.size());
            out.varint(shown.size()).bytes(packed, 0, packed.length);
        } else {
            out.bytes(shown.shared(), 0, shown.size());
        }
        return out.toArray();
    }

    /// What others wrote is not packed: its bytes are all that it takes to read it.
    static void expectPlain(byte[] from) {
        if (from.length > 0 && from[0] == PACKED) {
            throw new Malformed("a text or list of others that is packed");
        }
    }

    /// Carries out the whole history in a new one, and throws when that is not what was read: when
    /// the history is not sound, too. It must not be packed either.
    final void checkAgainst(LivingSequence<S> fresh) {
        if (isOverfull) {
            return;
        }
        byte[] past = packed;
        Numbering as = numbers;
        if (past == null || as == null || !History.isPlain(past)) {
            throw new Malformed("a history of others that is packed");
        }
        fresh.replay(past, as);
        var read = new Writer();
        writeShown(read);
        var made = new Writer();
        fresh.writeShown(made);
        if (!read.toBytes().equals(made.toBytes())) {
            throw new Malformed("what is shown is not what its history makes");
        }
    }

    /// What was written, into a new one, where chains have the numbers that `numbersOfPast` gives.
    /// The history is checked when it is unpacked.
    final void read(byte[] from, Numbering numbersOfPast) {
        var in = new Reader(from);
        int version = in.u8();
        if (version == OVERFULL) {
            in.expectEnd();
            overflow();
            return;
        }
        if (version != PLAIN && version != PACKED) {
            throw new Malformed(
                    "sequence of version " + version + ", this program reads up to " + PACKED);
        }
        marks.read(in, numbersOfPast);
        packed = in.sized(in.remaining(), "history of a sequence").toArray();
        numbers = numbersOfPast;
        var shown = version == PACKED ? new Reader(unpacked(in, from)) : in;
        readShown(shown);
        shown.expectEnd();
    }

    /// What is packed in `from`, from where its reader is, up to the end.
    private static byte[] unpacked(Reader in, byte[] from) {
        int size = in.count(SHOWN_MAX, "bytes of what is shown");
        return Deflated.unpack(from, in.position(), from.length, size);
    }

    /// What is shown and a history that were read may not belong together.
    static void checkPlace(int at, int count, int shown) {
        if (at > shown - count) {
            throw new Malformed(count + " units at " + at + " of " + shown);
        }
    }
}
