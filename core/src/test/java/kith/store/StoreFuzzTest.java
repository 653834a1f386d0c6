package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.lang.Utf8;
import kith.lang.Writer;
import org.junit.jupiter.api.Test;

/// Files that hold anything at all. Opening them ends with a store that opens again in the same
/// way, or with [Malformed]; it tells nothing that was not written, and loses only what it reports.
final class StoreFuzzTest {
    @Test
    void spoiltStoresTellNothingThatWasNotWrittenAndAreStableOnceOpened() {
        var home = sample();
        for (long seed = 1; seed <= 1_500; seed++) {
            try {
                var disk = home.disk.copy();
                spoil(disk, new Rng(seed));
                check(home, disk);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static Home sample() {
        var home = new Home(1300);
        for (int i = 0; i < 25; i++) {
            home.append("record " + i);
            if (i % 5 == 0) {
                home.sync();
            }
            if (i == 8 || i == 16) {
                home.checkpoint(i, "section a of " + i, "section b");
            }
        }
        return home;
    }

    private static void check(Home home, MemoryDisk disk) {
        var first = new Told();
        Recovered recovered;
        try {
            Verification.run(disk, new Told());
            recovered = Recovery.open(disk, first, Home.OTHER_ID);
        } catch (Malformed refused) {
            return;
        }
        int at = 0;
        for (var entry : first.entries) {
            at = home.appended.subList(at, home.appended.size()).indexOf(entry) + at + 1;
            assertTrue(at > 0 && home.appended.get(at - 1).equals(entry), "invented: " + entry);
        }
        for (var section : first.sections) {
            var text = Utf8.decode(section.payload().shared(), 0, section.payload().size());
            assertTrue(text.startsWith("section "), text);
        }
        var second = new Told();
        var again = Recovery.open(disk, second, Home.OTHER_ID);
        assertEquals(first.entries, second.entries);
        assertEquals(recovered.end(), again.end());
        assertEquals(0, again.cutBytes());
        goOn(disk, again, second);
    }

    /// A store that was opened takes new records, whatever happened to it before.
    private static void goOn(MemoryDisk disk, Recovered recovered, Told before) {
        var appender = recovered.appender(1300);
        long position = appender.append(9, Home.text("new"));
        for (var write : appender.take()) {
            write.to(disk);
        }
        var told = new Told();
        Recovery.open(disk, told, Home.OTHER_ID);
        var expected = new ArrayList<>(before.entries);
        expected.add(new Told.Entry(9, position, Home.text("new")));
        assertEquals(expected, told.entries);
    }

    private static void spoil(MemoryDisk disk, Rng rng) {
        for (int times = rng.between(1, 4); times > 0 && !disk.list().isEmpty(); times--) {
            var files = disk.list();
            String file = files.get(rng.nextInt(files.size()));
            byte[] content = disk.contents(file);
            int at = rng.nextInt(content.length + 1);
            switch (rng.nextInt(9)) {
                case 0 -> disk.delete(file);
                case 1 -> disk.put(file, Arrays.copyOf(content, at));
                case 2 -> disk.put(file, Arrays.copyOf(content, content.length + at));
                case 3 -> disk.put(file, rng.bytes(at).toArray());
                case 4 -> disk.put(Segment.file(rng.between(1, 9)), content.clone());
                case 5 -> disk.put(Checkpoint.file(rng.between(1, 20)), content.clone());
                case 6 -> Arrays.fill(content, at, content.length, (byte) 0);
                default -> flip(content, rng);
            }
        }
    }

    private static void flip(byte[] content, Rng rng) {
        for (int flips = rng.between(1, 5); flips > 0 && content.length > 0; flips--) {
            content[rng.nextInt(content.length)] = (byte) rng.nextInt();
        }
    }

    @Test
    void randomBytesBehindASoundHeaderAreNoRecords() {
        for (long seed = 1; seed <= 300; seed++) {
            var rng = new Rng(seed);
            var home = new Home(Segment.BYTES_MAX);
            var log = new Writer().bytes(Bytes.wrap(home.file(1)));
            log.bytes(rng.bytes(rng.nextInt(3_000)));
            home.disk.put("00000001.log", log.toArray());
            var told = new Told();
            var recovered = home.open(told);
            assertEquals(List.of(), told.entries, "seed " + seed);
            assertEquals(log.size() - Segment.HEADER_BYTES, recovered.cutBytes(), "seed " + seed);
        }
    }
}
