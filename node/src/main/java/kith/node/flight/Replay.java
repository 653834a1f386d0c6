package kith.node.flight;

import java.io.IOException;
import java.time.Instant;
import kith.Engine;
import kith.Input;
import kith.flight.Noted;
import kith.flight.Start;
import kith.flight.StepSum;
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

    /// Opens the engine as it was opened then. `anyCore`: also where another core took the steps,
    /// which may have taken others.
    ///
    /// @throws RecordingFailure when the beginning of the recording is gone, or another core's
    public Replay(Recording recording, boolean anyCore) {
        Start start = recording.start();
        if (start == null) {
            throw cut(recording.cutAt());
        }
        if (!anyCore && !start.core().equals(Start.CORE)) {
            throw new RecordingFailure(
                    RecordingFailure.OTHER_CORE,
                    "core "
                            + start.core()
                            + " took these steps, and this is "
                            + Start.CORE
                            + ": it may take others");
        }
        this.recording = recording;
        this.engine = Engine.open(recording.store(), start.config(), start.now());
    }

    private static RecordingFailure cut(@Nullable Now at) {
        long millis = at == null ? 0 : at.wallMillis();
        String from = millis == 0 ? "" : " up to " + Instant.ofEpochMilli(millis);
        return new RecordingFailure(
                RecordingFailure.CUT,
                "the beginning of this recording"
                        + from
                        + " is gone: its inputs can be listed, and not replayed");
    }

    public Engine engine() {
        return engine;
    }

    /// The next step; null at the end. After one at which the engine threw there is none.
    public @Nullable Again next() throws IOException {
        Noted.Stepped next = recording.next();
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
