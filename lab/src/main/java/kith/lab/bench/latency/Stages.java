package kith.lab.bench.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import kith.lab.bench.harness.Result;
import kith.lab.bench.harness.Table;

/// Takes an edit apart.
///
/// ```
/// set ── Call ──┐ signing ┌─ Signed ─┐ line ┌─ Received ─┐ checking ┌─ Checked ─┐ telling ── seen
///               └─────────┘          └──────┘            └──────────┘           └────────────────
/// ```
///
/// The boxes are steps of an engine: `Call` and `Signed` of who writes, `Received` and `Checked` of
/// who reads. Edits come one by one, so the first step of a kind after the one before belongs to
/// the same edit.
public final class Stages {
    private static final List<String> STEPS = List.of("Call", "Signed", "Received", "Checked");
    private static final List<String> NAMES =
            List.of(
                    "gathering: `set`, up to the order to sign",
                    "signing, and two changes of thread",
                    "the engine takes the signature in and sends",
                    "the line: two changes of thread, TLS, loopback",
                    "the other engine parses and hashes",
                    "checking the signature, and two changes of thread",
                    "the other engine applies it",
                    "telling: the observer's thread runs");

    private Stages() {}

    /// Work that makes edits.
    public interface Work {
        long[] run() throws IOException, InterruptedException;
    }

    /// A table of the medians of each stage, of a run that is recorded.
    public static String of(int edits, Work work) throws IOException, InterruptedException {
        Path file = Files.createTempFile("kith-latency", ".jfr");
        try (var recording = new Recording()) {
            recording.enable("kith.Step");
            recording.enable("kith.bench.Mark");
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            return table(edits, stages(events(file)));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private record Step(String input, Instant start, Instant end) {}

    private static List<Step> events(Path file) throws IOException {
        var steps = new ArrayList<Step>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String input = event.getString("input");
            steps.add(new Step(input, event.getStartTime(), event.getEndTime()));
        }
        steps.sort(Comparator.comparing(Step::start));
        return steps;
    }

    /// For each whole edit the nanoseconds of each stage.
    private static List<double[]> stages(List<Step> steps) {
        var edits = new ArrayList<double[]>();
        var stages = new double[NAMES.size()];
        int at = STEPS.size(); // which of STEPS comes next
        Instant before = Instant.EPOCH;
        for (Step step : steps) {
            if (step.input.equals(MarkEvent.BEGIN)) {
                at = 0;
            } else if (at < STEPS.size() && step.input.equals(STEPS.get(at))) {
                if (at > 0) {
                    stages[2 * at - 1] = Duration.between(before, step.start).toNanos();
                }
                stages[2 * at] = Duration.between(step.start, step.end).toNanos();
                before = step.end;
                at++;
            } else if (step.input.equals(MarkEvent.SEEN) && at == STEPS.size()) {
                stages[NAMES.size() - 1] = Duration.between(before, step.start).toNanos();
                edits.add(stages.clone());
            }
        }
        return edits;
    }

    private static String table(int made, List<double[]> edits) {
        if (edits.size() < made / 2) {
            return "(of " + made + " edits only " + edits.size() + " could be followed)\n";
        }
        var table = new Table("where the time goes, µs", "median");
        double sum = 0;
        for (int i = 0; i < NAMES.size(); i++) {
            var figures = new double[edits.size()];
            for (int k = 0; k < figures.length; k++) {
                figures[k] = edits.get(k)[i] / 1e3;
            }
            double median = Result.of("", figures).median();
            sum += median;
            table.row(NAMES.get(i), Table.figure(median));
        }
        table.row("together", Table.figure(sum));
        return table.toString();
    }
}
