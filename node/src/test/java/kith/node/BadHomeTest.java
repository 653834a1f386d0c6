package kith.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import kith.Answer;
import kith.node.client.Field;
import kith.node.crypto.NodeCrypto;
import kith.node.disk.FileDisk;
import kith.node.verify.Findings;
import kith.node.verify.StoreCheck;
import kith.port.Note;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Homes that somebody, or a disk, has damaged: what a peer says, what it keeps.
final class BadHomeTest {
    private static final int WRITES = 120;

    private final Peers peers = new Peers();

    @AfterEach
    void stopAll() {
        peers.close();
    }

    private Path seed() {
        return peers.home("ada").resolve("seed");
    }

    private Path segment() {
        return peers.home("ada").resolve("store").resolve("00000001.log");
    }

    private NodeFailure refused() {
        return assertThrows(NodeFailure.class, () -> peers.start("ada"));
    }

    @Test
    void aStoreWithoutItsSeedIsNotOpenedWithANewOne() throws IOException {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        ada.stop();
        byte[] key = Files.readAllBytes(seed());
        byte[] log = Files.readAllBytes(segment());
        Files.delete(seed());
        NodeFailure failure = refused();
        assertEquals("seed-missing", failure.code());
        assertTrue(failure.text().contains(seed().toString()), failure.text());
        assertFalse(Files.exists(seed()));
        assertArrayEquals(log, Files.readAllBytes(segment()));
        Files.write(seed(), key);
        Files.setPosixFilePermissions(
                seed(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        assertEquals(ada.id(), peers.start("ada").id());
    }

    @Test
    void aSeedOfAnotherLengthIsNamedAndKept() throws IOException {
        peers.start("ada").stop();
        for (int length : new int[] {0, 31, 33}) {
            Files.write(seed(), new byte[length]);
            NodeFailure failure = refused();
            assertEquals("seed-damaged", failure.code());
            assertTrue(failure.text().contains("has " + length + " bytes"), failure.text());
            assertEquals(length, Files.size(seed()));
        }
    }

    @Test
    void aFolderThatIsAFileIsNamed() throws IOException {
        Files.writeString(peers.home("ada"), "no folder");
        NodeFailure failure = refused();
        assertEquals(NodeFailure.HOME_UNUSABLE, failure.code());
        assertTrue(failure.text().contains(peers.home("ada").toString()), failure.text());
    }

    // A bit that flipped

    /// Ada with many changes, one after the other, all on the disk; then she stops in order.
    private Node written() {
        Node ada = peers.start("ada");
        writeMany(ada);
        ada.stop();
        return ada;
    }

    private static void writeMany(Node ada) {
        for (int i = 0; i < WRITES; i++) {
            String text = "number " + i + " " + "x".repeat(200);
            Peers.put(ada, "tasks/k" + i % 40, new Value.Text(text));
        }
    }

    private void flipInTheMiddle() throws IOException {
        byte[] bytes = Files.readAllBytes(segment());
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(segment(), bytes);
    }

    private static long shown(Node node) {
        Value tasks = Peers.get(node, "tasks");
        return tasks instanceof Value.Obj obj ? obj.size() : 0;
    }

    private static Field health(Node node, String what) {
        return new Field(Peers.get(node, ".peer/" + what));
    }

    @Test
    void aFlippedBitIsNamedAndWhatIsSoundIsKept() throws IOException {
        written();
        flipInTheMiddle();
        Findings findings = check();
        assertFalse(findings.sound());
        String fault = findings.faults().getFirst().text();
        assertTrue(fault.contains("00000001.log"), fault);

        var notes = new LinkedBlockingQueue<Note>();
        Node ada = peers.start("ada", config -> config.tellingNotes(notes::add));
        List<String> damaged = health(ada, "store/damaged").texts();
        assertEquals(1, damaged.size(), damaged::toString);
        assertTrue(damaged.getFirst().contains("00000001.log"), damaged::toString);
        assertTrue(notes.stream().anyMatch(note -> note.code().equals("store-damaged")));
        assertTrue(shown(ada) >= 30, "cells that are left: " + shown(ada));
        Peers.put(ada, "tasks/after", Value.Int.of(7));
        ada.stop();
        Node again = peers.start("ada");
        assertEquals(Value.Int.of(7), Peers.get(again, "tasks/after"));
    }

    private Findings check() {
        try (FileDisk disk = FileDisk.readOnly(peers.home("ada").resolve("store"))) {
            return StoreCheck.run(disk, new NodeCrypto(), true, bytes -> {});
        }
    }

    /// What was lost here others still have. Written on in the chain that they know, it would be a
    /// fork.
    @Test
    void whatAFlippedBitTookComesBackFromOthersAndNoForkIsMade() throws IOException {
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/first", Value.Int.of(0));
        Node bob = peers.start("bob");
        assertInstanceOf(Answer.Joined.class, Peers.join(bob, Peers.invite(ada)));
        writeMany(ada);
        Waiting.until("all at bob's", () -> equal(ada, bob));
        @Nullable Value all = Peers.get(ada, "tasks");
        bob.stop();
        ada.stop();
        flipInTheMiddle();

        Node adaAgain = peers.start("ada", at(ada));
        Peers.put(adaAgain, "tasks/after", Value.Int.of(7));
        Node bobAgain = peers.start("bob", at(bob));
        Waiting.until(
                "both show all again",
                () ->
                        equal(adaAgain, bobAgain)
                                && Value.Int.of(7).equals(Peers.get(bobAgain, "tasks/after")));
        assertEquals(List.of(), health(adaAgain, "spaces/home/tasks/forks").texts());
        assertEquals(List.of(), health(bobAgain, "spaces/home/tasks/forks").texts());
        Peers.remove(adaAgain, "tasks/after");
        assertEquals(all, Peers.get(adaAgain, "tasks"));
    }

    /// Where it was; the port beside it may be another's by now.
    private static java.util.function.UnaryOperator<NodeConfig> at(Node before) {
        return config ->
                config.listening("127.0.0.1", before.linkPort()).with(ports -> ports.httpPort = 0);
    }

    private static boolean equal(Node one, Node other) {
        Value shown = Peers.get(one, "tasks");
        return shown != null && shown.equals(Peers.get(other, "tasks"));
    }
}
