package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kith.node.app.Board;
import kith.node.app.Peer;
import kith.node.app.Refused;
import kith.node.app.work.Serving;
import kith.node.app.work.Task;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three real peers, of which one leads: work from the command line and in Java. They have measured
/// each other and elected a leader after a quarter of a minute, so it is done in the soak.
@Tag("soak")
final class WorkCommandTest {
    private static final int LED_SECONDS_MAX = 90;
    private static final int DONE_SECONDS_MAX = 30;

    @TempDir private Path folder;

    private Peer peer(String name) {
        return Peer.at(folder.resolve(name)).host("127.0.0.1").port(0).open();
    }

    private static void awaitLeader(List<Peer> peers) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LED_SECONDS_MAX);
        for (Peer peer : peers) {
            while (!peer.health().at("network/home/cluster/leader").exists()) {
                assertTrue(System.nanoTime() < end, "nobody leads");
                LockSupport.parkNanos(10_000_000); // between looks
            }
        }
    }

    private static Object twice(Task task) {
        if (task.value() instanceof Value.Int(long number)) {
            return 2 * number;
        }
        throw new IllegalArgumentException("no number");
    }

    @Test
    void valuesAreDoneByAnotherPeerAndAnsweredInTheirOrder() throws Exception {
        try (Peer ada = peer("ada");
                Peer bob = peer("bob");
                Peer carol = peer("carol")) {
            Board home = ada.found("home");
            bob.join(home.invite());
            carol.join(home.invite());
            awaitLeader(List.of(ada, bob, carol));
            try (Serving _ = bob.board("home").serve("twice", WorkCommandTest::twice)) {
                Value came =
                        carol.board("home")
                                .submit("twice", 21)
                                .get(DONE_SECONDS_MAX, TimeUnit.SECONDS);
                assertEquals(Value.Int.of(42), came);
                fromTheCommandLine(ada);
            }
            var nobody = carol.board("home").submit("nobody does", 1);
            var why =
                    assertThrows(
                            ExecutionException.class,
                            () -> nobody.get(DONE_SECONDS_MAX, TimeUnit.SECONDS));
            Refused refused = assertInstanceOf(Refused.class, why.getCause());
            assertEquals("work-no-worker", refused.code());
        }
    }

    private static void fromTheCommandLine(Peer ada) {
        Typed all = submit(ada, "1", "2", "three", "--json");
        assertEquals(1, all.exit(), all::err);
        List<Field> results = new Field(Json.parse(all.out())).at("results").items();
        assertEquals(2, results.get(0).at("value").number());
        assertEquals(4, results.get(1).at("value").number());
        assertEquals("work-failed", results.get(2).at("code").text());
        assertEquals("no number", results.get(2).at("what").text());
        assertEquals("42\n", submit(ada, "21").good());
        assertTrue(submit(ada, "three").err().startsWith("kith: no number (work-failed)"));
    }

    private static Typed submit(Peer by, String... words) {
        var line = new ArrayList<>(List.of("work", "submit", "twice"));
        line.addAll(List.of(words));
        return Typed.at(by.node().home(), line.toArray(String[]::new));
    }
}
