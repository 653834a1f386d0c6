package kith.crdt.sequence;

import java.util.ArrayList;
import java.util.List;

/// What has to be edited in one text to make another.
public final class Difference {
    private Difference() {}

    /// Deletes `delete` units at `at` and inserts there, after the edits before it.
    public record Edit(int at, int delete, String insert) {}

    /// The edits that make `to` of `from`, from the front to the back.
    public static List<Edit> between(String from, String to) {
        int end = Math.min(from.length(), to.length());
        int start = 0;
        while (start < end && from.charAt(start) == to.charAt(start)) {
            start++;
        }
        if (start > 0 && Character.isHighSurrogate(from.charAt(start - 1))) {
            start--;
        }
        int tail = 0;
        while (tail < end - start
                && from.charAt(from.length() - 1 - tail) == to.charAt(to.length() - 1 - tail)) {
            tail++;
        }
        if (tail > 0 && Character.isLowSurrogate(from.charAt(from.length() - tail))) {
            tail--;
        }
        var edits = new ArrayList<Edit>();
        int deleted = from.length() - tail - start;
        String inserted = to.substring(start, to.length() - tail);
        if (deleted > 0 || !inserted.isEmpty()) {
            edits.add(new Edit(start, deleted, inserted));
        }
        return edits;
    }
}
