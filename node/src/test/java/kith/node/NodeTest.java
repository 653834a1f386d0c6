package kith.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.identity.InvitationLink;
import kith.node.crypto.NodeCrypto;
import kith.node.disk.HomeLocked;
import kith.node.http.HttpConfig;
import kith.node.http.HttpFailure;
import kith.node.link.LinkFailure;
import kith.replica.Durability;
import kith.state.Writing;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
final class NodeTest {
    private static final Value MILK = new Value.Text("2 litres");
    private static final Value EGGS = Value.Int.of(6);

    private final Peers peers = new Peers();

    @AfterEach
    void stopAll() {
        peers.close();
    }

    @Test
    void whatOneWritesAppearsAtTheOtherAfterItJoinedAndBothWays() {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/groceries/milk", MILK);
        Node bob = peers.start("bob");
        assertInstanceOf(Answer.Joined.class, Peers.join(bob, Peers.invite(ada)));
        Waiting.until("milk at bob's", () -> MILK.equals(Peers.get(bob, "tasks/groceries/milk")));
        Peers.put(bob, "tasks/groceries/eggs", EGGS);
        Waiting.until("eggs at ada's", () -> EGGS.equals(Peers.get(ada, "tasks/groceries/eggs")));
    }

    @Test
    void aWriteIsDurableOnTheOtherWhenItsWriterIsToldSo() {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", MILK);
        Node bob = peers.start("bob");
        Peers.join(bob, Peers.invite(ada));
        Waiting.until("a at bob's", () -> MILK.equals(Peers.get(bob, "tasks/a")));
        Durability durability = durable(ada, Peers.put(ada, "tasks/b", EGGS), 1);
        assertEquals(new Durability(true, 1), durability);
    }

    private static int links(Node node) {
        return Peers.get(node, ".peer/links") instanceof Value.Obj links ? links.size() : 0;
    }

    private static InvitationLink leadingTo(String link, String... addresses) {
        InvitationLink parsed = InvitationLink.parse(link, new NodeCrypto().hasher());
        return new InvitationLink(
                parsed.invitation(), parsed.secret(), parsed.boardName(), List.of(addresses));
    }

    private static String detail(Node of, InvitationLink link) {
        Answer answer = of.driver().call(new Command.Join(link, null));
        return ((Answer.Failed) answer).detail();
    }

    @Test
    void anAddressForBrowsersIsNoWordWorthWhereThereAreOthers() {
        Node ada = peers.start("ada");
        String link = Peers.invite(ada);
        Node bob = peers.start("bob");
        String web = "ws://127.0.0.1:1/.kith/link";
        String both = detail(bob, leadingTo(link, web, "127.0.0.1:1"));
        assertTrue(both.contains("unreachable"), both);
        assertFalse(both.contains("ws:"), both);
        String alone = detail(bob, leadingTo(link, web, web));
        assertTrue(alone.contains(web + ": address-kind"), alone);
    }

    @Test
    void anAddressForBrowsersIsNotTriedAndNotCalledUnreached() {
        Node ada = peers.start("ada");
        Node bob = peers.start("bob");
        Peers.put(ada, "tasks/a", MILK);
        Peers.join(bob, Peers.invite(ada));
        Waiting.until("a at bob's", () -> MILK.equals(Peers.get(bob, "tasks/a")));
        String port = ":" + ada.linkPort();
        ada.stop();
        Waiting.until("ada is missed", () -> unreached(bob).contains(port));
        assertFalse(unreached(bob).contains("ws:"), unreached(bob));
    }

    private static String unreached(Node node) {
        return String.valueOf(Peers.get(node, ".peer/unreached"));
    }

    @Test
    void whoIsReachedAtSeveralAddressesKeepsOneLink() {
        Node ada = peers.start("ada", c -> c.advertising(List.of("127.0.0.1", "localhost")));
        assertEquals(3, ada.addresses().size(), "and one for browsers");
        Peers.put(ada, "tasks/a", MILK);
        Node bob = peers.start("bob");
        assertInstanceOf(Answer.Joined.class, Peers.join(bob, Peers.invite(ada)));
        Waiting.until("one link at ada's", () -> links(ada) == 1);
        Waiting.until("one link at bob's", () -> links(bob) == 1);
        Waiting.until("a at bob's", () -> MILK.equals(Peers.get(bob, "tasks/a")));
    }

    @Test
    void whoIsLinkedAlreadyJoinsAnotherBoardOverTheLinkThatStays() {
        Node ada = peers.start("ada");
        Node bob = peers.start("bob");
        Peers.put(ada, "tasks/a", MILK);
        Peers.put(bob, "tasks/b", EGGS);
        assertInstanceOf(Answer.Joined.class, Peers.join(bob, Peers.invite(ada)));
        var joined = assertInstanceOf(Answer.Joined.class, Peers.join(ada, Peers.invite(bob)));
        String there = "@" + joined.board() + "/tasks/b";
        Waiting.until("b at ada's", () -> EGGS.equals(Peers.get(ada, there)));
        Waiting.until("one link", () -> links(ada) == 1 && links(bob) == 1);
    }

    private static @Nullable Value missing(Node node, Node other) {
        return Peers.get(
                node, ".peer/spaces/home/tasks/away/" + other.id().text() + "/missingThere");
    }

    @Test
    void whatAPeerWithoutALinkIsMissingIsCounted() {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", MILK);
        Node bob = peers.start("bob");
        Peers.join(bob, Peers.invite(ada));
        durable(ada, Peers.put(ada, "tasks/b", EGGS), 1);
        assertNull(missing(ada, bob), "it is linked");
        bob.stop();
        Waiting.until("nothing is missing", () -> Value.Int.of(0).equals(missing(ada, bob)));
        Peers.put(ada, "tasks/c", MILK);
        Waiting.until("c is missing", () -> Value.Int.of(1).equals(missing(ada, bob)));
    }

    private static Durability durable(Node node, Answer.Written written, int others) {
        var await = new Command.Await(Peers.address("tasks"), written.version(), others, 9_000);
        return assertInstanceOf(Answer.Safe.class, node.driver().call(await)).durability();
    }

    @Test
    void aRestartKeepsEverythingAndTheLinkComesBack() {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", MILK);
        Node bob = peers.start("bob");
        Peers.join(bob, Peers.invite(ada));
        Waiting.until("a at bob's", () -> MILK.equals(Peers.get(bob, "tasks/a")));
        bob.stop();
        Peers.put(ada, "tasks/b", EGGS);
        Node again = peers.start("bob");
        assertEquals(bob.id(), again.id());
        assertEquals(MILK, Peers.get(again, "tasks/a"));
        Waiting.until("b at bob's", () -> EGGS.equals(Peers.get(again, "tasks/b")));
    }

    @Test
    void stoppingTakesLessThanTwoSecondsAlsoWithLinksAndTwice() {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", MILK);
        Node bob = peers.start("bob");
        Peers.join(bob, Peers.invite(ada));
        long start = System.nanoTime();
        bob.stop();
        bob.stop();
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(2));
        assertEquals(0, bob.ended().join());
        assertNull(bob.home().running());
    }

    @Test
    void afterTheStopCallsAreRefusedAndDoNotHang() {
        Node ada = peers.start("ada");
        ada.stop();
        Answer answer = ada.driver().call(Command.Read.all(Peers.address("tasks")));
        assertEquals(Problem.STOPPING, assertInstanceOf(Answer.Failed.class, answer).problem());
    }

    @Test
    void aHomeIsOpenedOnceOnly() {
        peers.start("ada");
        HomeLocked locked = assertThrows(HomeLocked.class, () -> peers.start("ada"));
        assertEquals(ProcessHandle.current().pid(), locked.pid());
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheHomeIsFreeAgain() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            LinkFailure links =
                    assertThrows(
                            LinkFailure.class,
                            () ->
                                    peers.start(
                                            "ada", config -> config.listening("127.0.0.1", port)));
            assertEquals(LinkFailure.PORT_IN_USE, links.code());
            HttpFailure http =
                    assertThrows(
                            HttpFailure.class,
                            () ->
                                    peers.start(
                                            "ada",
                                            config ->
                                                    config.withHttp(HttpConfig.standard(), port)));
            assertEquals(HttpFailure.PORT_IN_USE, http.code());
            assertTrue(http.text().contains(Integer.toString(port)), http.text());
        }
        peers.start("ada");
    }

    @Test
    void aSeedThatOthersMayReadIsNotUsed() throws IOException {
        Node ada = peers.start("ada");
        ada.stop();
        Path seed = peers.home("ada").resolve("seed");
        Files.setPosixFilePermissions(seed, PosixFilePermissions.fromString("rw-r--r--"));
        NodeFailure failure = assertThrows(NodeFailure.class, () -> peers.start("ada"));
        assertEquals("seed-readable", failure.code());
        assertTrue(failure.text().contains("chmod 600"), failure.text());
    }

    @Test
    void aHomeBelongsToItsOwner() throws IOException {
        peers.start("ada");
        Path home = peers.home("ada");
        for (String name : List.of("", "seed", "token", "http.json")) {
            String permissions =
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(home.resolve(name)));
            assertTrue(permissions.endsWith("------"), name + " " + permissions);
        }
    }

    @Test
    void whileItRunsAHomeTellsWhereItsPeerIs() {
        Node ada = peers.start("ada");
        Home home = Home.at(peers.home("ada"));
        Running running = Objects.requireNonNull(home.running());
        assertEquals(ada.http().port(), running.httpPort());
        assertEquals(ada.linkPort(), running.linkPort());
        assertEquals(ada.http().url(), running.url());
        assertEquals(ada.id().text(), running.peer());
        assertEquals(52, Objects.requireNonNull(home.token()).length());
    }

    @Test
    void whenTheDiskIsFullWritesAreRefusedAndReadingGoesOn() {
        var disk = new FullDisk.Switch();
        Node ada = peers.start("ada", config -> config.withDisk(disk::over));
        durable(ada, Peers.put(ada, "tasks/a", MILK), 0);
        disk.fill();
        Waiting.until(
                "a refusal",
                () ->
                        write(ada, "tasks/b") instanceof Answer.Failed failed
                                && failed.problem() == Problem.DISK_FAILED);
        assertEquals(MILK, Peers.get(ada, "tasks/a"));
        ada.stop();
        Node again = peers.start("ada");
        assertEquals(MILK, Peers.get(again, "tasks/a"));
    }

    private static Answer write(Node node, String address) {
        var at = Peers.address(address);
        var edits = List.<Writing.Edit>of(new Writing.Put(at.path(), EGGS));
        return node.driver().call(new Command.Write(at, edits, List.of(), false));
    }

    @Test
    void aDiskThatIsFullAtTheStartIsSaid() {
        var disk = new FullDisk.Switch();
        disk.fill();
        NodeFailure failure =
                assertThrows(
                        NodeFailure.class,
                        () -> peers.start("ada", config -> config.withDisk(disk::over)));
        assertEquals(NodeFailure.DISK_FULL, failure.code());
    }

    @Test
    void aStoreOfANewerProgramIsLeftAlone() throws IOException {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", MILK);
        ada.stop();
        Path segment = peers.home("ada").resolve("store").resolve("00000001.log");
        byte[] bytes = Files.readAllBytes(segment);
        newerVersion(bytes);
        Files.write(segment, bytes);
        NodeFailure failure = assertThrows(NodeFailure.class, () -> peers.start("ada"));
        assertEquals(NodeFailure.STORE_UNREADABLE, failure.code());
        assertTrue(failure.text().contains("newer"), failure.text());
        assertArrayEquals(bytes, Files.readAllBytes(segment));
    }

    /// The header is a block of 512 bytes: magic, version, content, and a CRC-32C over it at its
    /// end. See `docs/protocol/store.md`.
    private static void newerVersion(byte[] segment) {
        var block = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(8, 99);
        var crc = new CRC32C();
        crc.update(segment, 0, 508);
        block.putInt(508, (int) crc.getValue());
    }
}
