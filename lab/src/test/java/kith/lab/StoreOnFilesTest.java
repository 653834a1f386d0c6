package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import kith.lang.Rng;
import kith.store.Recovery;
import kith.store.Verification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same store on real files.
final class StoreOnFilesTest {
    @TempDir Path folder = Path.of("");

    @Test
    void whatWasWrittenToFilesIsReadBackByTheNextProcess() {
        var rng = new Rng(1);
        var id = rng.bytes(16);
        var appended = new StoreWorld.Told();
        for (int process = 0; process < 3; process++) {
            try (var disk = new FileDisk(folder)) {
                var told = new StoreWorld.Told();
                var recovered = Recovery.open(disk, told, id);
                assertEquals(process == 0, recovered.fresh());
                assertEquals(appended.entries, told.entries);
                var appender = recovered.appender(5000);
                for (int i = 0; i < 200; i++) {
                    var payload = rng.bytes(rng.nextInt(200));
                    long position = appender.append(1, payload);
                    appended.entries.add(new StoreWorld.Entry(1, position, payload));
                }
                for (var write : appender.take()) {
                    write.to(disk);
                }
            }
        }
        try (var disk = new FileDisk(folder)) {
            var report = Verification.run(disk, new StoreWorld.Told());
            assertEquals(600, report.records());
            assertTrue(report.sound());
            assertTrue(disk.list().size() > 10);
        }
    }

    @Test
    void aTornTailIsCutOnFilesToo() {
        var id = new Rng(1).bytes(16);
        try (var disk = new FileDisk(folder)) {
            var appender = Recovery.open(disk, new StoreWorld.Told(), id).appender(1500);
            for (int i = 0; i < 20; i++) {
                appender.append(1, new Rng(i).bytes(100));
            }
            var writes = appender.take();
            for (var write : writes.subList(0, 2)) {
                write.to(disk);
            }
            var torn = writes.get(2);
            disk.write(torn.file(), 0, torn.bytes().shared(), 0, torn.bytes().size() - 10);
        }
        try (var disk = new FileDisk(folder)) {
            var told = new StoreWorld.Told();
            var recovered = Recovery.open(disk, told, id);
            assertEquals(99, recovered.cutBytes());
            assertEquals(0, recovered.damagedTotal());
            assertEquals(disk.size("00000003.log"), recovered.end() & 0xffff_ffffL);
        }
    }
}
