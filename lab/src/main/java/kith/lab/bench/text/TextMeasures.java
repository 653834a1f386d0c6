package kith.lab.bench.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lab.bench.harness.Costs;
import org.jspecify.annotations.Nullable;

/// What is measured of a library with a trace. Each run is checked against the text that must come
/// out. `lab/peers/text.mjs` measures the same.
///
/// | measure | what a run does | unit |
/// | --- | --- | --- |
/// | local | writes all of a sequential trace into an empty text, one transaction, told to nobody |
/// ms |
/// | live | its first transactions, each for itself, each with its update | µs each |
/// | save | a file of a text that was received | ms |
/// | load | a text from that file, read | ms |
/// | edit | the same, and one insertion in the middle, with its update | ms |
/// | merge | receives the whole history into an empty text, and reads it | ms |
/// | stream | receives updates one by one, and reads the text | µs each |
public final class TextMeasures {
    /// An author who writes nothing.
    private static final int READER = 0xffff;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    private final TextSubject subject;
    private final TextTrace trace;
    private final int liveTxns;
    private @Nullable List<byte[]> updates;
    private byte @Nullable [] history;
    private byte @Nullable [] saved;
    private @Nullable String liveText;

    public TextMeasures(TextSubject subject, TextTrace trace) {
        this.subject = subject;
        this.trace = trace;
        liveTxns = Math.min(trace.size(), subject.liveMax());
    }

    /// Whether the library can carry out the trace at all.
    public boolean possible() {
        return trace.authors() <= subject.authorsMax();
    }

    /// Splices what a transaction does, and leaves it open.
    static void splice(TextReplica replica, TextTrace trace, int txn) {
        for (int i = trace.from(txn); i < trace.end(txn); i++) {
            replica.splice(trace.position(i), trace.deleted(i), trace.inserted(i));
        }
    }

    /// Nanoseconds of processor time of one run.
    public long nanos(String measure) {
        return switch (measure) {
            case "local" -> local();
            case "live" -> live();
            case "save" -> save();
            case "load" -> load();
            case "edit" -> edit();
            case "merge" -> merge();
            case "stream" -> stream();
            default -> throw new IllegalArgumentException("what is " + measure + "?");
        };
    }

    /// Those nanoseconds in the unit of the measure.
    public double figure(String measure, long nanos) {
        return switch (measure) {
            case "live" -> nanos / NANOS_PER_MICRO / liveTxns;
            case "stream" -> nanos / NANOS_PER_MICRO / streamed().size();
            default -> nanos / NANOS_PER_MILLI;
        };
    }

    /// The bytes that a measure is about, 0 if none.
    public double bytes(String measure) {
        return switch (measure) {
            case "live", "stream" -> (double) size(updates()) / updates().size();
            case "save" -> saved().length;
            case "merge" -> history().length;
            default -> 0;
        };
    }

    /// What one merge allocates: more than it ever has at one time.
    public long mergeAllocates() {
        history();
        long before = Costs.allocatedBytes();
        merge();
        return Costs.allocatedBytes() - before;
    }

    /// The bytes of a file with the whole trace.
    public byte[] saved() {
        if (saved == null) {
            try (var replica = received()) {
                saved = replica.save();
            }
        }
        return saved;
    }

    private byte[] history() {
        if (history == null) {
            try (var replica = subject.create(trace.concurrent() ? READER : 1)) {
                if (trace.concurrent()) {
                    updates().forEach(replica::receive);
                } else {
                    writeAll(replica);
                }
                check(replica.text(), trace.text());
                history = replica.history();
            }
        }
        return history;
    }

    private List<byte[]> updates() {
        if (updates == null) {
            updates = trace.concurrent() ? subject.updates(trace) : liveUpdates();
        }
        return updates;
    }

    private List<byte[]> liveUpdates() {
        var made = new ArrayList<byte[]>(liveTxns);
        try (var replica = subject.create(1)) {
            for (int txn = 0; txn < liveTxns; txn++) {
                splice(replica, trace, txn);
                made.add(replica.update());
            }
        }
        return made;
    }

    private List<byte[]> streamed() {
        return updates().subList(0, Math.min(updates().size(), subject.streamMax()));
    }

    private static long size(List<byte[]> updates) {
        return updates.stream().mapToLong(each -> each.length).sum();
    }

    private TextReplica received() {
        var replica = subject.create(READER);
        replica.receive(history());
        return replica;
    }

    private void writeAll(TextReplica replica) {
        for (int txn = 0; txn < trace.size(); txn++) {
            splice(replica, trace, txn);
        }
        replica.commit();
    }

    private static void check(String found, String expected) {
        if (!found.equals(expected)) {
            int at = Arrays.mismatch(found.toCharArray(), expected.toCharArray());
            throw new IllegalStateException("the text is wrong from " + at + " on");
        }
    }

    private long local() {
        try (var replica = subject.create(1)) {
            long start = Costs.threadNanos();
            writeAll(replica);
            long nanos = Costs.threadNanos() - start;
            check(replica.text(), trace.text());
            return nanos;
        }
    }

    private long live() {
        var made = new byte[liveTxns][];
        try (var replica = subject.create(1)) {
            long start = Costs.threadNanos();
            for (int txn = 0; txn < liveTxns; txn++) {
                splice(replica, trace, txn);
                made[txn] = replica.update();
            }
            long nanos = Costs.threadNanos() - start;
            check(replica.text(), liveText());
            return nanos;
        }
    }

    private String liveText() {
        if (liveText == null) {
            liveText = trace.textAfter(liveTxns);
        }
        return liveText;
    }

    private long save() {
        try (var replica = received()) {
            long start = Costs.threadNanos();
            int length = replica.save().length;
            long nanos = Costs.threadNanos() - start;
            if (length == 0) {
                throw new IllegalStateException("nothing was saved");
            }
            return nanos;
        }
    }

    private long load() {
        byte[] file = saved();
        long start = Costs.threadNanos();
        try (var replica = subject.load(file)) {
            String text = replica.text();
            long nanos = Costs.threadNanos() - start;
            check(text, trace.text());
            return nanos;
        }
    }

    private long edit() {
        byte[] file = saved();
        long start = Costs.threadNanos();
        try (var replica = subject.load(file)) {
            int middle = replica.text().length() / 2;
            replica.splice(middle, 0, "x");
            replica.update();
            long nanos = Costs.threadNanos() - start;
            var expected = new StringBuilder(trace.text()).insert(middle, 'x');
            check(replica.text(), expected.toString());
            return nanos;
        }
    }

    private long merge() {
        byte[] whole = history();
        long start = Costs.threadNanos();
        try (var replica = subject.create(READER)) {
            replica.receive(whole);
            String text = replica.text();
            long nanos = Costs.threadNanos() - start;
            check(text, trace.text());
            return nanos;
        }
    }

    private long stream() {
        var all = streamed();
        long start = Costs.threadNanos();
        try (var replica = subject.create(READER)) {
            for (byte[] each : all) {
                replica.receive(each);
            }
            String text = replica.text();
            long nanos = Costs.threadNanos() - start;
            if (!trace.concurrent()) {
                check(text, trace.textAfter(all.size()));
            } else if (all.size() == trace.size()) {
                check(text, trace.text());
            }
            return nanos;
        }
    }
}
