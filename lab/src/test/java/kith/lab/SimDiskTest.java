package kith.lab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import kith.lang.Rng;
import kith.store.DiskFailure;
import org.junit.jupiter.api.Test;

final class SimDiskTest {
    private static final int PAGE = SimDisk.PAGE_BYTES;

    @Test
    void itIsAnOrdinaryDiskWhileNothingHappens() {
        var disk = new SimDisk();
        write(disk, "b", 0, "hello");
        write(disk, "a", 3, "gap");
        write(disk, "b", 4, "0!");
        assertEquals(List.of("a", "b"), disk.list());
        assertEquals("hell0!", read(disk, "b"));
        assertEquals("\0\0\0gap", read(disk, "a"));
        assertEquals(6, disk.size("a"));
        assertEquals(0, disk.read("a", 10, 5).length);
        assertEquals(2, disk.read("a", 4, 5).length);
        disk.truncate("b", 2);
        write(disk, "b", 4, "x");
        assertEquals("he\0\0x", read(disk, "b"));
        disk.delete("a");
        assertEquals(List.of("b"), disk.list());
        assertEquals(5, disk.usedBytes());
        assertEquals("he\0\0x", read(disk.copy(), "b"));
    }

    @Test
    void aFileThatIsNotThereIsAFailure() {
        var disk = new SimDisk();
        for (Runnable call :
                List.<Runnable>of(
                        () -> disk.size("x"),
                        () -> disk.read("x", 0, 1),
                        () -> disk.truncate("x", 0),
                        () -> disk.delete("x"))) {
            var failure = assertThrows(DiskFailure.class, call::run);
            assertEquals(DiskFailure.Reason.ABSENT, failure.reason());
        }
    }

    @Test
    void whatWasSyncedSurvivesEveryCrash() {
        for (long seed = 1; seed <= 300; seed++) {
            var rng = new Rng(seed);
            var disk = new SimDisk();
            disk.write("old", 0, new byte[] {1}, 0, 1);
            disk.sync();
            byte[] content = rng.bytes(rng.nextInt(3 * PAGE)).toArray();
            disk.write("kept", 0, content, 0, content.length);
            disk.delete("old");
            disk.sync();
            disk.write("kept", content.length, content, 0, content.length);
            disk.write("new", 0, content, 0, content.length);
            disk.crash(rng);
            assertTrue(disk.list().contains("kept"), "seed " + seed);
            byte[] left = disk.read("kept", 0, content.length);
            assertArrayEquals(content, left, "seed " + seed);
            assertTrue(!disk.list().contains("old"), "seed " + seed);
        }
    }

    @Test
    void withoutASyncPagesNamesAndLengthsSurviveOrNotEachOnItsOwn() {
        var outcomes = new TreeSet<String>();
        for (long seed = 1; seed <= 2_000; seed++) {
            var rng = new Rng(seed);
            var disk = new SimDisk();
            disk.write("f", 0, filled(PAGE, 1), 0, PAGE);
            disk.write("deleted", 0, filled(1, 1), 0, 1);
            disk.sync();
            disk.write("f", PAGE, filled(2 * PAGE, 2), 0, 2 * PAGE);
            disk.delete("deleted");
            disk.write("created", 0, filled(1, 1), 0, 1);
            disk.crash(rng);
            var names = disk.list();
            int size = (int) disk.size("f");
            byte[] left = disk.read("f", 0, size);
            byte first = size > PAGE ? left[PAGE] : -1;
            byte second = size > 2 * PAGE ? left[2 * PAGE] : -1;
            outcomes.add(first + " " + second);
            outcomes.add(names.contains("deleted") ? "kept" : "gone");
            outcomes.add(names.contains("created") ? "there" : "lost");
        }
        var all = List.of("-1 -1", "0 0", "0 2", "2 0", "2 2", "gone", "kept", "lost", "there");
        assertEquals(new TreeSet<>(all), outcomes);
    }

    @Test
    void aPageCanBeTornBetweenSectorsAndNowhereElse() {
        int torn = 0;
        for (long seed = 1; seed <= 500; seed++) {
            var disk = new SimDisk();
            disk.write("f", 0, filled(PAGE, 1), 0, PAGE);
            disk.sync();
            disk.write("f", 0, filled(PAGE, 2), 0, PAGE);
            disk.crash(new Rng(seed));
            byte[] left = disk.read("f", 0, PAGE);
            for (int at = 0; at < PAGE; at++) {
                boolean atSector = at % SimDisk.SECTOR_BYTES == 0;
                assertTrue(left[at] == 1 || left[at] == 2);
                assertTrue(atSector || left[at] == left[at - 1], "seed " + seed + " at " + at);
            }
            torn += left[0] != left[PAGE - 1] ? 1 : 0;
        }
        assertTrue(torn > 10, torn + " of 500 are torn");
    }

    @Test
    void aPageMaySurviveAsItWasBetweenTwoWrites() {
        var seen = new TreeSet<String>();
        for (long seed = 1; seed <= 500; seed++) {
            var disk = new SimDisk();
            write(disk, "f", 0, "...");
            disk.sync();
            write(disk, "f", 0, "1");
            write(disk, "f", 1, "2");
            write(disk, "f", 2, "3");
            disk.crash(new Rng(seed));
            seen.add(read(disk, "f"));
        }
        assertEquals(new TreeSet<>(List.of("...", "1..", "12.", "123")), seen);
    }

    @Test
    void aCrashIsTheSameForTheSameSeed() {
        for (long seed = 1; seed <= 50; seed++) {
            assertEquals(crashed(seed), crashed(seed));
        }
    }

    private static String crashed(long seed) {
        var rng = new Rng(seed);
        var disk = new SimDisk();
        for (int i = 0; i < 20; i++) {
            byte[] bytes = rng.bytes(rng.nextInt(3000)).toArray();
            disk.write("f" + rng.nextInt(3), rng.nextInt(9000), bytes, 0, bytes.length);
            if (rng.chance(20)) {
                disk.sync();
            }
        }
        disk.crash(rng);
        var out = new StringBuilder();
        for (String name : disk.list()) {
            out.append(name).append(Arrays.hashCode(disk.read(name, 0, 100_000)));
        }
        return out.toString();
    }

    @Test
    void aSyncThatLiesKeepsNothing() {
        for (long seed = 1; seed <= 50; seed++) {
            var disk = new SimDisk();
            write(disk, "f", 0, "true");
            disk.sync();
            disk.lie(true);
            write(disk, "f", 0, "LIES");
            disk.sync();
            disk.lie(false);
            var left = disk.copy();
            assertEquals("LIES", read(left, "f"));
            disk.crash(new Rng(seed));
            assertTrue(List.of("true", "LIES").contains(read(disk, "f")));
        }
    }

    @Test
    void aFullDiskTakesWhatFitsAndSaysSo() {
        var disk = new SimDisk();
        disk.capacityBytes(7);
        write(disk, "f", 0, "12345");
        var full = assertThrows(DiskFailure.class, () -> write(disk, "g", 0, "abcde"));
        assertEquals(DiskFailure.Reason.FULL, full.reason());
        assertEquals("ab", read(disk, "g"));
        write(disk, "f", 0, "54321");
        disk.capacityBytes(100);
        write(disk, "g", 0, "abcde");
        assertEquals("abcde", read(disk, "g"));
    }

    @Test
    void thePlannedCallFailsOnceAndAWriteThatFailsHasWrittenHalf() {
        var disk = new SimDisk();
        disk.failAt(2);
        write(disk, "f", 0, "12");
        assertThrows(DiskFailure.class, () -> write(disk, "f", 2, "3456"));
        assertEquals("1234", read(disk, "f"));
        disk.failAt(1);
        assertThrows(DiskFailure.class, disk::sync);
        disk.failAt(1);
        disk.heal();
        disk.sync();
    }

    @Test
    void aFlippedBitStaysFlipped() {
        var disk = new SimDisk();
        write(disk, "f", 0, "aaa");
        disk.sync();
        disk.flip("f", 1, 1);
        assertEquals("aca", read(disk, "f"));
        disk.crash(new Rng(1));
        assertEquals("aca", read(disk, "f"));
    }

    private static byte[] filled(int size, int value) {
        var out = new byte[size];
        Arrays.fill(out, (byte) value);
        return out;
    }

    private static void write(SimDisk disk, String file, long offset, String text) {
        var bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) text.charAt(i);
        }
        disk.write(file, offset, bytes, 0, bytes.length);
    }

    private static String read(SimDisk disk, String file) {
        var out = new StringBuilder();
        for (byte b : disk.read(file, 0, 1000)) {
            out.append((char) b);
        }
        return out.toString();
    }
}
