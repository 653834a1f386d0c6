package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Holds the table of limits in `docs/protocol.md` to the code: each row names a constant and says
/// its value, and no public bound of the core is missing.
///
/// It stands in the lab because only here all modules can be seen.
class LimitsTableTest {
    private static final Path PAGE = Path.of("../docs/protocol.md");
    private static final Path CORE = Path.of("../core/src/main/java");
    private static final int ROWS_MIN = 100;

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| ([^|]+) \\| ([0-9][^|]*) \\| `(kith\\.[^`|]+)` \\|.*$");
    private static final Pattern VALUE = Pattern.compile("([0-9.,]+)(?: (\\w+))?");
    private static final Pattern BOUND =
            Pattern.compile(
                    "(?m)^ +(?:public static final )?(?:int|long) (\\w+_(?:MAX|LAST)) *=.*$");

    /// What each unit is in the smallest of its kind: bytes, or nanoseconds.
    private static final Map<String, Long> UNITS =
            Map.of(
                    "bytes", 1L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "min", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    private record Row(String limit, String value, String where) {}

    @Test
    void eachLimitIsWhatItsConstantSays() throws Exception {
        List<Row> rows = rows();
        assertTrue(rows.size() > ROWS_MIN, "too few rows: " + rows.size());
        var wrong = new ArrayList<String>();
        for (Row row : rows) {
            wrong.addAll(against(row));
        }
        assertEquals(List.of(), wrong);
    }

    private static List<String> against(Row row) throws Exception {
        BigDecimal told = told(row.value());
        try {
            BigDecimal is = inCode(row.where());
            return told.compareTo(is) == 0
                    ? List.of()
                    : List.of(row.where() + " is " + is + ", the table says " + told);
        } catch (ClassNotFoundException | NoSuchFieldException | NoSuchMethodException gone) {
            return List.of(row.where() + " is not there");
        }
    }

    @Test
    void noPublicBoundOfTheCoreIsMissing() throws IOException {
        var told = new TreeSet<String>();
        rows().forEach(row -> told.add(simple(row.where())));
        var missing = new ArrayList<String>();
        try (Stream<Path> walk = Files.walk(CORE)) {
            for (Path file : walk.filter(one -> one.toString().endsWith(".java")).toList()) {
                missing.addAll(missing(file, told));
            }
        }
        assertEquals(List.of(), missing);
    }

    private static List<String> missing(Path file, Set<String> told) throws IOException {
        String text = Files.readString(file);
        String type = file.getFileName().toString().replace(".java", "");
        boolean all = text.contains("interface " + type);
        var missing = new ArrayList<String>();
        Matcher bound = BOUND.matcher(text);
        while (bound.find()) {
            boolean shown = all || bound.group().contains("public");
            String name = type + "." + bound.group(1);
            if (shown && !told.contains(name)) {
                missing.add(name);
            }
        }
        return missing;
    }

    /// `File.NAME` of a constant, wherever in the file it stands.
    private static String simple(String where) {
        String[] parts = where.split("\\.");
        for (String part : parts) {
            if (Character.isUpperCase(part.charAt(0))) {
                return part + "." + parts[parts.length - 1];
            }
        }
        throw new AssertionError(where + " names no type");
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            rows.add(new Row(row.group(1), row.group(2), row.group(3)));
        }
        return rows;
    }

    private static BigDecimal told(String value) {
        Matcher matcher = VALUE.matcher(value);
        assertTrue(matcher.matches(), value);
        var number = new BigDecimal(matcher.group(1).replace(",", ""));
        String unit = matcher.group(2);
        Long factor = unit == null ? Long.valueOf(1) : UNITS.get(unit);
        assertTrue(factor != null, "unit of " + value);
        return number.multiply(BigDecimal.valueOf(factor));
    }

    /// The value of `package.Type.NAME`, `package.Type.NAME.component` or
    /// `package.Type.method().component`, in the smallest unit of its kind, which its name tells.
    private static BigDecimal inCode(String where) throws Exception {
        String[] parts = where.split("\\.");
        int at = 0;
        while (!Character.isUpperCase(parts[at].charAt(0))) {
            at++;
        }
        Class<?> type = Class.forName(String.join(".", List.of(parts).subList(0, at + 1)));
        @Nullable Object value = null;
        for (int i = at + 1; i < parts.length; i++) {
            Class<?> inner = value == null ? inner(type, parts[i]) : null;
            if (inner != null) {
                type = inner;
            } else {
                value = member(type, value, parts[i]);
                type = value.getClass();
            }
        }
        assertTrue(value instanceof Number, where + " is no number");
        long number = ((Number) value).longValue();
        return BigDecimal.valueOf(number).multiply(BigDecimal.valueOf(unit(parts)));
    }

    private static @Nullable Class<?> inner(Class<?> type, String name) {
        for (Class<?> one : type.getDeclaredClasses()) {
            if (one.getSimpleName().equals(name)) {
                return one;
            }
        }
        return null;
    }

    private static Object member(Class<?> type, @Nullable Object of, String name) throws Exception {
        if (of == null && !name.endsWith("()")) {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return Objects.requireNonNull(field.get(null));
        }
        Method method = type.getDeclaredMethod(name.replace("()", ""));
        method.setAccessible(true);
        return Objects.requireNonNull(method.invoke(of));
    }

    private static long unit(String[] parts) {
        String name = parts[parts.length - 1].toUpperCase(java.util.Locale.ROOT);
        if (name.contains("SECONDS")) {
            return 1_000_000_000;
        }
        // nanoseconds, bytes and counts are their own
        return name.contains("MILLIS") ? 1_000_000 : 1;
    }
}
