package kith.crdt.sequence;

import java.util.List;
import kith.log.ChainOrder;
import kith.log.RunCodec.Numbering;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A text or a list that is fed operation by operation, each with the versions that its author had
/// seen: for tests and tools.
///
/// A space says what an author had seen by chains and numbers, in which the changes of one author
/// follow each other. A recorded history, or one that a fuzzer made up, knows no such thing, and
/// names the operations themselves: a *version* is an ascending array of local versions, which are
/// counted from 0 for each unit inserted, deleted or moved.
///
/// Everything else is as in [Text] and [ListOf], which do the work. Owner only.
public final class Feed {
    private final ChainOrder order;
    private final Sizes sizes;
    private final @Nullable Text text;
    private final @Nullable ListOf list;

    private Feed(ChainOrder order, Sizes sizes, @Nullable Text text, @Nullable ListOf list) {
        this.order = order;
        this.sizes = sizes;
        this.text = text;
        this.list = list;
    }

    /// An empty text, of parts as small as they may be when that is wanted: so a short history gets
    /// to where these split and join.
    public static Feed text(ChainOrder order, boolean small) {
        Sizes sizes = small ? Sizes.SMALLEST : Sizes.NORMAL;
        return new Feed(order, sizes, new Text(order, sizes), null);
    }

    /// An empty list.
    public static Feed list(ChainOrder order, boolean small) {
        Sizes sizes = small ? Sizes.SMALLEST : Sizes.NORMAL;
        return new Feed(order, sizes, null, new ListOf(order, sizes));
    }

    private Text asText() {
        if (text == null) {
            throw new IllegalStateException("this is a list");
        }
        return text;
    }

    private ListOf asList() {
        if (list == null) {
            throw new IllegalStateException("this is a text");
        }
        return list;
    }

    private LivingSequence<?> either() {
        return text != null ? text : asList();
    }

    private Sequence sequence() {
        return either().sequence();
    }

    /// The local version that the next operation gets.
    public int end() {
        return sequence().graph().end();
    }

    /// How many pieces the history has in each of which every operation follows the one before.
    public int lines() {
        return sequence().graph().lines();
    }

    /// How many runs its operations make.
    public int runs() {
        return either().history().ops.count;
    }

    /// Which of the operations here somebody had seen who had seen those changes.
    public int[] versionOf(Seen seen) {
        return sequence().graph().versionOf(seen).clone();
    }

    /// What somebody has seen who has seen everything here.
    public int[] frontier() {
        return sequence().graph().frontier().clone();
    }

    public int lengthAt(int[] version) {
        return sequence().lengthAt(checked(version));
    }

    private int[] checked(int[] version) {
        for (int i = 0; i < version.length; i++) {
            int after = i == 0 ? -1 : version[i - 1];
            if (version[i] <= after || version[i] >= end()) {
                throw new IllegalArgumentException(
                        version[i] + " after " + after + ", expected less than " + end());
            }
        }
        return version;
    }

    /// False when there is no such position: then nothing was done. So with the others. A version
    /// must be ascending, of operations that are here.
    public boolean splice(
            int[] version, Stamp by, boolean isVoid, int at, int delete, String insert) {
        checked(version);
        return asText().splice(version, by, at, delete, insert, isVoid);
    }

    public boolean splice(
            int[] version, Stamp by, boolean isVoid, int at, int delete, List<Value> insert) {
        checked(version);
        return asList().splice(version, by, at, delete, insert, isVoid);
    }

    public boolean move(int[] version, Stamp by, boolean isVoid, int from, int to) {
        checked(version);
        return asList().move(version, by, from, to, isVoid);
    }

    /// Deletes all that is there in a version.
    public void clear(int[] version, Stamp by, boolean isVoid) {
        checked(version);
        either().clear(version, by, isVoid);
    }

    /// Where an author who has seen everything inserts what is to be shown there.
    public int placeOf(int position) {
        return placeOf(frontier(), position);
    }

    /// The same for who has seen that version, of which something else may be shown.
    public int placeOf(int[] version, int position) {
        return sequence().placeOf(checked(version), position);
    }

    /// What such an author deletes for what is shown there to go: pairs of position and length.
    public int[] placesOf(int position, int units) {
        return placesOf(frontier(), position, units);
    }

    /// The same for who has seen that version.
    public int[] placesOf(int[] version, int position, int units) {
        return sequence().placesOf(checked(version), position, units);
    }

    /// From where to where such an author moves what is shown at `from`, for it to be shown at
    /// `to`.
    public int[] moveOf(int from, int to) {
        return sequence().moveOf(frontier(), from, to);
    }

    /// The text.
    public String text() {
        return asText().text();
    }

    /// The list.
    public List<Value> values() {
        return asList().values();
    }

    /// Throws away what can be made anew.
    public void forget() {
        sequence().forget();
    }

    /// Everything in bytes.
    public byte[] write() {
        return either().write();
    }

    /// What [#write] wrote, of the same kind as this.
    public Feed read(byte[] from, int chainsEnd) {
        return text != null
                ? new Feed(
                        order,
                        sizes,
                        Text.read(order, from, new Numbering.Below(chainsEnd), sizes),
                        null)
                : new Feed(
                        order,
                        sizes,
                        null,
                        ListOf.read(order, from, new Numbering.Below(chainsEnd), sizes));
    }

    /// What this was in a version: carried out anew. Not to be edited.
    public Feed at(int[] version) {
        checked(version);
        return text != null
                ? new Feed(order, sizes, text.at(version), null)
                : new Feed(order, sizes, null, asList().at(version));
    }

    /// The same as this, by carrying out the whole history anew. Not to be edited.
    public Feed replayed() {
        return at(sequence().graph().frontier());
    }
}
