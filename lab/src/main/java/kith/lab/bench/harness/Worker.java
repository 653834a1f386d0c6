package kith.lab.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A process that answers each line with a line, beginning with `ready …`. It is written in
/// whatever language the thing that is measured is for.
public final class Worker implements AutoCloseable {
    private static final String READY = "ready";
    private static final String FAILED = "failed ";

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    /// Starts it, and waits until it is ready. What it says in error is told where this process
    /// tells it.
    public Worker(String name, List<String> command) throws IOException {
        this.name = name;
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        orders = process.outputWriter(StandardCharsets.UTF_8);
        String first = line();
        if (!first.startsWith(READY)) {
            close();
            throw new IOException(name + " did not start: " + first);
        }
    }

    /// The answer to an order.
    public String ask(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        String answer = line();
        if (answer.startsWith(FAILED)) {
            throw new IOException(name + ", " + order + ": " + answer.substring(FAILED.length()));
        }
        return answer;
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(name + " has died");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        answers.close();
    }
}
