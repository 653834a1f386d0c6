package kith.crdt.sequence;

import kith.crdt.Viewpoint;
import kith.crdt.sequence.units.Stored;
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
    private static final int VERSION = 1;

    private final ChainOrder order;
    private final Sizes sizes;
    private final int lengthMax;
    private final Marks marks = new Marks();
    private byte @Nullable [] packed;

    /// What the chains in the packed history are called now; null when they have our numbers.
    private @Nullable Numbering numbers;

    private @Nullable History<S> history;
    private @Nullable Sequence sequence;

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

    /// Whether the author of a change had seen all that happened here, what it did before included.
    public final boolean isCovered(Viewpoint at) {
        return sequence().isAll(versionFor(at));
    }

    /// How long it is for the author of a change.
    public final int lengthAt(Viewpoint at) {
        return sequence().lengthAt(versionFor(at));
    }

    /// Whether there was nothing yet for who had seen that.
    public final boolean isBlankAt(Seen seen) {
        return sequence().graph().versionOf(seen).length == 0;
    }

    /// Where somebody who has seen everything inserts what is to be shown at `position`: not there
    /// when something here is void.
    public final int placeOf(int position) {
        return sequence().placeOf(position);
    }

    /// What he deletes for the `units` shown from `position` on to go: pairs of a position and a
    /// length, the last first, so that the earlier ones stay what they are. What a void change
    /// deleted is shown and cannot be named: it is left out.
    public final int[] placesOf(int position, int units) {
        return sequence().placesOf(position, units);
    }

    /// Whether an author who saw that version can have done that. If not, nothing is done, by
    /// nobody.
    final boolean allows(int[] version, int position, int deleted, int inserted) {
        int length = sequence().lengthAt(version);
        return position <= length - deleted
                && length - deleted <= lengthMax - inserted
                && sequence().graph().end() <= Ops.VERSIONS_MAX - deleted - inserted;
    }

    /// Whether the change that did the last thing here did it to all that is here, and does
    /// something possible next: that needs no more than to be noted and done.
    final boolean goesOn(int[] version, Stamp by, int position, int deleted, int inserted) {
        return sequence != null
                && sequence.goesOn(version, by)
                && deleted + inserted > 0
                && position <= length() - deleted
                && length() - deleted <= lengthMax - inserted
                && sequence.graph().end() <= Ops.VERSIONS_MAX - deleted - inserted;
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
        if (length > 0 && of.graph().end() <= Ops.VERSIONS_MAX - length) {
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
        return write(past);
    }

    /// The same without any packing, so that the bytes are those that everybody writes.
    public final byte[] writePlain() {
        return write(history().writePlain());
    }

    private byte[] write(byte[] past) {
        var out = new Writer(length() + past.length + 64);
        marks.write(out.u8(VERSION));
        out.varint(past.length).bytes(past, 0, past.length);
        writeShown(out);
        return out.toArray();
    }

    /// What was written, into a new one, where chains have the numbers that `numbersOfPast` gives.
    /// The history is checked when it is unpacked.
    final void read(byte[] from, Numbering numbersOfPast) {
        var in = new Reader(from);
        int version = in.u8();
        if (version != VERSION) {
            throw new Malformed(
                    "sequence of version " + version + ", this program reads " + VERSION);
        }
        marks.read(in, numbersOfPast);
        packed = in.sized(in.remaining(), "history of a sequence").toArray();
        numbers = numbersOfPast;
        readShown(in);
        in.expectEnd();
    }

    /// What is shown and a history that were read may not belong together.
    static void checkPlace(int at, int count, int shown) {
        if (at > shown - count) {
            throw new Malformed(count + " units at " + at + " of " + shown);
        }
    }
}
