package kith.lab.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kith.Engine;
import kith.node.crypto.NodeCrypto;
import kith.node.flight.Recording;
import kith.node.flight.Replay;
import kith.replica.Replica;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/// The traces that tabs of a real browser gave out: an engine on the JVM that is told the same
/// takes the same steps, and has in the end what the tab then showed.
final class TabTraces {
    private static final Path FOLDER = Path.of("target", "traces").toAbsolutePath();
    private static final String SUFFIX = ".kithtrace";

    /// A tab that was opened, wrote, and was told that it is on the disk, took more.
    private static final int STEPS_MIN = 10;

    private TabTraces() {}

    /// Those of an earlier run are of no use.
    static void forget() throws IOException {
        for (Path file : files("")) {
            Files.delete(file);
        }
    }

    private static List<Path> files(String suffix) throws IOException {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    /// A test for each.
    static List<DynamicTest> replayed() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path file : files(SUFFIX)) {
            String name = String.valueOf(file.getFileName()).replace(SUFFIX, "");
            Path state = FOLDER.resolve(name + ".json");
            tests.add(
                    DynamicTest.dynamicTest(
                            "what the tab \"" + name + "\" was told is the same on the JVM",
                            () -> assertSame(file, Json.parse(Files.readString(state)))));
        }
        return tests;
    }

    private static void assertSame(Path file, Value state) throws IOException {
        try (var recording = Recording.open(file, new NodeCrypto().hasher())) {
            var replay = new Replay(recording, false);
            long steps = 0;
            for (var again = replay.next(); again != null; again = replay.next()) {
                String step = "step " + again.number() + ": " + again.input();
                assertTrue(again.same(), step);
                steps = again.number();
            }
            assertTrue(steps > STEPS_MIN, steps + " steps");
            assertEquals(state, tasks(replay.engine()));
        }
    }

    private static @Nullable Value tasks(Engine engine) {
        for (Replica replica : engine.replicas()) {
            if (replica.name().equals("tasks")) {
                return replica.state().value(kith.value.Path.ROOT);
            }
        }
        return null;
    }
}
