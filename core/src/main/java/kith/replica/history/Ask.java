package kith.replica.history;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.Change.Place;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// A question about the changes of a space, as data.
///
/// @param path only changes that touched this cell or what is below it
/// @param oldest the oldest first, instead of the newest
/// @param from goes on behind this change; null: begins at the end that comes first
/// @param since leaves out what this version has in it; empty: nothing
/// @param changesMax the most changes in the answer
/// @param editsMax the most edits that are told of one change
/// @param valueBytesMax values that take more are not told
/// @param author only changes of that one; null: of everybody
public record Ask(
        Path path,
        boolean oldest,
        @Nullable Place from,
        List<Place> since,
        int changesMax,
        int editsMax,
        int valueBytesMax,
        @Nullable Bytes author) {
    /// Bounds on what may be asked for. Guesses: more than somebody reads at once.
    public static final int CHANGES_MAX = 1_000;

    public static final int EDITS_MAX = 1_000;

    public static final int VALUE_BYTES_MAX = 1 << 16;

    /// What a version has at most is what can be looked up again for each batch of changes.
    public static final int SINCE_MAX = 1_000;

    public Ask {
        since = List.copyOf(since);
        check("ids", since.size(), 0, SINCE_MAX);
        check("changes", changesMax, 1, CHANGES_MAX);
        check("edits", editsMax, 0, EDITS_MAX);
        check("bytes of a value", valueBytesMax, 0, VALUE_BYTES_MAX);
    }

    /// The changes of everybody.
    public Ask(
            Path path,
            boolean oldest,
            @Nullable Place from,
            List<Place> since,
            int changesMax,
            int editsMax,
            int valueBytesMax) {
        this(path, oldest, from, since, changesMax, editsMax, valueBytesMax, null);
    }

    private static void check(String what, int count, int min, int max) {
        if (count < min || count > max) {
            throw new Malformed(count + " " + what + " asked for, expected " + min + " to " + max);
        }
    }
}
