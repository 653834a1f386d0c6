package kith.node.flight;

import java.io.IOException;
import kith.Engine;
import kith.Input;
import kith.node.flight.Recording.Recorded;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// An engine that is told again what a recording has, one step at a time.
public final class Replay {
    private final Recording recording;
    private final Engine engine;
    private final StepSum sum = new StepSum();
    private long steps;

    /// What came of one step now, beside what came of it then.
    ///
    /// @param number from 1 on
    /// @param step what the engine wants; null when it threw
    /// @param thrown what it threw; null when it did not
    /// @param same whether that is what came of it then
    public record Again(
            long number,
            Input input,
            Now now,
            Engine.@Nullable Step step,
            @Nullable Throwable thrown,
            boolean same) {}

    /// Opens the engine as it was opened then.
    ///
    /// @throws RecordingFailure when the beginning of the recording is gone
    public Replay(Recording recording) {
        Start start = recording.start();
        if (start == null) {
            throw new RecordingFailure(
                    RecordingFailure.CUT,
                    "the beginning of this recording is gone: its inputs can be listed, and not"
                            + " replayed");
        }
        this.recording = recording;
        this.engine = Engine.open(recording.store(), start.config(), start.now());
    }

    public Engine engine() {
        return engine;
    }

    /// The next step; null at the end. After one at which the engine threw there is none.
    public @Nullable Again next() throws IOException {
        Recorded next = recording.next();
        if (next == null) {
            return null;
        }
        steps++;
        try {
            Engine.Step step = engine.step(next.input(), next.now());
            boolean same = !next.threw() && sum.of(step) == next.sum();
            return new Again(steps, next.input(), next.now(), step, null, same);
        } catch (RuntimeException | Error bug) {
            return new Again(steps, next.input(), next.now(), null, bug, next.threw());
        }
    }
}
