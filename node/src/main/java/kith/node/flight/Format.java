package kith.node.flight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The names of what a recording is made of.
final class Format {
    static final String SUFFIX = ".kithrec";
    static final String STORE = "store";

    /// At least so many digits has a number, so that a listing is in order for long.
    private static final int NUMBER_DIGITS = 6;

    /// At most: no `int` has more that is not too large.
    private static final int NUMBER_DIGITS_MAX = 9;

    private Format() {}

    /// The file of that number, from 1 on.
    static Path file(Path folder, int number) {
        String digits = Integer.toString(number);
        int zeros = Math.max(0, NUMBER_DIGITS - digits.length());
        return folder.resolve("0".repeat(zeros) + digits + SUFFIX);
    }

    /// The files of the recording in that folder, in order.
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(one -> number(one) > 0)
                    .sorted(Comparator.comparingInt(Format::number))
                    .toList();
        }
    }

    /// -1 for what is none.
    static int number(Path file) {
        String name = String.valueOf(file.getFileName());
        int digits = name.length() - SUFFIX.length();
        boolean fits =
                digits >= NUMBER_DIGITS && digits <= NUMBER_DIGITS_MAX && name.endsWith(SUFFIX);
        int number = 0;
        for (int i = 0; fits && i < digits; i++) {
            int digit = name.charAt(i) - '0';
            fits = digit >= 0 && digit <= 9;
            number = 10 * number + digit;
        }
        return fits ? number : -1;
    }
}
