package kith.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.client.Field;
import kith.value.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Old contents are dropped, by people who type commands.
final class PruningTest {
    @TempDir private Path folder;

    private final List<Node> nodes = new ArrayList<>();
    private Node ada;
    private Node bob;

    @BeforeEach
    void start() throws InterruptedException {
        ada = node("ada");
        bob = node("bob");
        at(ada, "set", "tasks/a", "1").good();
        at(ada, "name", "tasks", "first").good();
        at(ada, "set", "tasks/a", "{\"b\":[2]}").good();
        join(bob);
        at(bob, "set", "tasks/c", "--text", "from bob").good();
        shows(ada, "from bob");
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::stop);
    }

    private Node node(String name) {
        Node node = Node.start(NodeConfig.of(folder.resolve(name)).listening("127.0.0.1", 0));
        nodes.add(node);
        return node;
    }

    private static Typed at(Node node, String... words) {
        return Typed.at(node.home(), words);
    }

    private void join(Node node) throws InterruptedException {
        String link = at(ada, "invite").good().strip();
        assertEquals("joined home\n", at(node, "join", link).good());
        shows(node, "\"b\": [");
    }

    private static void shows(Node node, String text) throws InterruptedException {
        WithPeersTest.eventually(
                "it shows " + text, () -> at(node, "get", "tasks", "--json").out().contains(text));
    }

    private static Field stands(Node node) {
        return new Field(Json.parse(at(node, "prune", "tasks", "--json").good().strip()));
    }

    private void prune() throws InterruptedException {
        String begun = at(ada, "prune", "tasks", "--lease", "30d").good();
        assertEquals(
                """
                tasks is pruned: what every member has who wrote within 30 d may go
                there is no snapshot yet; it takes 2 members to vouch for one
                """,
                begun);
        WithPeersTest.eventually("both know", () -> stands(bob).at("lease").isThere());
        String told = at(ada, "prune", "tasks", "--now").good();
        assertTrue(told.contains("; 2 members vouch for it, 2 are wanted\n"), told);
        WithPeersTest.eventually("both have it", () -> stands(bob).at("vouches").number() == 2);
        assertEquals(stands(ada).at("changes").number(), stands(bob).at("changes").number());
    }

    @Test
    void whatTwoHaveIsPrunedAndAThirdReadsTheSameButNothingFromBefore() throws Exception {
        prune();
        Node carol = node("carol");
        join(carol);
        assertEquals(at(ada, "get", "tasks").good(), at(carol, "get", "tasks").good());
        assertEquals(stands(ada).at("changes").number(), stands(carol).at("changes").number());
        for (String[] words :
                new String[][] {
                    {"get", "tasks", "--at", "first"},
                    {"get", "tasks/a", "--at", "first"},
                    {"diff", "tasks", "first"}
                }) {
            Typed typed = at(carol, words);
            assertEquals(1, typed.exit());
            assertTrue(typed.err().contains("(version-pruned)"), typed.err());
        }
        String log = at(carol, "log", "tasks", "--oldest").good();
        assertTrue(log.lines().findFirst().orElse("").endsWith(" not known any more"), log);
        assertTrue(
                at(carol, "log", "tasks", "--oldest", "--json").good().contains("\"pruned\":true"));
        at(carol, "set", "tasks/d", "\"from carol\"").good();
        shows(bob, "from carol");
        at(carol, "undo", "tasks/d").good();
        assertEquals(0, at(carol, "verify").exit());
    }

    @Test
    void aSnapshotThatWasChangedOnDiskIsFoundByVerify() throws Exception {
        prune();
        bob.stop();
        assertEquals(0, at(bob, "verify").exit());
        Path snapshot;
        try (var files = Files.list(folder.resolve("bob/store"))) {
            snapshot =
                    files.filter(file -> file.getFileName().toString().startsWith("snapshot-"))
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);
        Typed typed = at(bob, "verify");
        assertEquals(1, typed.exit());
        String all = typed.out() + typed.err();
        assertTrue(all.contains("is not as it was written"), all);
        Files.delete(snapshot);
        assertEquals(1, at(bob, "verify").exit());
    }

    @Test
    void withoutALeaseNothingIsPruned() throws Exception {
        assertEquals(
                "tasks is not pruned: every change keeps its content\n",
                at(ada, "prune", "tasks").good());
        refused("nothing-to-prune", "tasks", "--now");
        prune();
        String off = at(bob, "prune", "tasks", "--off").good();
        assertTrue(off.startsWith("tasks is not pruned any more: later changes keep"), off);
        WithPeersTest.eventually("it is told", () -> !stands(ada).at("lease").isThere());
        assertTrue(stands(ada).at("changes").number() > 0);
        refused("nothing-to-prune", "tasks", "--now", "--timeout", "0");
    }

    @Test
    void whatIsSaidWronglyIsRefused() {
        refused("address-malformed", "tasks/a");
        refused("not-allowed", ".board", "--lease", "1d");
        refused("space-unknown", ".peer");
        refused("space-unknown", "no-such-space", "--lease", "1d");
        for (String[] words :
                new String[][] {
                    {"--lease", "soon"},
                    {"--lease", "0d"},
                    {"--lease", "4000d"},
                    {"--lease", "1d", "--now"},
                    {"--off", "--now"},
                    {"--timeout", "1"},
                    {"--now", "--timeout", "-1"}
                }) {
            var all = new ArrayList<>(List.of("prune", "tasks"));
            all.addAll(List.of(words));
            Typed typed = at(ada, all.toArray(String[]::new));
            assertEquals(2, typed.exit(), () -> String.join(" ", words));
        }
        assertEquals(2, Typed.at(ada.home(), "prune").exit());
        Home none = Home.at(folder.resolve("none"));
        assertEquals(2, Typed.at(none, "up", "--vouchers", "65").exit());
        assertEquals(2, Typed.at(none, "up", "--vouchers", "0").exit());
    }

    @Test
    void nobodyDropsContentsOnTheWordOfFewerThanAMajority() {
        assertEquals(2, stands(ada).at("wanted").number());
        NodeConfig config = NodeConfig.of(bob.home()).listening("127.0.0.1", 0);
        bob.stop();
        ada.stop();
        bob = Node.start(config.wantingVouches(1));
        nodes.add(bob);
        assertEquals(2, stands(bob).at("wanted").number());
        at(bob, "prune", "tasks", "--lease", "1h").good();
        String told = at(bob, "prune", "tasks", "--now", "--timeout", "1").good();
        assertTrue(told.contains("1 member vouches so far, 2 are wanted\n"), told);
    }

    private void refused(String code, String... words) {
        var all = new ArrayList<>(List.of("prune"));
        all.addAll(List.of(words));
        Typed typed = at(ada, all.toArray(String[]::new));
        assertEquals(1, typed.exit(), typed::out);
        assertTrue(typed.err().contains("(" + code + ")"), typed.err());
    }
}
