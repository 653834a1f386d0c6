package kith.house;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;

/// How the tests of the house fail: with every broken rule on a line of its own.
final class Verdict {
    private static final int LINES_MAX = 40; // one wrong arrow can break hundreds of lines

    private Verdict() {}

    static void none(List<String> broken) {
        if (!broken.isEmpty()) {
            List<String> first = broken.subList(0, Math.min(LINES_MAX, broken.size()));
            fail(broken.size() + " broken:\n" + String.join("\n", first));
        }
    }
}
