package kith.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.store.Appender;
import kith.store.Position;
import kith.store.Records;
import kith.store.Recovery;

/// How fast the store appends and reads: in memory, and on files beside the bare system calls.
///
/// Medians of seven runs after two for warming up. `MB` are bytes of the log; "busy" is the time of
/// the processor, which says more on a machine that others use too. The argument is a folder for
/// the files, and may be left out.
final class StoreBench {
    private static final int RUNS = 7;
    private static final int RECORDS = 1_000_000;
    private static final Bytes ID = new Rng(1).bytes(16);

    private final PrintStream out;
    private final Path folder;
    private long sink;

    private StoreBench(PrintStream out, Path folder) {
        this.out = out;
        this.folder = folder;
    }

    private interface Run {
        /// Returns how many bytes of log it wrote or read.
        long run() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        var parent = arguments.length > 0 ? Path.of(arguments[0]) : Path.of("/tmp");
        var folder = Files.createTempDirectory(parent, "kith-store-bench");
        try {
            new StoreBench(System.out, folder).all();
        } finally {
            clear(folder);
            Files.delete(folder);
        }
    }

    private void all() throws IOException {
        for (int payload : new int[] {100, 1000, 100_000}) {
            int count = Math.min(RECORDS, 200_000_000 / payload);
            measure("append in memory", payload, count, () -> append(payload, count));
            byte[] log = log(payload, count);
            measure("walk in memory", payload, count, () -> walk(log));
        }
        int count = RECORDS;
        measure("append to files, sync at the end", 100, count, () -> appendToFiles(count, count));
        measure("bare write of as much, and sync", 100, count, () -> bareWrite(109L * count));
        measure("append to files, sync each 1000", 100, count, () -> appendToFiles(count, 1000));
        measure("open from files", 100, count, this::open);
        measure("bare read of the same files", 100, count, this::bareRead);
        out.println(sink == 42 ? "" : "done");
    }

    private void measure(String what, int payload, int count, Run run) throws IOException {
        var nanos = new double[RUNS];
        var processor = new double[RUNS];
        var thread = ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (int i = -2; i < RUNS; i++) {
            long start = System.nanoTime();
            long processorStart = thread.getCurrentThreadCpuTime();
            bytes = run.run();
            if (i >= 0) {
                nanos[i] = System.nanoTime() - start;
                processor[i] = thread.getCurrentThreadCpuTime() - processorStart;
            }
        }
        Arrays.sort(nanos);
        Arrays.sort(processor);
        double median = nanos[RUNS / 2];
        double busy = processor[RUNS / 2];
        out.printf(
                "%-34s %6d B  %6.0f MB/s  %6.2f M records/s  %7.1f ms, busy %7.1f ms: %5.0f MB/s%n",
                what,
                payload,
                bytes * 1e3 / median,
                count * 1e3 / median,
                median / 1e6,
                busy / 1e6,
                bytes * 1e3 / busy);
    }

    private long append(int payload, int count) {
        var appender = new Appender(ID, Position.FIRST, 64 << 20);
        var bytes = new Rng(2).bytes(payload);
        long size = 0;
        for (int i = 0; i < count; i++) {
            appender.append(1, bytes);
            if (i % 100 == 99) {
                for (var write : appender.take()) {
                    size += write.bytes().size();
                }
            }
        }
        return size;
    }

    private static byte[] log(int payload, int count) {
        var appender = new Appender(ID, Position.FIRST, 64 << 20);
        int fitting = Math.min(count, (60 << 20) / (payload + 9));
        for (int i = 0; i < fitting; i++) {
            appender.append(1, Bytes.wrap(new byte[payload]));
        }
        return appender.take().getFirst().bytes().toArray();
    }

    private long walk(byte[] log) {
        var records = new Records(ID, Position.FIRST, log, 0, log.length);
        while (records.next()) {
            sink += records.end();
        }
        return records.consumed();
    }

    private long appendToFiles(int count, int syncEach) throws IOException {
        clear(folder);
        var payload = new Rng(3).bytes(100);
        long size = 0;
        try (var disk = new FileDisk(folder)) {
            var appender = Recovery.open(disk, new Counted(), ID).appender(64 << 20);
            for (int i = 1; i <= count; i++) {
                appender.append(1, payload);
                if (i % 1000 == 0) {
                    for (var write : appender.take()) {
                        write.to(disk);
                        size += write.bytes().size();
                    }
                }
                if (i % syncEach == 0) {
                    disk.sync();
                    appender.synced(appender.end());
                }
            }
        }
        return size;
    }

    private long bareWrite(long size) throws IOException {
        clear(folder);
        var chunk = new byte[109_000];
        try (var disk = new FileDisk(folder)) {
            for (long at = 0; at < size; at += chunk.length) {
                disk.write("bare", at, chunk, 0, chunk.length);
            }
            disk.sync();
        }
        return size;
    }

    private long open() {
        var counted = new Counted();
        try (var disk = new FileDisk(folder)) {
            var recovered = Recovery.open(disk, counted, ID);
            if (recovered.records() != RECORDS) {
                throw new AssertionError(recovered);
            }
            sink += counted.bytes;
            return size(disk);
        }
    }

    private long bareRead() {
        try (var disk = new FileDisk(folder)) {
            for (String file : disk.list()) {
                for (long at = 0; at < disk.size(file); at += 1 << 20) {
                    sink += disk.read(file, at, 1 << 20)[0];
                }
            }
            return size(disk);
        }
    }

    private static long size(FileDisk disk) {
        long size = 0;
        for (String file : disk.list()) {
            size += disk.size(file);
        }
        return size;
    }

    private static final class Counted implements Recovery.Visitor {
        long bytes;

        @Override
        public void restart() {
            bytes = 0;
        }

        @Override
        public void section(int type, byte[] from, int start, int end) {
            bytes += end - start;
        }

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            bytes += end - start;
        }
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
