package kith.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Difference.Edit;
import kith.lang.Difference.Lines;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DifferenceProperties {
    private static final String[] PARTS = {
        "a",
        "b",
        "ab",
        " ",
        "\n",
        "\n",
        "word",
        "\uD83D\uDE00",
        "\uD83D\uDE01",
        "\uD83E\uDE00",
        ".",
        "\uD83D",
        "\uDE00"
    };

    @Property(tries = 2_000)
    void theEditsMakeTheSecondOfTheFirst(@ForAll long seed) {
        var rng = new Rng(seed);
        String from = text(rng, rng.nextInt(40));
        String to = rng.nextInt(4) == 0 ? text(rng, rng.nextInt(40)) : edited(rng, from);
        List<Edit> edits = Difference.between(from, to);
        assertEquals(to, applied(from, edits), "seed " + seed);
    }

    @Property(tries = 2_000)
    void noMoreIsTouchedThanBetweenTheFirstAndTheLastChange(@ForAll long seed) {
        var rng = new Rng(seed);
        String from = text(rng, 1 + rng.nextInt(60));
        String to = edited(rng, from);
        int touched = 0;
        for (Edit edit : Difference.between(from, to)) {
            touched += edit.delete() + edit.insert().length();
        }
        assertTrue(touched <= between(from, to), "seed " + seed + ": " + touched);
    }

    @Property(tries = 2_000)
    void noEditComesBetweenTheHalvesOfAPair(@ForAll long seed) {
        var rng = new Rng(seed);
        String from = text(rng, rng.nextInt(40));
        String to = edited(rng, from);
        String now = from;
        for (Edit edit : Difference.between(from, to)) {
            assertTrue(!splits(now, edit.at()), "seed " + seed + ": " + edit);
            assertTrue(!splits(now, edit.at() + edit.delete()), "seed " + seed + ": " + edit);
            now = applied(now, List.of(edit));
        }
    }

    @Property(tries = 1_000)
    void whatIsNotSaidToDifferIsTheSameLines(@ForAll long seed) {
        var rng = new Rng(seed);
        String from = text(rng, rng.nextInt(60));
        String to = edited(rng, from);
        List<String> before = Difference.cutLines(from);
        List<String> after = Difference.cutLines(to);
        var made = new ArrayList<String>();
        int at = 0;
        for (Lines lines : Difference.lines(from, to)) {
            made.addAll(before.subList(at, lines.fromLine()));
            made.addAll(after.subList(lines.toLine(), lines.toEnd()));
            at = lines.fromEnd();
        }
        made.addAll(before.subList(at, before.size()));
        assertEquals(after, made, "seed " + seed);
    }

    static String applied(String from, List<Edit> edits) {
        var text = new StringBuilder(from);
        for (Edit edit : edits) {
            text.replace(edit.at(), edit.at() + edit.delete(), edit.insert());
        }
        return text.toString();
    }

    private static boolean splits(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }

    /// What a plain comparison of both ends leaves between them, pairs kept whole.
    private static int between(String from, String to) {
        int most = Math.min(from.length(), to.length());
        int front = 0;
        while (front < most && from.charAt(front) == to.charAt(front)) {
            front++;
        }
        front -= front > 0 && Character.isHighSurrogate(from.charAt(front - 1)) ? 1 : 0;
        int back = 0;
        while (back < most - front
                && from.charAt(from.length() - 1 - back) == to.charAt(to.length() - 1 - back)) {
            back++;
        }
        back -= back > 0 && Character.isLowSurrogate(from.charAt(from.length() - back)) ? 1 : 0;
        return from.length() + to.length() - 2 * (front + back);
    }

    private static String text(Rng rng, int parts) {
        var text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            text.append(PARTS[rng.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    private static String edited(Rng rng, String from) {
        String text = from;
        for (int i = rng.nextInt(4); i >= 0; i--) {
            int at = rng.nextInt(text.length() + 1);
            int end = at + rng.nextInt(Math.min(6, text.length() - at) + 1);
            text = text.substring(0, at) + text(rng, rng.nextInt(3)) + text.substring(end);
        }
        return text;
    }
}
