package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With `--json` each command prints what `docs/cli.md` says that it prints, and nothing else.
final class JsonAnswersTest {
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9]+)`(\\??)");

    /// All of it, so that the trace is whole.
    private static final long ADA_RECORDS_BYTES = 64 << 20;

    @TempDir static Path folder;

    private static Node ada;
    private static Node bob;

    @BeforeAll
    static void start() {
        ada =
                Node.start(
                        NodeConfig.of(folder.resolve("ada"))
                                .listening("127.0.0.1", 0)
                                .recording(ADA_RECORDS_BYTES));
        bob = Node.start(NodeConfig.of(folder.resolve("bob")).listening("127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        ada.stop();
        bob.stop();
    }

    /// The fields of each row of the table; those with a question mark may be missing.
    private record Documented(TreeSet<String> always, TreeSet<String> sometimes) {}

    private static Map<String, Documented> table() throws IOException {
        var rows = new TreeMap<String, Documented>();
        String document = Files.readString(Path.of("../docs/cli.md"));
        String section = document.substring(document.indexOf("\n## Answers for programs\n"));
        for (String line : section.lines().toList()) {
            String[] parts = line.split("\\|");
            if (parts.length != 3 || !parts[2].contains("`")) {
                continue;
            }
            String fields = parts[2].split("[:;,]")[0]; // what follows explains
            var row = new Documented(new TreeSet<>(), new TreeSet<>());
            NAME.matcher(fields)
                    .results()
                    .forEach(
                            name ->
                                    (name.group(2).isEmpty() ? row.always() : row.sometimes())
                                            .add(name.group(1)));
            rows.put(parts[1].strip(), row);
        }
        return rows;
    }

    private final TreeSet<String> seen = new TreeSet<>();

    private void check(String row, Field printed) throws IOException {
        Documented documented = table().get(row);
        assertTrue(documented != null, "no row \"" + row + "\" in docs/cli.md");
        var names = new TreeSet<>(printed.names());
        var missing = new TreeSet<>(documented.always());
        missing.removeAll(names);
        assertEquals("[]", missing.toString(), () -> row + " has not printed: " + printed);
        names.removeAll(documented.always());
        names.removeAll(documented.sometimes());
        if (!row.equals("status")) {
            assertEquals("[]", names.toString(), () -> row + " is not documented: " + printed);
        }
        seen.add(row);
    }

    private static Field line(String text) {
        assertFalse(text.contains("\n"), () -> "one line: " + text);
        return new Field(Json.parse(text));
    }

    /// What `kith words --json` answers.
    private Field asked(Home home, int exit, String... words) throws IOException {
        var all = new ArrayList<>(List.of(words));
        all.add("--json");
        Typed typed = Typed.at(home, all.toArray(String[]::new));
        assertEquals("", typed.err());
        assertEquals(exit, typed.exit(), typed::out);
        Field printed = line(typed.out().stripTrailing());
        check(words[0], printed);
        return printed;
    }

    private Field ada(String... words) throws IOException {
        return asked(ada.home(), 0, words);
    }

    @Test
    void everyCommandAnswersAsTheDocumentSays() throws Exception {
        cells();
        boards();
        var rest = new TreeSet<>(table().keySet());
        rest.removeIf(row -> row.startsWith("up") || row.startsWith("down")); // below
        rest.removeIf(row -> row.startsWith("watch")); // where it is watched
        rest.remove("edit"); // needs an editor: see EditCommandTest
        rest.removeIf(row -> row.startsWith("work")); // only where somebody leads
        rest.removeIf(row -> row.startsWith("swarm")); // starts processes: see SwarmTest in the lab
        rest.removeAll(seen);
        assertEquals("[]", rest.toString(), "documented, and not asked here");
        var undocumented = new TreeSet<>(Catalogue.NAMES);
        table().keySet().forEach(row -> undocumented.remove(row.split(" ")[0]));
        undocumented.remove("get"); // the value itself
        assertEquals("[]", undocumented.toString(), "add a row to docs/cli.md, and ask here");
    }

    private void cells() throws IOException {
        assertEquals(Value.Int.of(5), ada("set", "tasks/n", "5").at("value").value());
        assertTrue(ada("set", "tasks/a/b", "5", "--durable", "0").at("durable").at("here").flag());
        assertEquals(2, ada("add", "counted/n", "2").at("value").number());
        String file = folder.resolve("tasks.json").toString();
        assertEquals(file, ada("export", "tasks", file).at("file").text());
        assertEquals(2, ada("import", "copy", file).at("changed").number());
        assertEquals("copy/a", ada("rm", "copy/a").at("address").text());
        String told = Typed.at(ada.home(), "fill", "random", "--count", "20", "--json").good();
        List<String> lines = told.lines().toList();
        check("fill (end)", line(lines.getLast()));
        assertEquals(20, line(lines.getLast()).at("changes").number());
        var slow = Typed.at(ada.home(), "fill", "random", "--count", "7", "--rate", "5", "--json");
        check("fill (second)", line(slow.good().lines().findFirst().orElseThrow()));
        assertEquals("{\n  \"n\": 5\n}\n", Typed.at(ada.home(), "get", "copy", "--json").good());
        assertTrue(ada("status").at("id").text().equals(ada.id().text()));
        assertTrue(ada("verify").at("sound").flag());
        String log = Typed.at(ada.home(), "log", "tasks", "--json").good();
        check("log", line(log.lines().findFirst().orElseThrow()));
        versions();
        ada("version");
        ada("help");
        ada("completion", "bash");
    }

    private void versions() throws IOException {
        assertEquals("a name", ada("name", "tasks", "a name").at("name").text());
        assertEquals(1, ada("names", "tasks").at("version").texts().size());
        ada("set", "tasks/t", "--text", "a text");
        ada("set", "tasks/n", "6");
        String differs = Typed.at(ada.home(), "diff", "tasks", "a name", "--json").good();
        differs.lines().forEach(line -> checked("diff", line(line)));
        Field undone = ada("undo", "tasks/n");
        assertEquals(undone.at("version").text(), ada("redo", "tasks/n").at("undone").text());
        assertFalse(ada("prune", "tasks").at("lease").isThere());
        assertEquals(3_600_000, ada("prune", "tasks", "--lease", "1h").at("lease").number());
        Field now = ada("prune", "tasks", "--now", "--timeout", "0"); // nobody else is here
        assertTrue(now.at("wanted").number() > 0, now::toString);
        assertFalse(ada("prune", "tasks", "--off").at("lease").isThere());
    }

    private void checked(String row, Field printed) {
        try {
            check(row, printed);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void boards() throws Exception {
        String link = ada("invite", "--uses", "3").at("link").text();
        assertTrue(ada("demo").at("link").text().contains("/.kith/demo#kith:"));
        assertEquals("home", asked(bob.home(), 0, "join", link).at("board").text());
        String bobs = bob.id().text();
        assertEquals(bobs, ada("connect", bob.addresses().getFirst()).at("peer").text());
        assertEquals(3, ada("give", "jobs", "3").at("value").number());
        Field found = ada("find", bobs, "--trace");
        assertEquals(bobs, found.at("subject").text());
        assertTrue(found.at("ways").isThere(), found::toString);
        ada("set", "traced/a", "1", "--durable", "1"); // it went to somebody
        Field traced = ada("trace", "traced/a");
        assertEquals(ada.id().text(), traced.at("author").text());
        check("trace peers[]", traced.at("peers").items().getFirst());
        Field members = ada("members");
        assertTrue(members.at("members").at(bobs).isThere(), members::toString);
        String invitation = members.at("invitations").names().getFirst();
        assertEquals(64, ada("revoke", invitation).at("invitation").text().length());
        assertEquals("eu", ada("keep", "trams", "--in", "eu").at("region").text());
        assertEquals("eu", ada("keep", "@home/trams").at("region").text());
        Typed unlisted = Typed.at(ada.home(), "keep", "buses");
        assertEquals(1, unlisted.exit());
        assertTrue(unlisted.err().contains("space-unknown"), unlisted::err);
        assertTrue(ada("boards").at("boards").at("home").isThere());
        assertTrue(ada("peers").at("network").at("home").at("neighbours").isThere());
        compare(bobs);
        debug(bobs);
        assertEquals(bobs, ada("remove-member", bobs.substring(0, 9)).at("peer").text());
    }

    private void compare(String bobs) throws Exception {
        WithPeersTest.eventually(
                "they are the same",
                () -> Typed.at(ada.home(), "compare", bobs, "tasks", "--json").exit() == 0);
        Field compared = ada("compare", bobs, "tasks");
        assertEquals(bobs, compared.at("peer").text());
        assertTrue(ada("doctor").at("well").flag());
        check("compare spaces[]", compared.at("spaces").items().getFirst());
        Field found = ada("query", "tasks/**", "--limit", "1");
        assertEquals(2, found.at("asked").texts().size());
        assertEquals(List.of(), found.at("unanswered").texts());
    }

    private void debug(String bobs) throws IOException {
        assertEquals(List.of(bobs), debugged("sync").at("inSync").texts());
        assertEquals(bobs, debugged("links").at("links").items().getFirst().at("peer").text());
        assertEquals(1, debugged("why", "tasks/a/b").at("changes").items().size());
        check("debug state spaces[]", debugged("state").at("spaces").items().getFirst());
        String file = folder.resolve("ada.kithtrace").toString();
        assertTrue(debugged("trace", file).at("whole").flag());
    }

    private Field debugged(String... words) throws IOException {
        var all = new ArrayList<>(List.of(words));
        all.addFirst("debug");
        all.add("--json");
        String told = Typed.at(ada.home(), all.toArray(String[]::new)).good();
        Field printed = line(told.stripTrailing());
        check("debug " + words[0], printed);
        return printed;
    }

    @Test
    void anErrorIsOneObjectAndNothingElseIsPrinted() {
        for (String[] words :
                new String[][] {
                    {"get", "nowhere/x", "--json"},
                    {"--json", "statsu"},
                    {"set", "tasks/x", "2 litres", "--json"},
                    {"get", "--json"},
                    {"join", "kith:nonsense", "--json"}
                }) {
            Typed json = Typed.at(ada.home(), words);
            assertEquals("", json.out());
            Field error = line(json.err().stripTrailing()).at("error");
            assertEquals(List.of("code", "what", "advice"), error.names(), json::err);
            List<String> plain = new ArrayList<>(List.of(words));
            plain.remove("--json");
            Typed people = Typed.at(ada.home(), plain.toArray(String[]::new));
            assertEquals(people.exit(), json.exit(), json::err);
            String first = people.err().lines().findFirst().orElseThrow();
            String told = error.at("what").text() + " (" + error.at("code").text() + ')';
            assertEquals("kith: " + told, first);
        }
    }

    @Test
    void aTraceIsInTheObjectToo() {
        Typed typed = Typed.at(ada.home(), "get", "nowhere/x", "--json", "-v");
        Field trace = line(typed.err().stripTrailing()).at("error").at("trace");
        assertTrue(trace.texts().size() > 3, typed::err);
    }

    @Test
    void aWordThatOnlyLooksLikeTheOptionIsNone() {
        Typed typed = Typed.at(ada.home(), "invite", "--note", "--json");
        assertTrue(typed.good().startsWith("kith:"), typed::out);
        assertTrue(typed.err().contains("They say"), typed::err);
    }

    @Test
    void whatGoesOnTellsALineAtATime() throws Exception {
        Home home = Home.at(folder.resolve("carol"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process up =
                new ProcessBuilder(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "--json",
                                "--home",
                                home.toString(),
                                "up",
                                "--port=0",
                                "--listen=127.0.0.1")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader lines = up.inputReader(StandardCharsets.UTF_8)) {
            Field ready = line(lines.readLine());
            check("up (ready)", ready);
            assertEquals(up.pid(), ready.at("process").number());
            watched(home);
            String link = Typed.at(ada.home(), "invite").good().strip();
            Typed.at(home, "join", link, "--as", "choir").good();
            Field note = line(lines.readLine());
            while (note.at("event").text().equals("note")) {
                check("up (note)", note);
                note = note.at("code").text().equals("stopped") ? note : stopped(home, lines);
            }
            check("up (stopped)", note);
        } finally {
            up.destroyForcibly();
        }
        assertTrue(seen.contains("up (note)"));
    }

    /// Stops the peer the first time, and goes on to the last line.
    private Field stopped(Home home, BufferedReader lines) throws IOException {
        if (!seen.contains("down")) {
            asked(home, 0, "down");
        }
        return line(lines.readLine());
    }

    private void watched(Home home) throws Exception {
        Typed.at(home, "set", "tasks/a", "1").good();
        var seenLines = new WithPeersTest.Seen(2);
        var words = List.of("--home", home.toString(), "watch", "tasks", "--json");
        Thread watching = Thread.ofVirtual().start(() -> Main.run(words, seenLines.terminal));
        WithPeersTest.eventually("it watches", () -> seenLines.text().contains("\n"));
        Typed.at(home, "set", "tasks/a", "2").good();
        WithPeersTest.eventually("it is told", () -> seenLines.text().contains("\"value\":2"));
        List<String> told = seenLines.text().lines().toList();
        check("watch (watching)", line(told.get(0)));
        check("watch", line(told.get(1)));
        Typed.at(home, "rm", "tasks/a").good(); // what nobody reads ends it
        Typed.at(home, "set", "tasks/b", "2").good();
        assertTrue(watching.join(java.time.Duration.ofSeconds(20)), "it ends");
    }
}
