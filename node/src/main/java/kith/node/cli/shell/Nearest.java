package kith.node.cli.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody may have meant who typed something else.
///
/// Source: Levenshtein, *Binary codes capable of correcting deletions, insertions, and reversals*
/// (1966). changed: the beginning of a name counts as near, because people shorten.
public final class Nearest {
    private Nearest() {}

    /// The name nearest to `word`; null when none is near.
    public static @Nullable String of(String word, List<String> names) {
        int best = 1 + word.length() / 3;
        String nearest = null;
        for (String name : names) {
            boolean shortened = word.length() >= 2 && name.startsWith(word);
            int distance = shortened ? 0 : distance(word, name);
            if (distance < best || distance == best && nearest == null) {
                best = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /// How many characters to insert, remove or exchange. Cost: the product of the lengths.
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int exchanged = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(exchanged, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
