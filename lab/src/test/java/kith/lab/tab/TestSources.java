package kith.lab.tab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes what calls the core's tests where there is no JUnit: a class in each room, since tests
/// are seen by their own room only, and one that finds the room of a number.
final class TestSources {
    /// One in so many tries of a property is made in a tab, and at least [#TRIES_MIN].
    private static final int SHARE = 20;

    private static final int TRIES_MIN = 10;

    /// By room: a case for each of its tests.
    private final Map<String, StringBuilder> rooms = new TreeMap<>();

    private final StringBuilder all = new StringBuilder();

    private TestSources(List<CoreTest> tests) {
        for (int i = 0; i < tests.size(); i++) {
            CoreTest test = tests.get(i);
            String line = "            case " + i + " -> ";
            rooms.computeIfAbsent(test.room(), room -> new StringBuilder())
                    .append(line + "{\n" + calls(test) + "            }\n");
            all.append(line + test.room() + ".InTab.run(number, draw);\n");
        }
    }

    /// The sources for those tests, which are called by their numbers, below a folder.
    static void write(List<CoreTest> tests, Path folder) throws IOException {
        var sources = new TestSources(tests);
        for (var each : sources.rooms.entrySet()) {
            String room = each.getKey();
            write(
                    folder,
                    room,
                    "InTab",
                    ROOM.replace("ROOM", room).replace("CASES", each.getValue()));
        }
        write(folder, "kith.lab.tab", "AllTests", ALL.replace("CASES", sources.all));
    }

    private static void write(Path folder, String room, String type, String text)
            throws IOException {
        Path file = folder.resolve(room.replace('.', '/')).resolve(type + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String calls(CoreTest test) {
        String indent = "                ";
        var calls = new StringBuilder();
        for (String each : test.before("BeforeAll")) {
            calls.append(indent + test.simpleType() + "." + each + "();\n");
        }
        calls.append(indent + "for (int i = " + tries(test) + "; i > 0; i--) {\n");
        calls.append(indent + "    draw.next();\n");
        calls.append(indent + "    var test = new " + test.simpleType() + "();\n");
        for (String each : test.before("BeforeEach")) {
            calls.append(indent + "    test." + each + "();\n");
        }
        String method = test.method().methodName().stringValue();
        calls.append(indent + "    test." + method);
        return calls.append("(" + String.join(", ", test.draws()) + ");\n" + indent + "}\n")
                .toString();
    }

    private static int tries(CoreTest test) {
        return Math.min(test.tries(), Math.max(TRIES_MIN, test.tries() / SHARE));
    }

    private static final String ROOM =
            """
            package ROOM;

            public final class InTab {
                public static void run(int number, kith.lab.tab.Draw draw) throws Throwable {
                    switch (number) {
            CASES            default -> throw new IllegalArgumentException();
                    }
                }
            }
            """;

    private static final String ALL =
            """
            package kith.lab.tab;

            import org.teavm.jso.JSExport;

            public final class AllTests {
                @JSExport
                public static String run(int number) {
                    var draw = new Draw();
                    try {
                        find(number, draw);
                        return "";
                    } catch (Throwable failure) {
                        return failure + (draw.drawn().isEmpty() ? "" : ", drawn:" + draw.drawn());
                    }
                }

                private static void find(int number, Draw draw) throws Throwable {
                    switch (number) {
            CASES            default -> throw new IllegalArgumentException();
                    }
                }
            }
            """;
}
