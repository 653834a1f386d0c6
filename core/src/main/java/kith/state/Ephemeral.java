package kith.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What is shared but never stored: who is present, where somebody's cursor stands, how a peer
/// feels. The cells below `.presence/<author>` are one author's, and are gone when he falls silent.
///
/// A stored write would keep every movement of a cursor for ever. Here each author has one value,
/// which replaces his last one: it carries the epoch of his process and a counter, and the newest
/// counts, however it came and how often. To stay, an author must say something (with a new
/// counter) before a time has passed, which whoever looks on chooses. Of an author who left we
/// remember the counter for a while, so that an echo from elsewhere does not bring him back.
///
/// Source: the awareness protocol of Yjs has the same shape (a clock for each client and a
/// time-out). changed: bounds on authors and bytes, and the epoch, so that a restarted process need
/// not know its last counter.
///
/// Whether an entry is really from its author is checked before it comes here.
public final class Ephemeral {
    /// Where the cells are.
    public static final Path ROOT = Path.of(".presence");

    /// The most authors at once, those included that left a while ago. Guess: more people than one
    /// sees on a page.
    public static final int AUTHORS_MAX = 1_000;

    /// The largest value of an author in bytes, encoded. Guess: a cursor, a name and a face's hash.
    public static final int BYTES_MAX = 4096;

    /// What became of an entry.
    public enum Outcome {
        /// It is the newest, and shown.
        TAKEN,
        /// A newer one is known, or the same.
        OLD,
        /// Its value is larger than an author may show.
        TOO_LARGE,
        /// There are too many authors.
        TOO_MANY
    }

    private static final class Author {
        final Bytes key;
        final int number;
        long epoch;
        long counter;
        long silentAt;
        @Nullable Value value;

        Author(Bytes key, int number) {
            this.key = key;
            this.number = number;
        }
    }

    private final Space space;
    private final LinkedHashMap<Bytes, Author> authors = new LinkedHashMap<>();
    private Names names;

    Ephemeral(Space space, Names names) {
        this.space = space;
        this.names = names;
    }

    /// The names of a space's chains, and of ephemeral authors under negative numbers.
    static final class Names implements ChainOrder {
        private final ChainOrder chains;
        private final List<@Nullable ChainId> authors = new ArrayList<>();

        Names(ChainOrder chains) {
            this.chains = chains;
        }

        @Override
        public int compare(int chainA, int chainB) {
            return chainA < 0 || chainB < 0
                    ? id(chainA).compareTo(id(chainB))
                    : chains.compare(chainA, chainB);
        }

        @Override
        public ChainId id(int chain) {
            if (chain >= 0) {
                return chains.id(chain);
            }
            ChainId author = authors.get(-1 - chain);
            if (author == null) {
                throw new IllegalStateException("no ephemeral author " + chain);
            }
            return author;
        }

        @Override
        public int number(ChainId id) {
            return chains.number(id);
        }

        int take() {
            for (int i = 0; i < authors.size(); i++) {
                if (authors.get(i) == null) {
                    return -1 - i;
                }
            }
            authors.add(null);
            return -authors.size();
        }

        void set(int number, @Nullable ChainId id) {
            authors.set(-1 - number, id);
        }
    }

    /// Whether a statement of that author with these numbers would replace what it shows: to be
    /// asked before its signature is checked.
    public boolean isNewer(Bytes author, long epoch, long counter) {
        Author known = authors.get(author);
        return known == null
                || epoch > known.epoch
                || epoch == known.epoch && counter > known.counter;
    }

    /// Takes in what `author` (the 32 bytes of his key) shows; null is nothing any more. He is
    /// silent for too long when nothing more has come by `silentAtMillis`. A value with names that
    /// no path can have is [Malformed][kith.lang.Malformed].
    public Outcome put(
            Bytes author, long epoch, long counter, @Nullable Value value, long silentAtMillis) {
        space.checkNotTelling();
        if (value != null && value.encodedSize() > BYTES_MAX) {
            return Outcome.TOO_LARGE;
        }
        if (!isNewer(author, epoch, counter)) {
            return Outcome.OLD;
        }
        if (value != null) {
            checkNames(pathOf(author), value);
        }
        Author known = authors.get(author);
        if (known == null) {
            known = enter(author);
        }
        if (known == null) {
            return Outcome.TOO_MANY;
        }
        known.epoch = epoch;
        known.counter = counter;
        known.silentAt = silentAtMillis;
        names.set(known.number, new ChainId(author, epoch, Bytes.EMPTY));
        show(known, value);
        return Outcome.TAKEN;
    }

    /// Throws [Malformed][kith.lang.Malformed] for what no author can show.
    public void checkShowable(Bytes author, Value value) {
        if (value.encodedSize() > BYTES_MAX) {
            throw new Malformed(
                    "a presence of "
                            + value.encodedSize()
                            + " bytes, at most "
                            + BYTES_MAX
                            + ": store it in a cell and show where it is");
        }
        checkNames(pathOf(author), value);
    }

    /// The path below which an author's cells are.
    public static Path pathOf(Bytes author) {
        return ROOT.child(Base32.encode(author));
    }

    private static void checkNames(Path path, Value value) {
        if (value instanceof Value.Obj obj) {
            for (int i = 0; i < obj.size(); i++) {
                checkNames(path.child(obj.name(i)), obj.value(i));
            }
        }
    }

    private @Nullable Author enter(Bytes key) {
        if (authors.size() == AUTHORS_MAX && !forgetOne()) {
            return null;
        }
        var author = new Author(key, names.take());
        authors.put(key, author);
        return author;
    }

    /// Forgets the one who left first. False when all are here.
    private boolean forgetOne() {
        Author first = null;
        for (Author author : authors.values()) {
            if (author.value == null && (first == null || author.silentAt < first.silentAt)) {
                first = author;
            }
        }
        if (first == null) {
            return false;
        }
        authors.remove(first.key);
        space.settle(); // its name may stand in what is not told yet
        names.set(first.number, null);
        return true;
    }

    /// Takes out everybody who has been silent for too long, and says whether there was anybody.
    public boolean expire(long nowMillis) {
        space.checkNotTelling();
        boolean any = false;
        for (Author author : authors.values()) {
            if (author.value != null && author.silentAt <= nowMillis) {
                show(author, null);
                any = true;
            }
        }
        return any;
    }

    /// When the next author falls silent for too long, or the largest number when nobody is here.
    public long nextSilence() {
        long next = Long.MAX_VALUE;
        for (Author author : authors.values()) {
            if (author.value != null) {
                next = Math.min(next, author.silentAt);
            }
        }
        return next;
    }

    private void show(Author author, @Nullable Value value) {
        author.value = value;
        show(space.merge(), author);
        space.changed(null);
    }

    private static void show(Merge merge, Author author) {
        Path path = pathOf(author.key);
        Cell cell = author.value == null ? merge.find(path) : merge.make(path);
        if (cell != null) {
            show(merge, cell, author.value, author.number);
        }
    }

    /// Makes a subtree be exactly `value`. Recursion goes as deep as a value is nested.
    private static void show(Merge merge, Cell cell, @Nullable Value value, int author) {
        Value.Obj fields = value instanceof Value.Obj obj && obj.size() > 0 ? obj : null;
        merge.show(cell, fields == null ? value : null, author);
        if (cell.children != null) {
            for (Cell child : cell.children.ordered()) {
                if (fields == null || fields.find(child.name) == null) {
                    show(merge, child, null, author);
                }
            }
        }
        if (fields != null) {
            for (int i = 0; i < fields.size(); i++) {
                show(merge, merge.child(cell, fields.name(i)), fields.value(i), author);
            }
        }
    }

    /// Shows what is shown in another tree too, which takes the place of the present one.
    void moveTo(Merge fresh, Names freshNames) {
        freshNames.authors.addAll(names.authors);
        names = freshNames;
        for (Author author : authors.values()) {
            show(fresh, author);
        }
    }
}
