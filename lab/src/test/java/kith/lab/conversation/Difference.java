package kith.lab.conversation;

import java.util.ArrayList;
import java.util.List;

/// Two texts line by line: `- ` before what is only in the first, `+ ` before what is only in the
/// second.
final class Difference {
    private Difference() {}

    /// By the longest common subsequence; quadratic, for texts of a few hundred lines.
    static String of(List<String> before, List<String> after) {
        var longest = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                longest[i][j] =
                        before.get(i).equals(after.get(j))
                                ? longest[i + 1][j + 1] + 1
                                : Math.max(longest[i + 1][j], longest[i][j + 1]);
            }
        }
        var out = new ArrayList<String>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            boolean both = i < before.size() && j < after.size();
            if (both && before.get(i).equals(after.get(j))) {
                out.add("  " + before.get(i++));
                j++;
            } else if (j == after.size() || both && longest[i + 1][j] >= longest[i][j + 1]) {
                out.add("- " + before.get(i++));
            } else {
                out.add("+ " + after.get(j++));
            }
        }
        return String.join("\n", out);
    }
}
