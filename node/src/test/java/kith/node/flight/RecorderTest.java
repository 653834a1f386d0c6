package kith.node.flight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.crypto.JdkCrypto;
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
        var hasher = new JdkCrypto().hasher();
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
}
