package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.cli.shell.Command;
import kith.node.flight.Recorder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples in the help do what they show, one after the other, as somebody would try them.
final class ExamplesTest {
    /// What needs a terminal, another program, or has no end.
    private static final List<String> LEFT_OUT =
            List.of(
                    "|",
                    "<(",
                    "kith up",
                    " up ",
                    " down",
                    "kith down",
                    "kith watch",
                    "kith edit",
                    "swarm status",
                    "kith work",
                    "fill tasks --rate");

    /// Commands of which no example can be tried: up, down, watch, edit, swarm, work.
    private static final int LEFT_OUT_WHOLE = 6;

    @TempDir static Path folder;

    private static Node ada;
    private static Node bob;
    private static Node carol;
    private static Node dora;

    @BeforeAll
    static void start() throws IOException {
        ada = node("ada");
        bob = node("bob");
        carol = node("carol");
        dora = node("dora");
        for (String alias : List.of("home", "choir")) {
            Node founder = alias.equals("home") ? ada : carol;
            String link = Typed.at(founder.home(), "invite").good().strip();
            Node other = alias.equals("home") ? bob : ada;
            Typed.at(other.home(), "join", link, "--as", alias).good();
        }
        Typed.at(ada.home(), "set", "tasks/groceries/milk", "1").good();
        Typed.at(ada.home(), "name", "tasks", "before the meeting").good();
        awaitFound();
        Files.writeString(folder.resolve("anything.json"), "{\"a\":1,\"b\":{\"c\":[true]}}");
    }

    /// What a peer has is known to others some seconds after it is linked to the first.
    private static void awaitFound() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Typed.at(ada.home(), "find", "tasks").exit() != 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static Node node(String name) {
        return Node.start(
                NodeConfig.of(folder.resolve(name))
                        .listening("127.0.0.1", 0)
                        .recording(Recorder.BYTES_MIN));
    }

    @AfterAll
    static void stop() {
        ada.stop();
        bob.stop();
        carol.stop();
        dora.stop();
    }

    @Test
    void eachExampleThatCanBeRunAloneWorks() {
        var run = new TreeSet<String>();
        for (Command command : Catalogue.all()) {
            for (String example : command.spec().examples()) {
                if (LEFT_OUT.stream().noneMatch(example::contains)) {
                    tried(example);
                    run.add(command.spec().name());
                }
            }
        }
        assertTrue(
                run.size() >= Catalogue.NAMES.size() - LEFT_OUT_WHOLE,
                () -> "few were tried: " + run);
    }

    private static void tried(String example) {
        if (example.startsWith("kith remove-member")) {
            return; // afterwards there is nobody to compare with: see WithPeersTest
        }
        List<String> words = words(example);
        assertEquals("kith", words.removeFirst(), example);
        Typed typed =
                words.contains("--home")
                        ? Typed.of(words)
                        : Typed.at(ada.home(), words.toArray(String[]::new));
        boolean differs = example.startsWith("kith compare") && typed.exit() == 1;
        assertTrue(typed.exit() == 0 || differs && typed.err().isEmpty(), () -> example + typed);
    }

    /// The words of a line in which names that nobody has stand for others.
    private static List<String> words(String example) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        char quote = 0;
        for (char c : (example + ' ').toCharArray()) {
            if (quote == 0 && c == ' ') {
                words.add(real(word.toString(), example));
                word.setLength(0);
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else {
                word.append(c);
            }
        }
        return words;
    }

    private static String real(String word, String example) {
        return switch (word) {
            case "kf7q2xyz" -> bob.id().text().substring(0, 8);
            case "192.168.1.7:5484" -> bob.addresses().getFirst();
            case "./anything.json", "./tasks.json", "./trouble.kithtrace" ->
                    folder.resolve(word).toString();
            case "../second" -> carol.home().toString();
            case "/backup/kith" -> bob.home().toString();
            case "10000" -> "20";
            case "kith:aeqp…" -> link(example);
            case "3fa9c1d2" -> invitation();
            default -> word;
        };
    }

    /// An invitation to somewhere else, or one of this peer's own.
    private static String link(String example) {
        Node founder = example.contains("revoke") ? ada : dora;
        return Typed.at(founder.home(), "invite").good().strip();
    }

    private static String invitation() {
        String members = Typed.at(ada.home(), "members").good();
        String invitations = members.substring(members.indexOf("\ninvitations\n") + 13);
        return invitations.strip().substring(0, 8);
    }
}
