package kith.node.cli.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.cluster.work.Task;
import kith.lang.Malformed;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// One run of a command: the value on its standard input, the result from its standard output.
final class Script {
    /// Of what it says on standard error, the end is told. Guess: some lines.
    private static final int ERROR_BYTES_MAX = 1 << 12;

    /// Whose output is being read when it ends has written it already.
    private static final int READ_SECONDS_MAX = 5;

    /// What came of it: a value, or why there is none.
    record Result(Value value, @Nullable String failure) {
        static Result failed(String why) {
            return new Result(Value.Null.NULL, why);
        }
    }

    private final Process process;
    private final Drain out;
    private final Drain error;

    private Script(Process process) {
        this.process = process;
        this.out = new Drain(process.getInputStream(), Task.BYTES_MAX, false);
        this.error = new Drain(process.getErrorStream(), ERROR_BYTES_MAX, true);
    }

    /// Reads all there is, so that nobody waits for room, and keeps so much of it.
    private static final class Drain implements Runnable {
        private final InputStream from;
        private final int most;
        private final boolean end;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private boolean cut;
        private final Thread thread;

        /// @param end whether the end is kept, else the beginning
        Drain(InputStream from, int most, boolean end) {
            this.from = from;
            this.most = most;
            this.end = end;
            this.thread = Thread.ofVirtual().name("kith-work-output").start(this);
        }

        @Override
        public void run() {
            byte[] some = new byte[1 << 13];
            try {
                for (int n = from.read(some); n >= 0; n = from.read(some)) {
                    keep(some, n);
                }
            } catch (IOException ended) {
                // with the process
            }
        }

        private synchronized void keep(byte[] some, int count) {
            if (end && kept.size() + count > most) {
                cut = true;
                kept.reset();
            }
            int room = Math.min(count, most - kept.size());
            cut |= room < count;
            kept.write(some, count - room, room);
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }

        synchronized boolean isCut() {
            return cut;
        }

        void await() throws InterruptedException {
            thread.join(TimeUnit.SECONDS.toMillis(READ_SECONDS_MAX));
        }
    }

    static Result run(List<String> command, String name, String id, Value value, long limitMillis)
            throws InterruptedException {
        var builder = new ProcessBuilder(command);
        builder.environment().put("KITH_TASK", id);
        builder.environment().put("KITH_NAME", name);
        Process process;
        try {
            process = builder.start();
        } catch (IOException cannot) {
            return Result.failed(String.valueOf(cannot.getMessage()));
        }
        try {
            return new Script(process).result(value, limitMillis);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Result result(Value value, long limitMillis) throws InterruptedException {
        Thread feeding = Thread.ofVirtual().name("kith-work-input").start(() -> feed(value));
        if (!process.waitFor(limitMillis, TimeUnit.MILLISECONDS)) {
            return Result.failed("the command took longer than " + limitMillis + " ms");
        }
        feeding.interrupt();
        out.await();
        error.await();
        if (process.exitValue() != 0) {
            String said = lastLine(error.text());
            String code = "the command ended with " + process.exitValue();
            return Result.failed(said.isEmpty() ? code : code + ": " + said);
        }
        return out.isCut()
                ? Result.failed("the command printed more than " + Task.BYTES_MAX + " bytes")
                : new Result(value(out.text()), null);
    }

    private void feed(Value value) {
        try (OutputStream in = process.getOutputStream()) {
            String text = value instanceof Value.Text(String plain) ? plain : Json.print(value);
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.write('\n');
        } catch (IOException ended) {
            // it did not want all of it
        }
    }

    private static String lastLine(String text) {
        return text.isBlank() ? "" : text.strip().lines().toList().getLast();
    }

    /// What a peer gave as that field; null where it left it out.
    static Value valueIn(Field told) {
        Value value = told.at("value").value();
        return value == null ? Value.Null.NULL : value;
    }

    /// JSON, or else a text without its last line break.
    static Value value(String printed) {
        try {
            return Json.parse(printed);
        } catch (Malformed noJson) {
            return new Value.Text(
                    printed.endsWith("\n") ? printed.substring(0, printed.length() - 1) : printed);
        }
    }
}
