package kith.lab.bench.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.harness.ProcessClock;
import org.jspecify.annotations.Nullable;

/// One library with one trace, in a process of its own. It answers lines with lines:
///
/// | order | answer |
/// | --- | --- |
/// | `measure NAME` | the figure of one more sample (the first warms up), and bytes; or `none` |
/// | `keep FILE` | `ok`, and the file is there, saved by the library |
/// | `memory FILE` | bytes that one loaded text keeps: heap, buffers outside, resident |
/// | `peak` | bytes that a merge allocates: more than it has at any time; only in Java |
/// | `first-local`, `first-load FILE` | ms of processor time of the whole process |
///
/// and says `failed …` when something went wrong. `lab/peers/text.mjs` does the same.
public final class TextTrial {
    /// The clock of a collector counts milliseconds.
    private static final long SAMPLE_NANOS = 40_000_000L;

    /// Of a measure that prepares much for each run.
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private static final int RUNS_MAX = 10_000;

    /// What has run so far is compiled by other threads; they have nothing left to do when the
    /// process takes less than a tenth of this time. Looked at so often at most.
    private static final long LOOK_NANOS = 50_000_000L;

    private static final int LOOKS_MAX = 100;

    private final TextSubject subject;
    private final @Nullable TextTrace trace;
    private final @Nullable TextMeasures measures;
    private final long warmUpNanos;
    private final Set<String> warm = new HashSet<>();

    private TextTrial(TextSubject subject, @Nullable TextTrace trace, long warmUpNanos) {
        this.subject = subject;
        this.trace = trace;
        this.warmUpNanos = warmUpNanos;
        measures = trace == null ? null : new TextMeasures(subject, trace);
    }

    /// Arguments: the class of the library, the trace or `-`, the milliseconds to warm up.
    public static void main(String[] arguments) throws Exception {
        var subject = loaded(arguments[0]).asSubclass(TextSubject.class);
        var trace = arguments[1].equals("-") ? null : TextTrace.read(Path.of(arguments[1]));
        var trial =
                new TextTrial(
                        subject.getConstructor().newInstance(),
                        trace,
                        Long.parseLong(arguments[2]) * 1_000_000L);
        new ProcessClock().nanos(); // finds its clock
        System.out.println("ready");
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(trial.answer(order.split(" ", -1)));
        }
    }

    /// With what is in it, which stands between the benchmark and the library: in a first run only
    /// the library is to be measured. To find these classes, behind all jars of the product, takes
    /// longer than to load a text.
    private static Class<?> loaded(String name) throws ClassNotFoundException {
        Class<?> subject = Class.forName(name);
        for (Class<?> each : subject.getDeclaredClasses()) {
            Class.forName(each.getName());
        }
        return subject;
    }

    private String answer(String[] order) {
        try {
            return carriedOut(order);
        } catch (IOException | RuntimeException problem) {
            problem.printStackTrace();
            return "failed " + problem;
        }
    }

    private String carriedOut(String[] order) throws IOException {
        return switch (order[0]) {
            case "measure" -> measured(order[1]);
            case "keep" -> keep(Path.of(order[1]));
            case "memory" -> memory(Files.readAllBytes(Path.of(order[1])));
            case "peak" -> String.valueOf(measures().mergeAllocates());
            case "first-local" -> firstLocal();
            case "first-load" -> firstLoad(Files.readAllBytes(Path.of(order[1])));
            default -> throw new IllegalArgumentException("what is " + order[0] + "?");
        };
    }

    private String keep(Path file) throws IOException {
        Files.write(file, measures().saved());
        return "ok";
    }

    private TextMeasures measures() {
        return Objects.requireNonNull(measures, "without a trace");
    }

    private String measured(String what) {
        if (!measures().possible()) {
            return "none";
        }
        if (warm.add(what)) {
            long start = System.nanoTime();
            for (long spent = 0; spent < warmUpNanos && elapsed(start) < PATIENCE_NANOS; ) {
                spent += measures().nanos(what);
            }
        }
        return measures().figure(what, sample(what)) + " " + measures().bytes(what);
    }

    private static long elapsed(long start) {
        return System.nanoTime() - start;
    }

    /// The median of the runs that make a sample.
    private long sample(String what) {
        long start = System.nanoTime();
        long[] runs = new long[RUNS_MAX];
        int count = 0;
        long sum = 0;
        do {
            runs[count] = measures().nanos(what);
            sum += runs[count++];
        } while (sum < SAMPLE_NANOS && count < RUNS_MAX && elapsed(start) < PATIENCE_NANOS);
        Arrays.sort(runs, 0, count);
        return runs[count / 2];
    }

    private String memory(byte[] file) {
        long heap = Costs.heapBytes();
        long resident = Costs.residentBytes();
        try (var replica = subject.load(file)) {
            int length = replica.text().length();
            long heapAfter = Costs.heapBytes();
            long residentAfter = Costs.residentBytes();
            if (length == 0 || replica.text().length() != length) {
                throw new IllegalStateException("the text is wrong");
            }
            return heapAfter - heap + " 0 " + (residentAfter - resident);
        }
    }

    private String firstLocal() {
        var whole = Objects.requireNonNull(trace, "without a trace");
        awaitCompilers();
        var clock = new ProcessClock();
        try (var replica = subject.create(1)) {
            for (int txn = 0; txn < whole.size(); txn++) {
                TextMeasures.splice(replica, whole, txn);
            }
            replica.commit();
            long nanos = clock.nanos();
            if (!replica.text().equals(whole.text())) {
                throw new IllegalStateException("the text is wrong");
            }
            return millis(nanos);
        }
    }

    private String firstLoad(byte[] file) {
        awaitCompilers();
        var clock = new ProcessClock();
        try (var replica = subject.load(file)) {
            int length = replica.text().length();
            long nanos = clock.nanos();
            if (length == 0) {
                throw new IllegalStateException("the text is wrong");
            }
            return millis(nanos);
        }
    }

    private static String millis(long nanos) {
        return String.valueOf(nanos / 1e6);
    }

    private static void awaitCompilers() {
        long before = Costs.processNanosExact();
        for (int i = 0; i < LOOKS_MAX; i++) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = Costs.processNanosExact();
            if (now - before < LOOK_NANOS / 10) {
                return;
            }
            before = now;
        }
    }
}
