package kith.lab.tab;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.teavm.jso.JSBody;

/// The core's tests as a module for a tab: those that need no JVM, compiled by what compiles the
/// core, from the class files that the JVM runs.
final class CoreInTab {
    /// In whose place a tab has those of `lab/src/tab/java`.
    private static final Set<String> REPLACED =
            Set.of("kith/lang/DocFile", "kith/identity/JdkHasher");

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path STAND_INS = MODULE.resolve("src/tab/java");
    private static final Path FOLDER = MODULE.resolve("target/tab");
    private static final Path CORE = MODULE.resolveSibling("core/target/classes");
    private static final Path TESTS = MODULE.resolveSibling("core/target/test-classes");

    private CoreInTab() {}

    static Path module() {
        return FOLDER.resolve("core-tests.js");
    }

    /// Compiles what has changed, and names the tests in the order of their numbers.
    static CoreTests compile() throws IOException {
        CoreTests tests = CoreTests.in(TESTS, REPLACED);
        Path sources = FOLDER.resolve("sources");
        Path classes = FOLDER.resolve("classes");
        delete(sources);
        delete(classes);
        TestSources.write(tests.inTab(), sources);
        Files.createDirectories(classes);
        javac(List.of(sources, STAND_INS), classes);
        new TabModule(module(), "kith.lab.tab.AllTests", List.of(classes, TESTS, CORE), true)
                .compile();
        Files.write(FOLDER.resolve("core-tests-short.txt"), tests.list(false));
        Files.write(FOLDER.resolve("core-tests-long.txt"), tests.list(true));
        return tests;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void javac(List<Path> sources, Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = new ArrayList<Path>();
        for (Path each : sources) {
            try (Stream<Path> walk = Files.walk(each)) {
                walk.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        String path =
                Stream.of(
                                TESTS,
                                CORE,
                                TabModule.home(JSBody.class),
                                TabModule.home(org.teavm.jso.JSExport.class))
                        .map(Path::toString)
                        .reduce("", (a, b) -> a + java.io.File.pathSeparator + b);
        var out = new StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var options =
                    List.of(
                            "-d",
                            classes.toString(),
                            "-cp",
                            path,
                            "-proc:none",
                            "-nowarn",
                            "--release",
                            "25");
            boolean good =
                    compiler.getTask(
                                    out,
                                    manager,
                                    null,
                                    options,
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            if (!good) {
                throw new IllegalStateException(out.toString());
            }
        }
    }
}
