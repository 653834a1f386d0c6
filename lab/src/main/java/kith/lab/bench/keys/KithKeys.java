package kith.lab.bench.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.host.BareEngine;
import kith.lab.bench.host.BigStore;
import kith.lab.bench.host.NoDisk;
import kith.node.Driver;
import kith.port.Limits;
import kith.port.Tally.Count;
import kith.state.Query;
import kith.state.Writing;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What is measured of keyed values with Kith: the engine, without threads. `lab/peers/keys.mjs`
/// measures the same of others.
///
/// A transaction is a change. The largest change has [#CHUNK] writes, so that what others do in one
/// transaction takes a few. Where each write is its own transaction it is measured twice: each a
/// change of its own, and as the Java library writes, when what comes within a few milliseconds
/// becomes one change.
final class KithKeys {
    private static final int CHUNK = 10_000;
    /// How long a home is left alone: a checkpoint begins after ten seconds.
    private static final long REST_NANOS_MAX = 20_000_000_000L;

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final KeyWrites writes;
    private final Path folder;
    private int homes;
    private @Nullable Path saved;
    private @Nullable Two two;
    private int syncs;

    /// That both have, when they are the same.
    private int changes;

    /// @param folder where homes are made
    KithKeys(int keys, Path folder) {
        writes = new KeyWrites(keys);
        this.folder = folder;
    }

    /// The figures of one run: the time in the unit of the measure, bytes, and for syncs rounds and
    /// frames.
    String measure(String name) throws IOException {
        int keys = writes.size();
        return switch (name) {
            case "insert" -> millis(batches(engine(), 0));
            case "overwrite" -> millis(batches(filled(engine()), keys));
            case "insert-own" -> micros(own(engine(), 0, false));
            case "overwrite-own" -> micros(own(filled(engine()), keys, false));
            case "insert-gathered" -> micros(own(engine(), 0, true));
            case "overwrite-gathered" -> micros(own(filled(engine()), keys, true));
            case "save" -> save(2 * keys, false);
            case "save-inserts" -> save(keys, false);
            case "save-gathered" -> save(2 * keys, true);
            case "save-inserts-gathered" -> save(keys, true);
            case "load" -> millis(load());
            case "sync-one-way" -> sync(keys / 100, 0);
            case "sync-two-way" -> sync(keys / 200, keys / 200);
            default -> throw new IllegalArgumentException("what is " + name + "?");
        };
    }

    private static BareEngine engine() {
        return new BareEngine(new NoDisk(), Limits.DEFAULT);
    }

    private String micros(long nanos) {
        return nanos / NANOS_PER_MICRO / writes.size() + " 0";
    }

    private static String millis(long nanos) {
        return nanos / NANOS_PER_MILLI + " 0";
    }

    private BareEngine filled(BareEngine engine) {
        var _ = batches(engine, 0);
        return engine;
    }

    private long batches(BareEngine engine, int from) {
        long start = Costs.threadNanos();
        for (int at = from; at < from + writes.size(); at += CHUNK) {
            var edits = new ArrayList<Writing.Edit>(CHUNK);
            for (int i = at; i < Math.min(at + CHUNK, from + writes.size()); i++) {
                edits.add(new Writing.Put(writes.path(i), KeyWrites.value(i)));
            }
            var answer =
                    engine.call(new Command.Write(BareEngine.space(), edits, List.of(), false));
            if (!(answer instanceof Answer.Written)) {
                throw new IllegalStateException("not written: " + answer);
            }
        }
        return Costs.threadNanos() - start;
    }

    private long own(BareEngine engine, int from, boolean gather) {
        Address at = BareEngine.space();
        long start = Costs.threadNanos();
        for (int i = from; i < from + writes.size(); i++) {
            engine.put(at, writes.path(i), KeyWrites.value(i), gather);
        }
        return Costs.threadNanos() - start;
    }

    /// The bytes of the home of a peer that was given so many writes, was left alone until its old
    /// segments were written anew, and was stopped. What is written is on disk all the time, so
    /// saving costs nothing of its own.
    private String save(int count, boolean gather) throws IOException {
        Path home = folder.resolve("home" + homes++);
        try (var peer = BigStore.open(home)) {
            var driver = peer.node().driver();
            for (int i = 0; i < count; i++) {
                var edit = new Writing.Put(writes.path(i), KeyWrites.value(i));
                var write = new Command.Write(BareEngine.space(), List.of(edit), List.of(), gather);
                if (!(driver.call(write) instanceof Answer.Written)) {
                    throw new IllegalStateException("not written");
                }
            }
            rest(driver);
        }
        if (count > writes.size() && !gather) {
            saved = home;
        }
        return "NaN " + bytes(home);
    }

    /// Until a segment was written anew, a little later than a checkpoint; a home with less log
    /// than is worth it stays as it is.
    private static void rest(Driver driver) {
        long end = System.nanoTime() + REST_NANOS_MAX;
        while (System.nanoTime() < end
                && driver.look(engine -> engine.tally().of(Count.SEGMENTS_REWRITTEN)).orElse(0L)
                        == 0) {
            LockSupport.parkNanos(REST_NANOS_MAX / 100);
        }
    }

    private static long bytes(Path home) throws IOException {
        long bytes = 0;
        try (var files = Files.walk(home)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(each);
            }
        }
        return bytes;
    }

    /// From a closed home to all its values read, in processor time of all threads.
    private long load() throws IOException {
        if (saved == null) {
            var _ = save(2 * writes.size(), false);
        }
        Path home = Objects.requireNonNull(saved);
        long start = Costs.processNanosExact();
        try (var peer = BigStore.open(home)) {
            long sum = sum(peer.node().driver()::call);
            long nanos = Costs.processNanosExact() - start;
            if (sum != writes.sum()) {
                throw new IllegalStateException("the values are wrong: " + sum);
            }
            return nanos;
        }
    }

    /// Who answers questions.
    private interface Asked {
        @Nullable Answer call(Command command);
    }

    /// The sum of all values, so that all are read.
    private static long sum(Asked engine) {
        long sum = 0;
        var read = new Command.Read(BareEngine.space(), Query.DEPTH_ALL, null, Query.CELLS_MAX);
        while (true) {
            if (!(engine.call(read) instanceof Answer.Found found)) {
                throw new IllegalStateException("not found");
            }
            for (var cell : found.cells().cells()) {
                sum += cell.shown().value() instanceof Value.Int number ? number.value() : 0;
            }
            Query next = found.cells().next();
            if (next == null) {
                return sum;
            }
            read = new Command.Read(read.at(), read.depth(), next.after(), read.cellsMax());
        }
    }

    /// Brings two to the same state who had it, and then wrote so many keys each, each a change.
    private String sync(int byFirst, int bySecond) {
        if (two == null) {
            two = new Two();
            var _ = own(filled(two.first().engine()), writes.size(), false);
            two.meet();
            changes = two.first().changes();
        }
        int round = syncs++;
        changes += byFirst + bySecond;
        write(two.first(), byFirst, round, 0);
        write(two.second(), bySecond, round, writes.size() / 2);
        var cost = two.sync(changes);
        int rounds = (cost.flights() + 1) / 2;
        return cost.nanos() / NANOS_PER_MILLI
                + " "
                + cost.bytes()
                + " "
                + rounds
                + " "
                + cost.frames().size();
    }

    private void write(Two.Side by, int count, int round, int from) {
        for (int i = 0; i < count; i++) {
            var path = writes.path((from + round * count + i) % writes.size());
            var value = KeyWrites.value(3 * writes.size() + i);
            by.engine().put(BareEngine.space(), path, value, false);
        }
    }
}
