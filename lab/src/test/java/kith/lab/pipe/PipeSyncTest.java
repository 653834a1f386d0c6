package kith.lab.pipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.crypto.NodeCrypto;
import kith.state.Writing;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node, and a peer that comes by a WebSocket as one in a browser does: a whole engine at each
/// end.
final class PipeSyncTest {
    private static final int SECONDS_MAX = 20;

    /// A change holds a mebibyte; as JSON and in a frame it is still one message of a pipe.
    private static final int LARGE_CHARS = 1_000_000;

    private final NodeCrypto crypto = new NodeCrypto();

    @TempDir Path folder;
    private Node node;
    private TabLike tab;

    @BeforeEach
    void start() {
        node = Node.start(NodeConfig.of(folder.resolve("ada")).listening("127.0.0.1", 0));
        tab = new TabLike(crypto.hasher().sha256(Bytes.of((byte) 7)));
    }

    @AfterEach
    void stop() {
        tab.close();
        node.close();
    }

    private static Command write(String address, Value value) {
        Address at = Address.parse(address);
        return new Command.Write(at, List.of(new Writing.Put(at.path(), value)), List.of(), false);
    }

    private static @Nullable Value found(@Nullable Answer answer) {
        return answer instanceof Answer.Found found ? found.cells().value() : null;
    }

    private @Nullable Value atNode(String address) {
        return found(node.driver().call(Command.Read.all(Address.parse(address))));
    }

    private @Nullable Value atTab(String address) {
        return found(tab.call(Command.Read.all(Address.parse(address))));
    }

    private void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within " + SECONDS_MAX + " s: " + what);
            tab.wake();
            LockSupport.parkNanos(1_000_000); // between looks, so that others get the processor
        }
    }

    private String invitation() {
        var secret = Bytes.wrap(new byte[InvitationLink.SECRET_BYTES]);
        var key = crypto.publicKey(InvitationLink.inviteSeed(secret, crypto.hasher()));
        Answer answer = node.driver().call(new Command.Invite(null, secret, key, 1, 0, ""));
        return ((Answer.Invited) answer).link();
    }

    private static Value large(int seed) {
        var random = new Rng(seed);
        var text = new StringBuilder();
        while (text.length() < LARGE_CHARS) {
            text.append((char) random.between('a', 'z'));
        }
        return new Value.Text(text.toString());
    }

    @Test
    void whoComesByAWebSocketJoinsAndBothHaveWhatEitherWrites() {
        Value milk = new Value.Text("2 litres");
        node.driver().call(write("tasks/milk", milk));
        tab.join(invitation());
        until("milk in the tab", () -> milk.equals(atTab("tasks/milk")));
        assertEquals(
                List.of("127.0.0.1:" + node.linkPort()),
                tab.notDialled(),
                "the address for nodes was asked for once, and never again");

        Value eggs = Value.Int.of(6);
        tab.call(write("tasks/eggs", eggs));
        until("eggs at the node", () -> eggs.equals(atNode("tasks/eggs")));
        Value links = Objects.requireNonNull(atNode(".peer/links"));
        assertTrue(links.toString().contains(tab.self().text()), links::toString);
    }

    @Test
    void theLargestChangesGoBothWays() {
        node.driver().call(write("tasks/a", large(1)));
        tab.join(invitation());
        until("a in the tab", () -> large(1).equals(atTab("tasks/a")));
        tab.call(write("tasks/b", large(2)));
        until("b at the node", () -> large(2).equals(atNode("tasks/b")));
    }

    @Test
    void whatWasWrittenWhileThePipeWasBrokenIsThereAfterwards() {
        node.driver().call(write("tasks/a", Value.Int.of(1)));
        tab.join(invitation());
        until("a in the tab", () -> Value.Int.of(1).equals(atTab("tasks/a")));
        tab.cut();
        until("the link is down", () -> tab.linkCount() == 0);
        node.driver().call(write("tasks/a", Value.Int.of(2)));
        tab.call(write("tasks/b", Value.Int.of(3)));
        until("a in the tab", () -> Value.Int.of(2).equals(atTab("tasks/a")));
        until("b at the node", () -> Value.Int.of(3).equals(atNode("tasks/b")));
    }
}
