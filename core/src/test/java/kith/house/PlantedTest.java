package kith.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plants one fault for each rule and checks that the rule reports it, and no other rule.
class PlantedTest {
    @TempDir Path folder;

    @Test
    void everyBanReportsItsPlantedClassAndNoOtherBanDoes() throws IOException {
        var sources = new LinkedHashMap<String, String>();
        var bans = new ArrayList<>(Bans.ALL);
        bans.add(Bans.ELSEWHERE);
        for (int i = 0; i < bans.size(); i++) {
            sources.put("Plant" + i, plant("Plant" + i, bans.get(i).plant()));
        }
        Path out = compile("kith.lang", sources);
        var broken = new ArrayList<String>();
        for (int i = 0; i < bans.size(); i++) {
            List<String> reported = reported(out, "Plant" + i);
            if (!reported.equals(List.of(bans.get(i).pattern()))) {
                broken.add(bans.get(i) + " was reported by " + reported);
            }
        }
        Verdict.none(broken);
    }

    @Test
    void whatTheCompilerMakesByItselfIsAllowed() throws IOException {
        String innocent =
                """
                record Pair(String a, int b) { }
                enum Side { LEFT, RIGHT }
                sealed interface Shape { record Dot(int x) implements Shape { } record Line(Side s) implements Shape { } }
                static String name(Shape shape, int n) {
                    assert n >= 0 : "n is " + n;
                    java.util.function.IntSupplier later = () -> n + 1;
                    java.util.function.Function<String, Integer> size = String::length;
                    System.arraycopy(new int[1], 0, new int[1], 0, 1);
                    return switch (shape) {
                        case Shape.Dot(int x) when x > 0 -> "dot" + x + later.getAsInt();
                        case Shape.Dot dot -> dot.toString() + new Pair("p", n) + size.apply("q");
                        case Shape.Line(Side side) -> switch (side) { case LEFT -> "l"; case RIGHT -> "r"; };
                    };
                }
                static int word(String word) { return switch (word) { case "a" -> 1; default -> 2; }; }
                """;
        String source = "package kith.lang;\nfinal class Innocent {\n" + innocent + "}\n";
        Path out = compile("kith.lang", Map.of("Innocent", source));
        var uses = new ArrayList<Use>();
        for (Path file : Repository.files(out, name -> name.startsWith("Innocent"))) {
            uses.addAll(Uses.of(Files.readAllBytes(file)));
        }
        assertTrue(uses.size() > 50, "too little was read: " + uses);
        Verdict.none(Architecture.againstBans(uses));
    }

    @Test
    void everyWayToUseAForbiddenRoomIsReported() throws IOException {
        List<String> ways =
                List.of(
                        "kith.log.Stamp x;",
                        "java.util.List<kith.log.Stamp> x;",
                        "kith.log.Stamp[] x() { return null; }",
                        "<T extends kith.log.Stamp> void x(T y) { }",
                        "Object x() { return new kith.log.Stamp(1, 1, 1); }",
                        "boolean x(Object y) { return y instanceof kith.log.Stamp; }",
                        "Object x() { return kith.log.Stamp.class; }",
                        "java.util.function.ToIntFunction<Object> x = y -> y == null ? 1 :"
                                + " ((kith.log.Stamp) y).seq();",
                        "record X(kith.log.Stamp y) { }",
                        "interface X extends kith.log.Seen { }");
        var sources = new LinkedHashMap<String, String>();
        for (int i = 0; i < ways.size(); i++) {
            String name = "Way" + i;
            sources.put(name, "package kith.clock; class " + name + " { " + ways.get(i) + " }");
        }
        Path out = compile("kith.clock", sources);
        for (int i = 0; i < ways.size(); i++) {
            List<String> broken = Architecture.againstTable(uses(out, "Way" + i));
            assertTrue(!broken.isEmpty(), "not reported: " + ways.get(i));
            assertTrue(broken.getFirst().contains("but clock may use []"), broken::toString);
        }
    }

    @Test
    void aRoomThatIsNotInTheTableIsReported() {
        var use = new Use("kith.log.Stamp", "", "kith.attic.Trunk", "open");
        assertEquals(
                List.of(
                        "kith.attic.Trunk.open uses kith.log.Stamp, but attic is not in the import"
                                + " table"),
                Architecture.againstTable(List.of(use)));
    }

    @Test
    void noRoomMayUseTheDoor() {
        var use = new Use("kith.Engine", "", "kith.accord.Protocol", "run");
        assertEquals(1, Architecture.againstTable(List.of(use)).size());
    }

    @Test
    void sourcesThatReachOutOfTheirModuleOrRoomAreReported() {
        reported("core", "kith.clock", "kith.log.Stamp.MAX");
        reported("core", "kith.state", "kith.node.Node");
        reported("node", "kith.node.http", "kith.lab.World");
        reported("node", "kith.node.http", "kith.examples.Hello");
        reported("node", "kith.log", "kith.log.Stamp");
        reported("node", "kith.node.cli", "kith.Engine");
        reported("node", "kith.node.cli", "kith.state.Space");
        reported("node", "kith.node.app", "kith.node.cli.Main");
        reported("node", "kith.node.disk", "kith.node.http.Server");
        reported("examples", "kith.examples", "kith.node.Node");
        reported("examples", "kith.examples", "kith.Engine");
        reported("examples", "kith.examples", "kith.lab.World");
    }

    @Test
    void sourcesThatStayWithinAreNotReported() {
        assertEquals(List.of(), against("core", "kith.state", "kith.log.Stamp"));
        assertEquals(List.of(), against("node", "kith.node.cli", "kith.value.Json"));
        assertEquals(List.of(), against("node", "kith.node.cli", "kith.node.Node"));
        assertEquals(List.of(), against("node", "kith.node", "kith.Engine"));
        assertEquals(List.of(), against("lab", "kith.lab", "kith.node.app.Peer"));
        assertEquals(List.of(), against("examples", "kith.examples", "kith.node.app.Peer"));
    }

    private static void reported(String module, String packageName, String mention) {
        List<String> broken = against(module, packageName, mention);
        assertTrue(!broken.isEmpty(), packageName + " in " + module + " used " + mention);
    }

    private static List<String> against(String module, String packageName, String mention) {
        String path = module + "/src/main/java/Planted.java";
        String text =
                "package " + packageName + ";\nclass Planted { Object x = " + mention + "; }\n";
        return Architecture.against(Source.parse(Map.of(path, text)).getFirst());
    }

    private static String plant(String name, String statement) {
        String body = "static void plant() throws Throwable {\n" + statement + "\n}";
        return "package kith.lang;\nclass " + name + " {\n" + body + "\n}\n";
    }

    private static List<String> reported(Path out, String className) throws IOException {
        var patterns = new TreeSet<String>();
        for (Use use : uses(out, className)) {
            Bans.brokenBy(use).forEach(ban -> patterns.add(ban.pattern()));
        }
        return List.copyOf(patterns);
    }

    /// What a planted class and the classes inside it use.
    private static List<Use> uses(Path out, String className) throws IOException {
        var uses = new ArrayList<Use>();
        for (Path file :
                Repository.files(
                        out,
                        name ->
                                name.equals(className + ".class")
                                        || name.startsWith(className + "$"))) {
            uses.addAll(Uses.of(Files.readAllBytes(file)));
        }
        return uses;
    }

    /// Compiles planted classes by their names, against the classes of the core.
    private Path compile(String packageName, Map<String, String> sources) throws IOException {
        var arguments = new ArrayList<String>();
        Path out = Files.createDirectories(folder.resolve("classes"));
        String core = Path.of("target", "classes").toString();
        arguments.addAll(List.of("-nowarn", "-proc:none", "-d", out.toString(), "-cp", core));
        Path in = Files.createDirectories(folder.resolve(packageName));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = in.resolve(source.getKey() + ".java");
            arguments.add(Files.writeString(file, source.getValue()).toString());
        }
        var output = new StringWriter();
        var writer = new PrintWriter(output);
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        int code = javac.run(writer, writer, arguments.toArray(String[]::new));
        assertEquals(0, code, output::toString);
        return out;
    }
}
