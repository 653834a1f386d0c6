package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import kith.lang.Rng;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.store.Recovery;
import kith.store.Verification;
import org.junit.jupiter.api.Test;

/// Disks that are full, that fail, that lie, and that go bad behind a promise.
final class StoreFaultTest {
    @Test
    void aFullDiskLosesNothingThatWasPromisedAndGoesOnWhenThereIsRoom() {
        for (int capacity = 1100; capacity < 4000; capacity += 13) {
            var disk = new SimDisk();
            var rng = new Rng(capacity);
            var id = rng.bytes(16);
            var appender = Recovery.open(disk, new StoreWorld.Told(), id).appender(1500);
            disk.capacityBytes(capacity);
            var queued = new ArrayList<Disk.Write>();
            int promised = 0;
            try {
                for (int i = 0; i < 200; i++) {
                    appender.append(1, rng.bytes(40));
                    queued.addAll(appender.take());
                    writeAll(queued, disk);
                    disk.sync();
                    appender.synced(appender.end());
                    promised++;
                }
            } catch (DiskFailure full) {
                assertEquals(DiskFailure.Reason.FULL, full.reason());
            }
            assertTrue(promised < 200);
            var crashed = disk.copy();
            var told = new StoreWorld.Told();
            assertEquals(0, Recovery.open(crashed, told, id).damagedTotal());
            assertEquals(promised, told.entries.size(), "capacity " + capacity);
            // without a crash: room is made, the driver repeats the write that failed
            disk.capacityBytes(Long.MAX_VALUE);
            writeAll(queued, disk);
            disk.sync();
            var all = new StoreWorld.Told();
            assertEquals(0, Recovery.open(disk, all, id).cutBytes());
            assertEquals(promised + 1, all.entries.size(), "capacity " + capacity);
        }
    }

    private static void writeAll(List<Disk.Write> queued, Disk disk) {
        while (!queued.isEmpty()) {
            queued.getFirst().to(disk);
            queued.removeFirst();
        }
    }

    @Test
    void aStoreOnAFullDiskOpens() {
        for (long seed = 1; seed <= 50; seed++) {
            var world = grown(seed);
            world.disk.capacityBytes(0);
            world.disk.crash(new Rng(seed));
            world.reopen();
        }
    }

    @Test
    void anErrorAtAnyCallOfAnOpeningIsPassedOnAndTheNextOpeningSucceeds() {
        for (long seed = 1; seed <= 40; seed++) {
            var world = grown(seed);
            world.kill();
            world.disk.crash(new Rng(seed));
            for (int call = 1; ; call++) {
                world.disk.failAt(call);
                long before = world.disk.calls();
                try {
                    Recovery.open(world.disk, new StoreWorld.Told(), new Rng(1).bytes(16));
                } catch (DiskFailure failure) {
                    assertEquals(DiskFailure.Reason.IO, failure.reason());
                    continue;
                }
                assertTrue(world.disk.calls() - before < call, "no error was swallowed");
                break;
            }
            world.disk.heal();
            world.reopen();
        }
    }

    @Test
    void onADiskThatLiesNothingIsInventedAndTheOrderIsKept() {
        for (long seed = 1; seed <= 1_500; seed++) {
            var rng = new Rng(seed);
            var world = new StoreWorld(rng);
            for (int acts = rng.nextInt(30); acts > 0; acts--) {
                world.act();
            }
            world.disk.lie(true);
            for (int acts = rng.nextInt(30); acts > 0; acts--) {
                world.act();
            }
            world.disk.lie(false);
            world.disk.crash(rng);
            var told = new StoreWorld.Told();
            var recovered = Recovery.open(world.disk, told, rng.bytes(16));
            var known = new HashSet<>(world.appended);
            long last = 0;
            int sections = (int) recovered.sections();
            for (int i = 0; i < told.entries.size(); i++) {
                var entry = told.entries.get(i);
                if (i < sections) {
                    assertEquals(world.appended.get(i).payload(), entry.payload(), "seed " + seed);
                } else {
                    assertTrue(known.contains(entry), "seed " + seed);
                    assertTrue(entry.position() > last, "seed " + seed);
                    last = entry.position();
                }
            }
        }
    }

    @Test
    void aBitThatFlipsBehindAPromiseIsReportedWhateverTheCrashDid() {
        int reported = 0;
        for (long seed = 1; seed <= 300; seed++) {
            var world = grown(seed);
            world.sync();
            var rng = new Rng(-seed);
            var files = world.disk.list();
            String file = files.get(rng.nextInt(files.size()));
            world.disk.flip(file, rng.nextInt((int) world.disk.size(file)), rng.nextInt(8));
            var report = Verification.run(world.disk, new StoreWorld.Told());
            boolean inTail = report.tailBytes() > 0;
            boolean unfinished = !report.unfinished().isEmpty();
            assertTrue(report.damagedTotal() == 1 || inTail || unfinished, "seed " + seed);
            reported += (int) report.damagedTotal();
        }
        assertTrue(reported > 100, reported + " of 300 were before the last sync that is known");
    }

    @Test
    void aDiskThatEndsAFileEarlyIsAFailureAndNoEndlessLoop() {
        var world = grown(3);
        world.sync();
        var liar = new ShortReads(world.disk);
        assertThrows(
                DiskFailure.class,
                () -> Recovery.open(liar, new StoreWorld.Told(), new Rng(1).bytes(16)));
    }

    /// Says that its files are longer than what can be read of them.
    private record ShortReads(Disk disk) implements Disk {
        @Override
        public List<String> list() {
            return disk.list();
        }

        @Override
        public long size(String file) {
            return disk.size(file) + 100;
        }

        @Override
        public byte[] read(String file, long offset, int length) {
            return disk.read(file, offset, length);
        }

        @Override
        public void write(String file, long offset, byte[] from, int start, int end) {
            throw new AssertionError("not while reading");
        }

        @Override
        public void sync() {
            throw new AssertionError("not while reading");
        }

        @Override
        public void truncate(String file, long size) {
            throw new AssertionError("not while reading");
        }

        @Override
        public void delete(String file) {
            throw new AssertionError("not while reading");
        }
    }

    private static StoreWorld grown(long seed) {
        var world = new StoreWorld(new Rng(seed));
        for (int acts = 0; acts < 25; acts++) {
            world.act();
        }
        return world;
    }
}
