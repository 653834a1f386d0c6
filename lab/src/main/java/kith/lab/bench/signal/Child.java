package kith.lab.bench.signal;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The process in which a library runs one workload, seen from the outside: see [Trial].
public final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    /// Evaluations an update; not a number when the library did not get ready.
    private double evaluations = Double.NaN;

    private long wrong;
    private boolean ready;

    public Child(List<String> command, File folder, long budgetMillis) throws Exception {
        process =
                new ProcessBuilder(command)
                        .directory(folder)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = process.outputWriter(StandardCharsets.UTF_8);
        var line = within(budgetMillis);
        if (line != null && line.startsWith("ready ")) {
            var words = line.split(" ", -1);
            evaluations = Double.parseDouble(words[1]);
            wrong = Long.parseLong(words[2]);
            ready = true;
        } else {
            process.destroyForcibly();
        }
    }

    /// The first line, or null when it did not come in time.
    private @Nullable String within(long millis) throws InterruptedException {
        var line = new AtomicReference<@Nullable String>();
        var reading =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        line.set(answers.readLine());
                                    } catch (IOException gone) {
                                        line.set(null);
                                    }
                                });
        reading.join(millis);
        return line.get();
    }

    /// Nanoseconds an update in one more sample; infinity when it never got ready.
    public double sample() throws IOException {
        if (!ready) {
            return Double.POSITIVE_INFINITY;
        }
        orders.write("\n");
        orders.flush();
        var line = answers.readLine();
        if (line == null) {
            throw new IOException("the child has died: " + process.info().commandLine());
        }
        return Double.parseDouble(line);
    }

    /// Whether it evaluates as often as `expected` and came to right results.
    public boolean isRight(double expected) {
        return wrong == 0 && Math.abs(evaluations - expected) <= Math.max(1, expected) * 0.001;
    }

    public double evaluations() {
        return evaluations;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        answers.close();
    }
}
