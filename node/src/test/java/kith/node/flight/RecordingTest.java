package kith.node.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.flight.Frame;
import kith.flight.Scribe;
import kith.flight.Start;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.crypto.NodeCrypto;
import kith.node.flight.Replay.Again;
import kith.state.Writing;
import kith.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What real peers did is done again by an engine that is told the same.
final class RecordingTest {
    @TempDir private Path folder;

    private NodeConfig config(String name) {
        return NodeConfig.of(folder.resolve(name))
                .listening("127.0.0.1", 0)
                .recording(Recorder.BYTES_MIN);
    }

    private static void put(Node node, String address, Value value) {
        Address at = Address.parse(address);
        var edit = new Writing.Put(at.path(), value);
        Answer answer = node.driver().call(new Command.Write(at, List.of(edit), List.of(), false));
        assertTrue(
                answer instanceof Answer.Written written
                        && node.driver().call(new Command.Await(at, written.version(), 0, 20_000))
                                instanceof Answer.Safe);
    }

    private Path recording(String name) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(name).resolve("recordings"))) {
            return all.sorted().toList().getLast();
        }
    }

    /// How many steps there are; all of them must be the same.
    private static long replayed(Path recording) throws IOException {
        try (var open = Recording.open(recording, new NodeCrypto().hasher())) {
            var replay = new Replay(open, false);
            long steps = 0;
            for (Again again = replay.next(); again != null; again = replay.next()) {
                assertTrue(again.same(), "step " + again.number() + ": " + again.input());
                steps = again.number();
            }
            return steps;
        }
    }

    private void life(String name, int writes) {
        try (Node node = Node.start(config(name))) {
            for (int i = 0; i < writes; i++) {
                put(node, "life/k" + i, Value.Int.of(i));
            }
        }
    }

    @Test
    void aLifeAndTheNextOneAreTheSameAgain() throws IOException {
        life("ada", 20);
        assertTrue(replayed(recording("ada")) > 60);
        Path first = recording("ada");
        life("ada", 5);
        assertFalse(first.equals(recording("ada")));
        assertTrue(replayed(recording("ada")) > 15);
        assertTrue(replayed(first) > 60, "the last but one is kept");
        life("ada", 1);
        assertFalse(Files.exists(first), "and no more");
    }

    @Test
    void anEndThatIsTornIsCutOffWhereverItIs() throws IOException {
        life("ada", 3);
        Path file = recording("ada").resolve("000001.kithrec");
        byte[] whole = Files.readAllBytes(file);
        long steps = replayed(recording("ada"));
        for (int cut = 1; cut < 40; cut += 3) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            assertTrue(replayed(recording("ada")) < steps);
        }
        try (var open = Recording.open(file, new NodeCrypto().hasher())) {
            while (open.next() != null) {
                assertFalse(open.isTorn());
            }
            assertTrue(open.isTorn());
        }
    }

    @Test
    void rubbishInTheMiddleIsRefusedWithAPlace() throws IOException {
        life("ada", 3);
        Path file = recording("ada").resolve("000001.kithrec");
        byte[] whole = Files.readAllBytes(file);
        for (int at : new int[] {0, 9, 30, 200, whole.length / 2}) {
            byte[] bad = whole.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            var failure =
                    assertThrows(RecordingFailure.class, () -> replayed(recording("ada")), "" + at);
            String code = at < 8 ? RecordingFailure.UNKNOWN : RecordingFailure.DAMAGED;
            assertEquals(code, failure.code(), failure.getMessage());
        }
        Files.write(file, new byte[0]);
        assertThrows(RecordingFailure.class, () -> replayed(recording("ada")));
        Path none = Files.writeString(folder.resolve("text"), "no recording");
        assertEquals(
                RecordingFailure.UNKNOWN,
                assertThrows(RecordingFailure.class, () -> replayed(none)).code());
    }

    @Test
    void whereThereIsNoRoomTheOldestGoesAndTheRestCanBeListed() throws IOException {
        try (Node node = Node.start(config("ada"))) {
            var text = new Value.Text("x".repeat(100_000));
            for (int i = 0; i < 25; i++) {
                put(node, "large/k" + i, text);
            }
        }
        Path recording = recording("ada");
        try (Stream<Path> files = Files.list(recording)) {
            long bytes = files.mapToLong(file -> file.toFile().length()).sum();
            assertTrue(bytes < 2 * Recorder.BYTES_MIN, bytes + " bytes");
        }
        assertFalse(Files.exists(recording.resolve("store")));
        assertEquals(
                RecordingFailure.CUT,
                assertThrows(RecordingFailure.class, () -> replayed(recording)).code());
        try (var open = Recording.open(recording, new NodeCrypto().hasher())) {
            assertNull(open.start());
            assertNotNull(open.next());
        }
    }

    /// A trace of a life of that peer, as a file.
    private Path packed(String name) throws IOException {
        Path file = folder.resolve(name + ".kithtrace");
        Files.deleteIfExists(file);
        Packing.pack(recording(name), file);
        return file;
    }

    @Test
    void aTraceHasTheStoreInItAndIsTheSameAgain() throws IOException {
        life("ada", 20);
        long steps = replayed(recording("ada"));
        life("ada", 5);
        Path file = packed("ada");
        assertTrue(replayed(file) > 15);
        Path first = Packing.newest(folder.resolve("ada").resolve("recordings"));
        assertEquals(recording("ada"), first);
        try (var open = Recording.open(file, new NodeCrypto().hasher())) {
            assertFalse(open.store().list().isEmpty(), "the second life begins with a store");
        }
        assertTrue(steps > 60);
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        assertEquals("rw-------", mode);
    }

    @Test
    void aTraceThatWasCopiedInPartSaysSoWhereverItEnds() throws IOException {
        life("ada", 3);
        Path file = packed("ada");
        byte[] whole = Files.readAllBytes(file);
        for (int size : new int[] {0, 3, 8, 15, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, size));
            var failure = assertThrows(RecordingFailure.class, () -> replayed(file), "" + size);
            assertEquals(RecordingFailure.TORN, failure.code(), failure.getMessage());
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 40);
        System.arraycopy(whole, 8, longer, whole.length, 40);
        Files.write(file, longer);
        var failure = assertThrows(RecordingFailure.class, () -> replayed(file));
        assertEquals(RecordingFailure.DAMAGED, failure.code(), failure.getMessage());
    }

    @Test
    void aTraceOfAnotherFormatOrOfAnotherCoreIsRefusedByThat() throws IOException {
        life("ada", 1);
        Path file = packed("ada");
        byte[] whole = Files.readAllBytes(file);
        Start start = started(file);
        assertEquals(RecordingFailure.FORMAT, refused(file, whole, start, 1, (byte) 99).code());
        assertEquals(
                RecordingFailure.OTHER_CORE, refused(file, whole, start, 3, (byte) '7').code());
        try (var open = Recording.open(file, new NodeCrypto().hasher())) {
            var replay = new Replay(open, true); // it was this core after all
            Again again = replay.next();
            assertTrue(again != null && again.same());
        }
        Files.writeString(file, "KITHREC2 and more");
        var failure = assertThrows(RecordingFailure.class, () -> replayed(file));
        assertEquals(RecordingFailure.UNKNOWN, failure.code());
        Path none = folder.resolve("nothing-here.kithtrace");
        failure = assertThrows(RecordingFailure.class, () -> replayed(none));
        assertEquals(RecordingFailure.UNKNOWN, failure.code());
    }

    private static Start started(Path file) throws IOException {
        try (var open = Recording.open(file, new NodeCrypto().hasher())) {
            return Objects.requireNonNull(open.start());
        }
    }

    /// What is said of the trace when that byte of its first record is another.
    private static RecordingFailure refused(
            Path file, byte[] whole, Start start, int at, byte other) throws IOException {
        var out = new Writer();
        Scribe.began(start, out);
        byte[] payload = Arrays.copyOfRange(out.toArray(), Frame.HEADER_BYTES, out.size());
        payload[at] = other;
        var changed = new Writer();
        changed.bytes(Bytes.wrap(Frame.magic()));
        Frame.put(payload, changed);
        changed.bytes(whole, changed.size(), whole.length);
        Files.write(file, changed.toArray());
        return assertThrows(RecordingFailure.class, () -> replayed(file));
    }

    @Test
    void aTraceWithoutItsBeginningCanBeListed() throws IOException {
        try (Node node = Node.start(config("ada"))) {
            var text = new Value.Text("x".repeat(100_000));
            for (int i = 0; i < 25; i++) {
                put(node, "large/k" + i, text);
            }
        }
        Path file = folder.resolve("cut.kithtrace");
        Packing.Packed packed = Packing.pack(recording("ada"), file);
        assertFalse(packed.whole());
        assertEquals(Files.size(file), packed.bytes());
        assertEquals(
                RecordingFailure.CUT,
                assertThrows(RecordingFailure.class, () -> replayed(file)).code());
        long steps = 0;
        try (var open = Recording.open(file, new NodeCrypto().hasher())) {
            while (open.next() != null) {
                steps++;
            }
        }
        assertEquals(packed.steps(), steps);
    }

    @Test
    void aRecordingIsItsOwnersAlone() throws IOException {
        life("ada", 1);
        try (Stream<Path> all = Files.walk(folder.resolve("ada").resolve("recordings"))) {
            for (Path path : all.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertTrue(mode.endsWith("------"), path + " " + mode);
            }
        }
    }
}
