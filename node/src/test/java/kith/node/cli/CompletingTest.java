package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.cli.shell.Terminal;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the tab key offers, with a real peer, and what real shells make of it.
final class CompletingTest {
    /// Names that a shell could take for something else; the first one would make a file.
    private static final List<String> NASTY =
            List.of(
                    "$(touch PWNED)",
                    "`touch PWNED`",
                    "; touch PWNED #",
                    "it's",
                    "a \"quoted\" b",
                    "back\\slash",
                    "new\nline",
                    "tab\tand \u001b[31mred",
                    "!event",
                    "$HOME ${x} *?[a]{b,c}",
                    "~user",
                    "-n",
                    "a:b=c@d>e<f&g|h(i)",
                    "üñí \uD83D\uDE00");

    private static final String BREAKS = " \t\n\"'@><=;|&(:";

    @TempDir static Path folder;

    private static Node ada;

    @BeforeAll
    static void start() {
        ada = Node.start(NodeConfig.of(folder.resolve("ada")).listening("127.0.0.1", 0));
        for (String name : NASTY) {
            var cell = Value.Obj.of(List.of(name), List.of(Value.Int.of(1)));
            say("set", "tasks/nasty", "{}");
            say("set", "two words/x", "1");
            say("set", "nasty/" + NASTY.indexOf(name), Json.print(cell));
        }
        say("set", "tasks/groceries/milk", "1");
        say("invite");
    }

    @AfterAll
    static void stop() {
        ada.stop();
    }

    private static void say(String... words) {
        Typed.at(ada.home(), words).good();
    }

    /// What zsh is offered for these words behind `kith`.
    private static List<String> offered(String... words) {
        return offered(ada.home(), words);
    }

    private static List<String> offered(Home home, String... words) {
        var line = new ArrayList<>(List.of("zsh", "--", "--home", home.toString()));
        line.addAll(List.of(words));
        return List.of(said(line).split("\0"));
    }

    /// The same with all the time that it takes.
    private static String said(List<String> handed) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, false, StandardCharsets.UTF_8);
        Completing.run(handed, new Terminal(stream, stream, false, false, false, 80), 20_000);
        stream.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatThePlaceExpectsIsOffered() {
        assertTrue(offered("").containsAll(List.of("words", "get", "help", "completion")));
        assertEquals(List.of("words", "set"), offered("se"));
        assertEquals(List.of("words", "status"), offered("help", "stat"));
        assertEquals(List.of("words", "bash", "zsh"), offered("completion", ""));
        assertEquals(
                List.of("words", "why", "state", "links", "sync", "trace"), offered("debug", ""));
        assertEquals(List.of("open", "tasks/groceries/"), offered("debug", "why", "tasks/gro"));
        assertEquals(List.of("files"), offered("debug", "trace", ""));
        assertEquals(List.of("words"), offered("debug", "links", ""));
        assertEquals(List.of("files"), offered("import", "tasks", ""));
        assertEquals(List.of("files"), offered("export", "tasks", "./x"));
        assertEquals(List.of("folders"), offered("get", "--home", ""));
        assertEquals(List.of("words", "--depth"), offered("get", "--dep"));
        assertEquals(List.of("words"), offered("get", "--depth", "2", "--dep"));
        assertEquals(List.of("words"), offered("get", "--depth", ""));
        assertEquals(List.of("words"), offered("get", "--", "--dep"));
        assertEquals(List.of("words"), offered("nonsense", "x"));
        assertTrue(offered("status", "").contains("--json"));
    }

    @Test
    void thePeerIsAskedForNames() {
        assertEquals(
                List.of("words", "@home/", "nasty/", "tasks/", "two words/"), offered("get", ""));
        assertEquals(List.of("open", "tasks/groceries/"), offered("get", "tasks/g"));
        assertEquals(List.of("words", "tasks/groceries/milk"), offered("rm", "tasks/groceries/"));
        assertEquals(List.of("open", "@home/tasks/"), offered("get", "@home/ta"));
        assertEquals(List.of("open", ".peer/"), offered("get", "."));
        assertEquals(List.of("words", "home"), offered("members", "--board", ""));
        assertEquals(List.of("words", "--board=home"), offered("members", "--board=h"));
        assertEquals(List.of("words", ada.id().text()), offered("remove-member", ""));
        assertEquals(
                List.of("words", "@home/", "nasty", "tasks", "two words"), offered("prune", ""));
        assertEquals(List.of("words", "@home/tasks"), offered("prune", "@home/ta"));
        assertEquals(List.of("words"), offered("prune", "tasks/g"));
        assertTrue(offered("prune", "tasks", "--").contains("--lease"));
        assertEquals(List.of("words"), offered("get", "tasks//"));
        assertEquals(List.of("words"), offered("get", "@nowhere/x"));
    }

    @Test
    void withoutAPeerThereIsSilence() {
        Home none = Home.at(folder.resolve("none"));
        assertEquals(List.of("words"), offered(none, "get", ""));
        assertEquals(List.of("words", "get"), offered(none, "ge"));
        assertEquals("", Typed.of(List.of("completion", "complete", "fish", "--", "x")).good());
        assertEquals("", Typed.of(List.of("completion", "complete")).good());
        assertEquals(2, Typed.of(List.of("completion", "fish")).exit());
    }

    /// What `kith completion complete bash` says, with the home on the line.
    private static List<String> bash(String line) {
        String at = "kith --home " + ada.home() + line.substring("kith".length());
        return said(List.of("bash", "--", at, BREAKS)).lines().toList();
    }

    /// Each nasty name, completed in each kind of quotes, is read back by bash as it is.
    @Test
    void bashReadsEachNameBackAsItIs() throws Exception {
        var script = new StringBuilder();
        script.append("kith() { printf '").append('%').append("s\\0' \"$2\"; }\n");
        var names = new ArrayList<String>();
        for (int i = 0; i < NASTY.size(); i++) {
            for (String quote : List.of("", "'", "\"", "$'")) {
                String typed = "kith get " + quote + "nasty/" + i + "/";
                List<String> said = bash(typed);
                assertEquals(2, said.size(), said::toString);
                String end = quote.isEmpty() ? "" : quote.substring(quote.length() - 1);
                script.append("kith get ")
                        .append(quote)
                        .append(said.get(1))
                        .append(end)
                        .append('\n');
                names.add("nasty/" + i + "/" + escaped(NASTY.get(i)));
            }
        }
        assertEquals(names, ran("bash", "--norc", script.toString()));
        assertFalse(Files.exists(folder.resolve("PWNED")));
    }

    /// As an address has it.
    private static String escaped(String name) {
        return name.replace("~", "~0");
    }

    private static List<String> ran(String shell, String option, String script)
            throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("script"), script);
        Process process =
                new ProcessBuilder(shell, option, file.toString())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), said);
        return said.isEmpty() ? List.of() : List.of(said.split("\0", -1)).subList(0, count(said));
    }

    private static int count(String said) {
        return (int) said.chars().filter(c -> c == 0).count();
    }

    /// The script itself, with a `kith` that says what the real one would.
    @Test
    void theScriptForBashHandsTheLineOverAndTakesTheWords() throws Exception {
        String script =
                Typed.of(List.of("completion", "bash")).good()
                        + """
                        kith() {
                            printf '%s\\0' "$@" >&3
                            printf 'open\\ntwo\\\\ words/\\n'
                        }
                        compopt() { printf '%s\\0' "compopt $*" >&3; }
                        exec 3>&1
                        COMP_LINE='kith get "two w; x' COMP_POINT=15 COMP_WORDS=(kith get)
                        _kith
                        printf '%s\\0' "${COMPREPLY[@]}"
                        complete -p kith | tr '\\n' '\\0'
                        """;
        List<String> said = ran("bash", "--norc", script);
        assertEquals(List.of("completion", "complete", "bash", "--"), said.subList(0, 4));
        assertEquals("kith get \"two w", said.get(4));
        assertTrue(said.get(5).contains("@"), said::toString);
        assertEquals("compopt -o nospace", said.get(6));
        assertEquals("two\\ words/", said.get(7));
        assertEquals("complete -F _kith kith", said.get(8));
    }

    /// Left out where there is no zsh.
    @Test
    void whereThereIsZshItsScriptHandsTheWordsOverAndTakesNamesAsTheyAre() throws Exception {
        assumeTrue(isThere("zsh"), "no zsh on this machine");
        String script =
                """
                compdef() { }
                compadd() { print -rN -- "$@"; }
                kith() {
                    print -rN -- "$@" >&3
                    printf 'words\\0two words/\\0$(touch PWNED)\\0new\\nline\\0'
                }
                exec 3>&1
                """
                        + Typed.of(List.of("completion", "zsh")).good()
                        + """
                        words=(kith get 'two\\ w') CURRENT=3 PREFIX='two\\ w'
                        _kith
                        """;
        List<String> said = ran("zsh", "-f", script);
        assertEquals(
                List.of("completion", "complete", "zsh", "--", "get", "two w"), said.subList(0, 6));
        assertEquals(List.of("-S", "", "--", "two words/"), said.subList(6, 10));
        assertEquals(List.of("--", "$(touch PWNED)", "new\nline"), said.subList(10, 13));
        assertFalse(Files.exists(folder.resolve("PWNED")));
    }

    private static boolean isThere(String program) {
        for (String at : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(at, program))) {
                return true;
            }
        }
        return false;
    }
}
