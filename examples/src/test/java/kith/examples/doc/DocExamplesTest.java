package kith.examples.doc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import kith.node.app.Peer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Compiles every block of Java in the documentation, runs it with a real peer, and compares what
/// it prints with what it says that it prints. See [Example] for what blocks take for granted.
@Timeout(60)
class DocExamplesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String LIBRARY = "node/src/main/java/kith/node/app";
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("\\s*public .*\\b(?:class|record|interface|enum) (\\w+).*");

    @TempDir private Path folder;

    @Test
    void everyExampleRunsAndPrintsWhatItSays() throws Exception {
        List<Block> blocks = blocks();
        assertTrue(blocks.size() > 20, "too few examples found: " + blocks);
        Path classes = Files.createDirectory(folder.resolve("classes"));
        compile(blocks, classes);
        var wrong = new ArrayList<String>();
        try (Peer peer = local("shared").open();
                var loader =
                        new URLClassLoader(
                                new URL[] {classes.toUri().toURL()},
                                Example.class.getClassLoader())) {
            for (int i = 0; i < blocks.size(); i++) {
                String printed = printed(blocks.get(i), i, peer, loader);
                String problem = compare(blocks.get(i), printed);
                if (!problem.isEmpty()) {
                    wrong.add(problem);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyPublicTypeHasAnExample() throws IOException {
        var without = new ArrayList<String>();
        for (Path source : sources()) {
            boolean example = false;
            for (String line : Files.readAllLines(source)) {
                String text = line.strip();
                var type = PUBLIC_TYPE.matcher(line);
                if (type.matches() && !example) {
                    without.add(source.getFileName() + ": " + type.group(1));
                }
                boolean goesOn = text.startsWith("///") || text.startsWith("@");
                example = goesOn && (example || text.equals("/// ```java"));
            }
        }
        assertEquals(List.of(), without);
    }

    @Test
    void whatAnExampleSaysIsHeldAgainstIt() {
        var block =
                new Block(
                        "x.md",
                        1,
                        "",
                        List.of(
                                "System.out.println(1);   // 1",
                                "change();  // prints 2 …",
                                "System.out.println(3);",
                                "System.out.println(4); // 4"));
        assertEquals(List.of("1", "4"), block.prints());
        assertEquals(List.of("2 …"), block.leadsTo());
        assertEquals("", compare(block, "2 and more\n1\n3\n4\n"));
        assertTrue(compare(block, "2\n4\n1\n").startsWith("x.md:1 says"));
    }

    private Peer.Options local(String name) {
        return Peer.at(folder.resolve(name)).host("127.0.0.1").port(0);
    }

    // What there is

    private static List<Block> blocks() throws IOException {
        var files = new ArrayList<>(sources());
        files.add(ROOT.resolve("README.md"));
        files.addAll(list(ROOT.resolve("docs"), ".md"));
        files.add(ROOT.resolve("examples/README.md"));
        var blocks = new ArrayList<Block>();
        for (Path file : files) {
            if (Files.exists(file)) {
                String name = ROOT.relativize(file).toString();
                blocks.addAll(Block.of(name, Files.readAllLines(file)));
            }
        }
        return blocks;
    }

    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<>(list(ROOT.resolve(LIBRARY), ".java"));
        sources.addAll(list(ROOT.resolve(LIBRARY, "work"), ".java"));
        return sources;
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    // Compiling

    private static String name(Block block, int number) {
        return block.program().isEmpty() ? "Example" + number : block.program();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static void compile(List<Block> blocks, Path classes) {
        var sources = new ArrayList<JavaFileObject>();
        for (int i = 0; i < blocks.size(); i++) {
            String name = name(blocks.get(i), i);
            String at = blocks.get(i).program().isEmpty() ? "kith/doc/" + name : name;
            sources.add(new Source(at, blocks.get(i).source(name)));
        }
        var said = new StringWriter();
        boolean good =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(
                                said,
                                null,
                                null,
                                List.of("-proc:none", "-d", classes.toString()),
                                null,
                                sources)
                        .call();
        assertTrue(good, () -> "examples do not compile (" + blocks + "):\n" + said);
    }

    // Running

    private String printed(Block block, int number, Peer peer, ClassLoader loader)
            throws Exception {
        var out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        InputStream typed = System.in;
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            var run = new FutureTask<>(() -> run(block, number, peer, loader), "");
            Thread.startVirtualThread(run);
            run.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            return awaited(block, out);
        } catch (Exception e) {
            throw new AssertionError(block + " failed, having printed:\n" + out, e);
        } finally {
            System.setOut(before);
            System.setIn(typed);
        }
    }

    private void run(Block block, int number, Peer peer, ClassLoader loader) {
        Path home = folder.resolve("home " + number);
        try {
            if (block.program().isEmpty()) {
                Class<?> type = loader.loadClass("kith.doc." + name(block, number));
                var example = (Example) type.getDeclaredConstructor().newInstance();
                example.with(peer, home, number);
                example.run();
            } else {
                loader.loadClass(block.program())
                        .getMethod("main", String[].class)
                        .invoke(null, (Object) new String[] {home.toString()});
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Observers print a little later.
    private static String awaited(Block block, ByteArrayOutputStream out)
            throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        String printed = out.toString(StandardCharsets.UTF_8);
        while (!compare(block, printed).isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(1);
            printed = out.toString(StandardCharsets.UTF_8);
        }
        return printed;
    }

    /// Empty when all that it says is printed; other lines may stand between.
    private static String compare(Block block, String printed) {
        List<String> lines = Arrays.asList(printed.split("\n", -1));
        int at = 0;
        for (String said : block.prints()) {
            while (at < lines.size() && !fits(said, lines.get(at))) {
                at++;
            }
            if (at++ >= lines.size()) {
                return missing(block, said, printed);
            }
        }
        for (String said : block.leadsTo()) {
            if (lines.stream().noneMatch(line -> fits(said, line))) {
                return missing(block, said, printed);
            }
        }
        return "";
    }

    private static String missing(Block block, String said, String printed) {
        return block + " says that it prints " + said + ", and prints:\n" + printed;
    }

    private static boolean fits(String said, String line) {
        return said.endsWith("…")
                ? line.startsWith(said.substring(0, said.length() - 1).strip())
                : line.strip().equals(said.strip());
    }
}
