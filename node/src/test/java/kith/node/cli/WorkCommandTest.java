package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.cli.WithPeersTest.Seen;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kith work` on a board of three real peers, of whom one is elected first: that takes a minute.
@Tag("soak")
final class WorkCommandTest {
    private static final int LINES_MAX = 1_000;
    private static final int VALUES = 40;

    @TempDir Path folder;

    private final List<Node> nodes = new ArrayList<>();
    private final List<Thread> serving = new ArrayList<>();

    @BeforeEach
    void start() {
        for (String name : List.of("ada", "bob", "cy")) {
            nodes.add(Node.start(NodeConfig.of(folder.resolve(name)).listening("127.0.0.1", 0)));
        }
        String link = at(0, "invite", "--uses", "2").good().strip();
        at(1, "join", link).good();
        at(2, "join", link).good();
    }

    @AfterEach
    void stop() throws InterruptedException {
        nodes.forEach(Node::stop);
        for (Thread one : serving) {
            assertTrue(one.join(Duration.ofSeconds(20)), "it ends with its node");
        }
    }

    private Typed at(int peer, String... words) {
        return Typed.at(nodes.get(peer).home(), words);
    }

    /// Runs `kith work serve` there until its node ends.
    private void serves(int peer, String... words) throws InterruptedException {
        var all = new ArrayList<>(List.of("--home", nodes.get(peer).home().folder().toString()));
        all.addAll(List.of("work", "serve"));
        all.addAll(List.of(words));
        var seen = new Seen(LINES_MAX);
        serving.add(Thread.ofVirtual().start(() -> Main.run(all, seen.terminal)));
        assertTrue(seen.ready.await(20, TimeUnit.SECONDS), "it serves");
    }

    private void awaitLeader() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        String said;
        do {
            assertTrue(System.nanoTime() < end, "somebody leads");
            TimeUnit.MILLISECONDS.sleep(500);
            said = at(0, "work", "submit", "nothing", "--within", "1s", "x").err();
        } while (said.contains("(work-no-leader)"));
        assertTrue(said.contains("(work-timed-out)"), said);
    }

    @Test
    void valuesAreDoneByWhoeverServesTheirNameAndComeBackInOrder() throws Exception {
        awaitLeader();
        serves(1, "twice", "--", "sh", "-c", "read n; echo $((2 * n))");
        serves(2, "twice", "--at-once", "2", "--", "sh", "-c", "read n; echo $((2 * n))");
        serves(2, "upper", "--", "tr", "a-z", "A-Z");
        serves(1, "fails", "--", "sh", "-c", "echo no such picture >&2; exit 3");

        awaitServed("twice", "1");
        var words = new ArrayList<>(List.of("work", "submit", "twice"));
        var doubled = new StringBuilder();
        for (int i = 0; i < VALUES; i++) {
            words.add(String.valueOf(i));
            doubled.append(2 * i).append('\n');
        }
        assertEquals(doubled.toString(), at(0, words.toArray(String[]::new)).good());

        awaitServed("upper", "x");
        assertEquals("HELLO\n", at(1, "work", "submit", "upper", "hello").good());

        Typed failed = at(0, "work", "submit", "fails", "x");
        assertEquals(1, failed.exit());
        assertTrue(failed.err().contains("no such picture"), failed.err());
        assertTrue(failed.err().contains("(work-failed)"), failed.err());
    }

    private void awaitServed(String name, String value) throws InterruptedException {
        WithPeersTest.eventually(
                "somebody serves " + name, () -> at(0, "work", "submit", name, value).exit() == 0);
    }
}
