package kith.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.store.Damaged.Reason;
import org.junit.jupiter.api.Test;

final class VerificationTest {
    private static final int HEAD = 9;

    @Test
    void aSoundStoreIsCountedAndLeftAsItIs() {
        var home = new Home(1200);
        for (int i = 0; i < 30; i++) {
            home.append("record " + i);
        }
        home.checkpoint(1, "one", "two", "three").append("after").sync();
        var before = Home.files(home.disk);
        var told = new Told();
        var report = Verification.run(home.disk, told);
        assertTrue(report.sound());
        assertEquals(Home.ID, report.storeId());
        assertEquals(31, report.records());
        assertEquals(3, report.sections());
        assertEquals(home.appended, told.entries, "from the very beginning");
        long bytes = 0;
        for (String file : home.disk.list()) {
            bytes += home.disk.size(file);
        }
        assertEquals(bytes, report.bytes());
        assertEquals(0, report.tailBytes());
        assertEquals(before, Home.files(home.disk));
    }

    @Test
    void damageBeforeTheCheckpointIsFoundThoughOpeningNeverLooksThere() {
        var home = new Home(1200);
        for (int i = 0; i < 30; i++) {
            home.append("record " + i);
        }
        home.checkpoint(1, "state").append("after").sync();
        var old = home.appended.get(3);
        home.file(1)[Position.offset(old.position()) + HEAD] ^= 1;
        home.file(2)[600] ^= 1;
        var report = Verification.run(home.disk, new Told());
        assertEquals(
                List.of(
                        new Damaged(
                                "00000001.log",
                                Position.offset(old.position()),
                                HEAD + old.payload().size(),
                                Reason.RECORD),
                        new Damaged("00000002.log", 0, 1024, Reason.HEADER)),
                report.damaged());
        assertEquals(30, report.records());
        assertFalse(report.sound());
        assertEquals(0, home.open(new Told()).damagedTotal());
    }

    @Test
    void aLogThatEndsBeforeItsCheckpointIsTooShort() {
        var home = new Home(1200);
        home.append("first").append("second").checkpoint(1, "state");
        int size = home.file(1).length;
        int kept = Position.offset(home.appended.get(1).position());
        home.disk.put("00000001.log", Arrays.copyOf(home.file(1), kept));
        var report = Verification.run(home.disk, new Told());
        var damaged = new Damaged("00000001.log", kept, size - kept, Reason.SHORT);
        assertEquals(List.of(damaged), report.damaged());
        assertEquals(1, report.records());
    }

    @Test
    void aLogWhoseLastSegmentsAreGoneMissesThem() {
        var home = new Home(1100);
        for (int i = 0; i < 3; i++) {
            home.append(Bytes.wrap(new byte[60]));
        }
        home.checkpoint(1, "state");
        home.disk.delete("00000002.log");
        home.disk.delete("00000003.log");
        var report = Verification.run(home.disk, new Told());
        assertEquals(
                List.of(
                        new Damaged("00000002.log", 0, 0, Reason.MISSING),
                        new Damaged("00000003.log", 0, 0, Reason.MISSING)),
                report.damaged());
        var recovered = home.open(new Told());
        assertEquals(2, recovered.damagedTotal());
        assertEquals(Position.of(4, 0), recovered.end());
    }

    @Test
    void aTornTailAndAnUnfinishedCheckpointAreNoDamage() {
        var home = new Home(1200);
        home.append("a").sync();
        int size = home.file(1).length;
        home.append("b");
        home.file(1)[home.file(1).length - 1] ^= 1;
        var unfinished = new CheckpointWriter(Home.ID, 1, Position.FIRST);
        unfinished.section(1, Home.text("x"));
        home.writeAll(unfinished);
        var report = Verification.run(home.disk, new Told());
        assertTrue(report.sound());
        assertEquals(List.of("checkpoint-00000001"), report.unfinished());
        assertEquals(home.file(1).length - size - HEAD - 8, report.tailBytes());
        assertEquals(1, report.records());
    }

    @Test
    void nothingAtAllIsSound() {
        var report = Verification.run(new MemoryDisk(), new Told());
        assertTrue(report.sound());
        assertNull(report.storeId());
    }

    @Test
    void aStoreThatNobodyCanReadIsAllDamage() {
        var disk = new MemoryDisk();
        disk.put("00000001.log", new byte[5000]);
        var report = Verification.run(disk, new Told());
        var damaged = new Damaged("00000001.log", 0, 5000, Reason.HEADER);
        assertEquals(List.of(damaged), report.damaged());
        assertNull(report.storeId());
    }
}
