package kith.node.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.flight.Start;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.port.Limits;
import kith.port.Note;
import kith.port.Now;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The recorder alone, told what no engine was told.
final class RecorderTest {
    private static final Now NOW = new Now(5, 7);
    private static final Engine.Step NOTHING = new Engine.Step(List.of(), Now.NEVER);

    @TempDir private Path home;

    private final List<Note> notes = new CopyOnWriteArrayList<>();

    private Recorder recorder() throws IOException {
        var hasher = new NodeCrypto().hasher();
        var self = new PeerId(Bytes.wrap(new byte[PeerId.SIZE_BYTES]));
        var secret = Bytes.wrap(new byte[Config.SECRET_BYTES]);
        var config = new Config(self, secret, "test", List.of(1), hasher, Limits.DEFAULT, 1 << 20);
        return Recorder.begin(
                home.resolve("recordings"),
                Files.createDirectories(home.resolve("store")),
                Recorder.BYTES_MIN,
                new Start(config, NOW),
                hasher,
                notes::add);
    }

    private static Engine.Step unsound() {
        List<Effect> effects =
                new AbstractList<>() {
                    @Override
                    public Effect get(int index) {
                        throw new IllegalStateException("a mistake");
                    }

                    @Override
                    public int size() {
                        return 1;
                    }
                };
        return new Engine.Step(effects, Now.NEVER);
    }

    @Test
    void aMistakeOfTheRecorderEndsTheRecordingAndNothingElse() throws IOException {
        try (Recorder recorder = recorder()) {
            recorder.step(new Input.Wake(), NOW, NOTHING);
            recorder.step(new Input.Wake(), NOW, unsound());
            recorder.step(new Input.Wake(), NOW, NOTHING);
            assertEquals(1, notes.size());
            assertEquals("recording-ended", notes.getFirst().code());
        }
    }

    private static Recording opened(Recorder recorder) throws IOException {
        return Recording.open(recorder.folder(), new NodeCrypto().hasher());
    }

    private static Input next(Recording open) throws IOException {
        return Objects.requireNonNull(open.next()).input();
    }

    @Test
    void aRecordingThatEndedEarlySaysSoAtItsEnd() throws IOException {
        Recorder recorder = recorder();
        recorder.step(new Input.Wake(), NOW, NOTHING);
        recorder.step(new Input.Wake(), NOW, unsound());
        recorder.close();
        try (Recording open = opened(recorder)) {
            assertNotNull(open.next());
            assertNull(open.next());
            assertFalse(open.isTorn());
            assertTrue(String.valueOf(open.endedEarly()).contains("a mistake"));
        }
    }

    @Test
    void aRecordingThatIsWholeSaysNothingOfAnEnd() throws IOException {
        Recorder recorder = recorder();
        recorder.step(new Input.Wake(), NOW, NOTHING);
        recorder.close();
        try (Recording open = opened(recorder)) {
            assertNotNull(open.next());
            assertNull(open.next());
            assertNull(open.endedEarly());
        }
    }

    @Test
    void aBatchThatIsLargerThanAllFilesStaysWithinTheBound() throws IOException {
        Recorder recorder = recorder();
        var frame = new Input.Received(1, Bytes.wrap(new byte[50_000]));
        for (int i = 0; i < 200; i++) {
            recorder.step(frame, NOW, NOTHING);
        }
        recorder.close();
        long bytes = 0;
        try (Stream<Path> files = Files.list(recorder.folder())) {
            for (Path file : files.filter(one -> Format.number(one) > 0).toList()) {
                bytes += Files.size(file);
            }
        }
        assertTrue(bytes <= Recorder.BYTES_MIN, bytes + " bytes");
        try (Recording open = opened(recorder)) {
            assertEquals(frame, next(open));
        }
    }

    @Test
    void anInputThatIsLargerThanAFileHasOneToItself() throws IOException {
        Recorder recorder = recorder();
        var frame = new Input.Received(1, Bytes.wrap(new byte[300_000]));
        recorder.step(new Input.Wake(), NOW, NOTHING);
        recorder.step(frame, NOW, NOTHING);
        recorder.step(new Input.Wake(), NOW, NOTHING);
        recorder.close();
        try (Recording open = opened(recorder)) {
            assertEquals(new Input.Wake(), next(open));
            assertEquals(frame, next(open));
            assertEquals(new Input.Wake(), next(open));
            assertNull(open.next());
        }
        assertTrue(Files.exists(Format.file(recorder.folder(), 3)));
    }

    @Test
    void thereIsAFileBehindTheMillionth() {
        for (int number : new int[] {1, 999_999, 1_000_000, 999_999_999}) {
            assertEquals(number, Format.number(Format.file(home, number)));
        }
    }
}
