package kith.node.cli.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.Waiting;
import kith.node.cli.Main;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Line;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerRefusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class EditCommandTest {
    @TempDir private Path folder;
    private Node ada;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void start() {
        ada = Node.start(NodeConfig.of(folder.resolve("ada")).listening("127.0.0.1", 0));
    }

    @AfterEach
    void stop() {
        ada.stop();
    }

    private Terminal terminal() {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                false,
                false,
                80);
    }

    private String kith(String... words) {
        out.reset();
        var all = new java.util.ArrayList<>(List.of("--home", ada.home().folder().toString()));
        all.addAll(List.of(words));
        assertEquals(0, Main.run(all, terminal()), () -> out + " " + err);
        return out.toString(StandardCharsets.UTF_8);
    }

    /// Edits with a program of these lines, to which the file is `$1`.
    private String edit(String address, String... script)
            throws IOException, PeerRefusal, InterruptedException {
        Path program = folder.resolve("editor.sh");
        Files.write(program, List.of(script));
        var command = new EditCommand(Map.of("EDITOR", "sh " + program, "VISUAL", " "));
        Line line = Line.of(List.of("edit", address, "--home", ada.home().folder().toString()));
        out.reset();
        command.run(Call.of(command.spec(), line, terminal()));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsSavedIsMergedWithWhatOthersEditedMeanwhile() throws Exception {
        kith("set", "notes/today.md", "--text", "one\ntwo\nthree\n");
        var other = new Thread(this::editedByAnother);
        other.start();
        String told =
                edit(
                        "notes/today.md",
                        "touch '" + folder.resolve("opened") + "'",
                        "while [ ! -e '" + folder.resolve("edited") + "' ]; do sleep 0.05; done",
                        "ls -l \"$1\" > '" + folder.resolve("listed") + "'",
                        "sed -i s/three/3/ \"$1\"");
        other.join();
        assertEquals("notes/today.md: 1 edit, +1 -5\n", told);
        assertEquals("zero\none\ntwo\n3\n", kith("get", "notes/today.md"));
        String listed = Files.readString(folder.resolve("listed"));
        assertTrue(listed.startsWith("-rw-------") && listed.strip().endsWith(".md"), listed);
    }

    private void editedByAnother() {
        try {
            Waiting.until("the editor is open", () -> Files.exists(folder.resolve("opened")));
            var home = ada.home().folder().toString();
            var quiet = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            Main.run(
                    List.of(
                            "--home",
                            home,
                            "set",
                            "notes/today.md",
                            "--text",
                            "zero\none\ntwo\nthree\n"),
                    new Terminal(quiet, quiet, false, false, false, 80));
            Files.createFile(folder.resolve("edited"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anEditorThatFailsOrChangesNothingWritesNothing() throws Exception {
        kith("set", "notes/t", "--text", "without an end of line");
        String log = kith("log", "notes");
        var failed =
                assertThrows(Failure.class, () -> edit("notes/t", "echo x > \"$1\"", "exit 3"));
        assertEquals("editor-failed", failed.code());
        assertTrue(edit("notes/t", "true").startsWith("nothing was changed"));
        assertTrue(edit("notes/t", "echo >> \"$1\"").startsWith("nothing was changed"));
        assertEquals(log, kith("log", "notes"));
    }

    @Test
    void whatIsNoTextIsEditedAsJson() throws Exception {
        kith("set", "tasks/a", "{\"b\":1,\"c\":[true]}");
        edit("tasks/a", "sed -i 's/true/false/' \"$1\"");
        assertEquals("b  1\nc  [false]\n", kith("get", "tasks/a"));
        var failed = assertThrows(Failure.class, () -> edit("tasks/a", "echo '{' > \"$1\""));
        assertEquals("json-malformed", failed.code());
        String said = err.toString(StandardCharsets.UTF_8);
        Path kept = Path.of(said.substring(said.indexOf('/'), said.lastIndexOf('.')));
        assertEquals("{\n", Files.readString(kept));
        Files.delete(kept);
    }

    @Test
    void ofATreeThatIsEditedAsJsonOnlyWhatWasChangedIsWritten() throws Exception {
        kith("set", "tasks/text", "--text", "one two");
        kith("set", "tasks/plain", "[1,2]");
        kith("set", "tasks/old", "0");
        kith("add", "tasks/count", "3");
        patch(
                "tasks/list",
                "[{\"list\":\"\",\"at\":0,\"delete\":0,\"insert\":[\"a\",\"b\",\"c\"]}]");
        edit(
                "tasks",
                "sed -i -e 's/one/eins/' -e 's/2$/7/' -e 's/\"b\"/\"B\"/' -e 's/: 3/: 5/'"
                        + " -e 's/\"old\": 0/\"new\": {\"x\\/y\": 1}/' \"$1\"");
        assertEquals(
                "{\"count\":5,\"list\":[\"a\",\"B\",\"c\"],\"new\":{\"x/y\":1},"
                        + "\"plain\":[1,7],\"text\":\"eins two\"}",
                kith("export", "tasks").strip());
        var slots = Map.of("text", "text", "list", "list", "count", "counter");
        slots.forEach(
                (name, slot) -> {
                    String lives = kith("get", "tasks/" + name, "--conflicts");
                    assertTrue(lives.contains("\"slot\": \"" + slot + "\""), lives);
                });
        String log = kith("log", "tasks", "--limit", "1");
        assertFalse(log.contains("everything"), log);
        assertTrue(edit("tasks", "echo >> \"$1\"").startsWith("nothing was changed"));
    }

    @Test
    void whatIsTooLargeForAChangeIsRefusedAndKept() throws Exception {
        kith("set", "notes/t", "--text", "x");
        var refused =
                assertThrows(
                        PeerRefusal.class,
                        () -> edit("notes/t", "head -c 4500000 /dev/zero | tr '\\0' a > \"$1\""));
        assertEquals("change-too-large", refused.code());
        assertEquals("x\n", kith("get", "notes/t"));
        String said = err.toString(StandardCharsets.UTF_8);
        Path kept = Path.of(said.substring(said.indexOf('/'), said.lastIndexOf('.')));
        assertEquals(4_500_000, Files.size(kept));
        Files.delete(kept);
    }

    private void patch(String address, String edits) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(ada.http().url() + "/" + address))
                        .method("PATCH", HttpRequest.BodyPublishers.ofString(edits))
                        .build();
        try (var client = HttpClient.newHttpClient()) {
            var reply = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertEquals(200, reply.statusCode(), reply.body());
        }
    }

    @Test
    void whatIsNotThereOrCannotBeEditedIsSaid() throws Exception {
        kith("add", "tasks/n", "1");
        assertEquals(
                "not-a-text", assertThrows(Failure.class, () -> edit("tasks/n", "true")).code());
        assertEquals(
                "not-found", assertThrows(Failure.class, () -> edit("tasks/x", "true")).code());
        var notText =
                assertThrows(
                        Failure.class,
                        () -> {
                            kith("set", "tasks/t", "--text", "x");
                            edit("tasks/t", "printf '\\377' > \"$1\"");
                        });
        assertEquals("text-malformed", notText.code());
        String advice = notText.advice();
        Files.delete(Path.of(advice.substring(advice.indexOf('/'), advice.length() - 1)));
    }

    @Test
    void theKindOfTheFileIsTakenFromTheName() {
        assertEquals(".md", Editor.suffix("today.md", ".txt"));
        for (String odd :
                List.of("today", ".bashrc", "a.", "a./b", "a.$(rm)", "a.muchtoolongtoknow")) {
            assertEquals(".txt", Editor.suffix(odd, ".txt"), odd);
        }
    }
}
