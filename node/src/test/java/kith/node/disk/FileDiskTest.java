package kith.node.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kith.store.DiskFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDiskTest {
    @TempDir private Path temp;
    private Path folder = Path.of("");
    private FileDisk disk = FileDisk.readOnly(folder);

    @BeforeEach
    void open() {
        folder = temp.resolve("store");
        disk = FileDisk.open(folder);
    }

    private void write(String file, long offset, int... bytes) {
        var from = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            from[i] = (byte) bytes[i];
        }
        disk.write(file, offset, from, 0, from.length);
    }

    private static void assertReason(DiskFailure.Reason reason, Runnable action) {
        assertEquals(reason, assertThrows(DiskFailure.class, action::run).reason());
    }

    @Test
    void whatIsWrittenIsReadAlsoByTheNextOneToOpenTheFolder() {
        write("a.log", 0, 1, 2, 3, 4);
        write("a.log", 2, 9);
        disk.sync();
        disk.close();
        try (var next = FileDisk.open(folder)) {
            assertArrayEquals(new byte[] {1, 2, 9, 4}, next.read("a.log", 0, 100));
            assertArrayEquals(new byte[] {2, 9}, next.read("a.log", 1, 2));
            assertArrayEquals(new byte[0], next.read("a.log", 4, 5));
            assertArrayEquals(new byte[0], next.read("a.log", 1L << 40, 5));
            assertEquals(4, next.size("a.log"));
        }
    }

    @Test
    void afterClosingNothingIsReadOrWrittenOrOpenedAgain() {
        write("a", 0, 1, 2);
        disk.sync();
        disk.close();
        try (var next = FileDisk.open(folder)) {
            next.write("a", 0, new byte[] {7, 8}, 0, 2);
            next.sync();
            assertReason(DiskFailure.Reason.IO, () -> write("a", 0, 1));
            assertReason(DiskFailure.Reason.IO, () -> write("b", 0, 1));
            assertReason(DiskFailure.Reason.IO, () -> disk.read("a", 0, 9));
            assertReason(DiskFailure.Reason.IO, () -> disk.delete("a"));
            assertReason(DiskFailure.Reason.IO, () -> disk.truncate("a", 1));
            assertReason(DiskFailure.Reason.IO, () -> disk.size("a"));
            assertReason(DiskFailure.Reason.IO, () -> disk.list());
            assertReason(DiskFailure.Reason.IO, () -> disk.sync());
            assertArrayEquals(new byte[] {7, 8}, next.read("a", 0, 9));
            assertEquals(List.of("a"), next.list());
        }
    }

    @Test
    void theNamesAboveAreSyncedToo() {
        List<Path> above = FileDisk.above(folder);
        assertEquals(temp.toAbsolutePath(), above.getFirst());
        assertEquals(temp.toAbsolutePath().getParent(), above.get(1));
        assertTrue(FileDisk.above(Path.of("/x")).equals(List.of(Path.of("/"))));
        assertEquals(List.of(), FileDisk.above(Path.of("/")));
    }

    @Test
    void onlyTheGivenPartOfTheArrayIsWritten() {
        disk.write("a", 0, new byte[] {1, 2, 3, 4}, 1, 3);
        assertArrayEquals(new byte[] {2, 3}, disk.read("a", 0, 9));
        assertThrows(IllegalArgumentException.class, () -> disk.write("a", 0, new byte[4], 3, 5));
    }

    @Test
    void aGapReadsAsZeros() {
        write("a", 3, 7);
        assertArrayEquals(new byte[] {0, 0, 0, 7}, disk.read("a", 0, 9));
    }

    @Test
    void aWriteLargerThanOneTransferIsWhole() {
        var large = new byte[2_500_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 4);
        }
        disk.write("a", 5, large, 0, large.length);
        assertArrayEquals(large, disk.read("a", 5, large.length));
    }

    @Test
    void filesAreListedInOrderAndTheNamesOfOthersAreLeftAlone() throws IOException {
        assertEquals(List.of(), disk.list());
        write("b.log", 0, 1);
        write("a-1", 0, 1);
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve(".hidden"), "x");
        Files.writeString(folder.resolve("Notes of mine.txt"), "x");
        assertEquals(List.of("a-1", "b.log"), disk.list());
        disk.sync();
    }

    @Test
    void aNameCannotLeadOutOfTheFolder() {
        for (String name : List.of("", "..", "../a", "/etc/passwd", "a/b", ".a", "A", "a\0b")) {
            assertThrows(IllegalArgumentException.class, () -> write(name, 0, 1), name);
            assertThrows(IllegalArgumentException.class, () -> disk.delete(name), name);
        }
        assertThrows(IllegalArgumentException.class, () -> write("a".repeat(65), 0, 1));
    }

    @Test
    void aDeletedFileIsAbsentAndCanBeWrittenAnew() {
        write("a", 0, 1, 2);
        disk.delete("a");
        assertReason(DiskFailure.Reason.ABSENT, () -> disk.read("a", 0, 1));
        assertReason(DiskFailure.Reason.ABSENT, () -> disk.size("a"));
        assertReason(DiskFailure.Reason.ABSENT, () -> disk.delete("a"));
        assertReason(DiskFailure.Reason.ABSENT, () -> disk.truncate("a", 0));
        disk.sync();
        write("a", 0, 3);
        assertArrayEquals(new byte[] {3}, disk.read("a", 0, 9));
    }

    @Test
    void aFileIsCutAndNeverGrowsByIt() {
        write("a", 0, 1, 2, 3);
        disk.truncate("a", 1);
        assertEquals(1, disk.size("a"));
        assertThrows(IllegalArgumentException.class, () -> disk.truncate("a", 2));
        assertThrows(IllegalArgumentException.class, () -> disk.truncate("a", -1));
    }

    @Test
    void manyFilesAreWrittenAndReadThroughFewChannels() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 30; i++) {
                write("file-" + i, round, i + round);
            }
            disk.sync();
        }
        for (int i = 0; i < 30; i++) {
            byte[] expected = {(byte) i, (byte) (i + 1), (byte) (i + 2)};
            assertArrayEquals(expected, disk.read("file-" + i, 0, 9));
        }
    }

    @Test
    void aFullDiskIsToldAsSuchAndReadingGoesOn() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "only Linux has a device that is always full");
        write("a", 0, 5);
        Files.createSymbolicLink(folder.resolve("full"), full);
        var failure = assertThrows(DiskFailure.class, () -> write("full", 0, 1));
        assertEquals(DiskFailure.Reason.FULL, failure.reason());
        String text = String.valueOf(failure.getMessage());
        assertTrue(text.contains("no space is left"), text);
        assertArrayEquals(new byte[] {5}, disk.read("a", 0, 9));
    }

    @Test
    void whatWasOpenedForReadingOnlyIsNeverChanged() throws IOException {
        write("a", 0, 1, 2);
        disk.close();
        try (var reader = FileDisk.readOnly(folder)) {
            assertArrayEquals(new byte[] {1, 2}, reader.read("a", 0, 9));
            assertEquals(List.of("a"), reader.list());
            assertReason(DiskFailure.Reason.DENIED, () -> reader.write("a", 0, new byte[1], 0, 1));
            assertReason(DiskFailure.Reason.DENIED, () -> reader.truncate("a", 0));
            assertReason(DiskFailure.Reason.DENIED, () -> reader.delete("a"));
            assertReason(DiskFailure.Reason.DENIED, reader::sync);
        }
        assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(folder.resolve("a")));
        try (var nowhere = FileDisk.readOnly(temp.resolve("none"))) {
            assertReason(DiskFailure.Reason.ABSENT, nowhere::list);
        }
        assertFalse(Files.exists(temp.resolve("none")));
    }

    @Test
    void afterAFailedSyncNothingIsPromisedAnyMore() throws IOException {
        write("a", 0, 1);
        disk.sync();
        write("b", 0, 1);
        write("a", 1, 1);
        Path aside = temp.resolve("aside");
        Files.move(folder, aside); // so that the sync cannot find what it must cover
        var first = assertThrows(DiskFailure.class, disk::sync);
        Files.move(aside, folder);
        var second = assertThrows(DiskFailure.class, disk::sync);
        assertEquals(first.reason(), second.reason());
        String text = String.valueOf(second.getMessage());
        assertTrue(text.contains("an earlier sync failed"), text);
        assertArrayEquals(new byte[] {1, 1}, disk.read("a", 0, 9));
    }
}
