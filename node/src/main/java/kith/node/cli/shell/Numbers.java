package kith.node.cli.shell;

/// Numbers, sizes and times as people read them. Without `String.format`, which costs a command
/// some twenty milliseconds the first time.
public final class Numbers {
    private static final long KILO = 1_000;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Numbers() {}

    /// `1234567` as `1,234,567`.
    public static String grouped(long number) {
        String digits = Long.toString(number);
        int first = number < 0 ? 1 : 0;
        var out = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > first; at -= 3) {
            out.insert(at, ',');
        }
        return out.toString();
    }

    /// `1 cell`, `2 cells`.
    public static String count(long number, String noun) {
        return grouped(number) + ' ' + noun + (number == 1 ? "" : "s");
    }

    /// With one digit behind the point: tenths are given.
    public static String tenths(long tenths) {
        return tenths / 10 + "." + tenths % 10;
    }

    /// Seconds with one digit behind the point.
    public static String seconds(long millis) {
        return tenths((millis + 50) / 100) + " s";
    }

    /// `512 B`, `12.3 kB`, `4.5 MB`.
    public static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " B";
        }
        long unit = KILO;
        int power = 0;
        while (power < 3 && bytes / unit >= KILO) {
            unit *= KILO;
            power++;
        }
        return tenths(bytes / (unit / 10)) + ' ' + "kMGT".charAt(power) + 'B';
    }

    /// How long something is: the one or two largest units of it, such as `2 h 5 min`.
    public static String span(long millis) {
        if (millis < MINUTE) {
            return Math.max(0, millis / SECOND) + " s";
        }
        if (millis < HOUR) {
            return millis / MINUTE + " min";
        }
        if (millis < DAY) {
            long minutes = millis % HOUR / MINUTE;
            return millis / HOUR + " h" + (minutes == 0 ? "" : " " + minutes + " min");
        }
        long hours = millis % DAY / HOUR;
        return millis / DAY + " d" + (hours == 0 ? "" : " " + hours + " h");
    }

    /// Microseconds as the unit that fits: `340 µs`, `1.2 ms`, `480 ms`, `1.5 s`.
    public static String micros(long micros) {
        if (micros < 1_000) {
            return micros + " µs";
        }
        if (micros >= 1_000_000) {
            return seconds(micros / 1_000);
        }
        return micros < 100_000 ? tenths(micros / 100) + " ms" : micros / 1_000 + " ms";
    }
}
