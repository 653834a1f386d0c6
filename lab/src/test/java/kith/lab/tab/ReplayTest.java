package kith.lab.tab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import kith.Config;
import kith.Engine;
import kith.Input;
import kith.lab.Replay;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./dev replay` of traces of simulated peers.
final class ReplayTest {
    private static final int STRANGE = 20;

    @TempDir Path folder;

    /// Notes one step as another than it was, from 1 on; 0: none.
    private static final class Noting implements SimPeer.Witness {
        private final EngineRecord record = new EngineRecord();
        private final int strange;
        private int steps;

        Noting(int strange) {
            this.strange = strange;
        }

        @Override
        public void opens(SimPeer peer, Config config, Now now) {
            record.opens(peer, config, now);
        }

        @Override
        public void steps(SimPeer peer, Input input, Now now, Engine.Step step) {
            boolean other = ++steps == strange;
            record.steps(peer, input, now, other ? new Engine.Step(List.of(), 0) : step);
        }
    }

    private Path trace(int strange) throws IOException {
        var world = new World(7, World.Config.DEFAULT);
        var noting = new Noting(strange);
        world.witness(noting);
        SimPeer ada = world.add("ada");
        for (int i = 0; i < STRANGE; i++) {
            ada.put("tasks", "k" + i, Value.Int.of(i), answer -> {});
            world.run(Now.SECOND);
        }
        Bytes bytes = noting.record.records().getFirst();
        return Files.write(folder.resolve("ada.kithtrace"), bytes.toArray());
    }

    private static String replayed(int exit, Object... words) throws IOException {
        var out = new ByteArrayOutputStream();
        List<String> arguments = Arrays.stream(words).map(Object::toString).toList();
        int code = Replay.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
        String said = out.toString(StandardCharsets.UTF_8);
        assertEquals(exit, code, said);
        return said;
    }

    @Test
    void theSameStepsEndInTheStateThatIsShown() throws IOException {
        String said = replayed(0, trace(0), "--state");
        assertTrue(said.contains(" steps, all of them the same\n"), said);
        assertTrue(said.contains("\n  tasks: " + STRANGE + " changes, state "), said);
        assertTrue(said.contains("\"k7\":7,"), said);
    }

    @Test
    void aStepThatIsAnotherIsShownWithItsNumberAndWhatIsWantedNow() throws IOException {
        String said = replayed(1, trace(STRANGE));
        assertTrue(said.contains("\nstep " + STRANGE + " is not what it was then:\n"), said);
        assertTrue(said.contains(" 1 of them different, the first is " + STRANGE + "\n"), said);
    }

    @Test
    void whatCannotBeReplayedIsRefusedInALine() throws IOException {
        Path file = trace(0);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        String said = replayed(2, file);
        assertTrue(said.endsWith(": it was copied in part (recording-torn)\n"), said);
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        assertTrue(replayed(2, file).endsWith("(recording-damaged)\n"));
        Files.writeString(file, "{\"no\":\"trace\"}");
        assertTrue(replayed(2, file).endsWith(" is no recording (recording-unknown)\n"));
        assertTrue(replayed(2, folder.resolve("none")).endsWith("(recording-unknown)\n"));
    }
}
