package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.store.Appender;
import kith.store.Checkpoint;
import kith.store.CheckpointWriter;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.store.Frame;
import kith.store.Recovered;
import kith.store.Recovery;
import org.jspecify.annotations.Nullable;

/// A home with its store on a disk that misbehaves, and beside it the obvious twin: a list of what
/// was appended and how much of it was promised.
///
/// The state that checkpoints hold is the sequence of records itself, in sections, so that whatever
/// is recovered can be compared with the list, record by record.
final class StoreWorld {
    record Entry(int type, long position, Bytes payload) {}

    final SimDisk disk = new SimDisk();
    final List<Entry> appended = new ArrayList<>();

    /// How many of them were synced.
    int promised;

    private final Rng rng;
    private final int segmentBytesMax;
    private final Bytes freshId;
    private final ArrayList<Disk.Write> queued = new ArrayList<>();
    private Appender appender;

    /// A sync that succeeded and that the appender has not been told of yet; 0 for none.
    private long answer;

    private int checkpointNext = 1;
    private @Nullable CheckpointWriter checkpoint;
    private int checkpointCovers;
    private int checkpointTold;

    StoreWorld(Rng rng) {
        this.rng = rng;
        segmentBytesMax = new int[] {1100, 2000, 6000, 30_000}[rng.nextInt(4)];
        freshId = rng.bytes(16);
        appender = Recovery.open(disk, new Told(), freshId).appender(segmentBytesMax);
    }

    /// Everything a recovery told.
    static final class Told implements Recovery.Visitor {
        final List<Entry> entries = new ArrayList<>();

        @Override
        public void restart() {
            entries.clear();
        }

        @Override
        public void section(int type, byte[] from, int start, int end) {
            entries.add(new Entry(type, 0, Bytes.copy(from, start, end)));
        }

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            entries.add(new Entry(type, position, Bytes.copy(from, start, end)));
        }
    }

    /// Does any one thing that a home does.
    void act() {
        if (answer > 0 && rng.chance(30)) {
            hear();
        }
        int die = rng.nextInt(20);
        if (die < 10) {
            append();
        } else if (die < 14) {
            write();
        } else if (die < 17) {
            sync();
        } else if (die == 17) {
            appender.mark();
        } else if (checkpoint == null) {
            checkpoint = new CheckpointWriter(freshId, checkpointNext++, appender.end());
            checkpointCovers = appended.size();
            checkpointTold = 0;
        } else {
            goOnWithCheckpoint(checkpoint);
        }
    }

    private void append() {
        for (int i = rng.between(1, 5); i > 0; i--) {
            int type = rng.between(1, Frame.TYPE_LAST + 1);
            var payload = rng.bytes(rng.chance(5) ? rng.nextInt(9000) : rng.nextInt(60));
            long position;
            if (rng.chance(50)) {
                position = appender.append(type, payload);
            } else {
                appender.open(type).bytes(payload);
                if (rng.chance(10)) {
                    appender.cancel();
                    continue;
                }
                position = appender.close();
            }
            appended.add(new Entry(type, position, payload));
        }
    }

    void write() {
        queued.addAll(appender.take());
        if (checkpoint != null) {
            queued.addAll(checkpoint.take());
        }
        int count = rng.nextInt(queued.size() + 1);
        for (int i = 0; i < count; i++) {
            queued.getFirst().to(disk);
            queued.removeFirst();
        }
    }

    void sync() {
        queued.addAll(appender.take());
        long end = appender.end();
        int count = appended.size();
        while (!queued.isEmpty()) {
            queued.getFirst().to(disk);
            queued.removeFirst();
        }
        disk.sync();
        promised = count;
        answer = end;
        if (rng.chance(50)) {
            hear(); // else more is appended before the answer is heard
        }
    }

    private void hear() {
        appender.synced(answer);
        answer = 0;
    }

    private void goOnWithCheckpoint(CheckpointWriter writer) {
        for (int i = rng.nextInt(40); i > 0 && checkpointTold < checkpointCovers; i--) {
            var entry = appended.get(checkpointTold++);
            writer.section(entry.type(), entry.payload());
        }
        queued.addAll(writer.take());
        if (checkpointTold == checkpointCovers) {
            sync();
            writer.finish(appender.end());
            queued.addAll(writer.take());
            checkpoint = null;
            if (rng.chance(30)) {
                return; // nobody waits for its sync: it may be complete after a crash, or not
            }
            sync();
            appender.checkpointed(writer.number());
            for (String old : Checkpoint.obsolete(disk.list(), writer.number())) {
                disk.delete(old);
            }
        }
    }

    /// The process is killed: what it had not written is gone, and the disk goes on.
    void kill() {
        answer = 0;
        queued.clear();
        checkpoint = null;
    }

    /// Opens the store again, through failures and further crashes while it does, and compares.
    void reopen() {
        kill();
        while (rng.chance(30)) {
            disk.failAt(rng.between(1, 30));
            try {
                var _ = Recovery.open(disk, new Told(), freshId);
            } catch (DiskFailure expected) {
                assertEquals(DiskFailure.Reason.IO, expected.reason());
            }
            disk.heal();
            disk.crash(rng);
        }
        var told = new Told();
        var recovered = Recovery.open(disk, told, freshId);
        compare(told, recovered);
        disk.crash(rng); // everything told is durable now
        var again = new Told();
        var second = Recovery.open(disk, again, freshId);
        assertEquals(told.entries, again.entries, "a second opening tells the same");
        assertEquals(0, second.cutBytes(), "a second opening has nothing to cut");
        assertEquals(recovered.end(), second.end());
        assertEquals(recovered.checkpoint(), second.checkpoint());
        appended.subList(told.entries.size(), appended.size()).clear();
        promised = appended.size();
        appender = recovered.appender(segmentBytesMax);
        checkpointNext = recovered.checkpointNext();
    }

    private void compare(Told told, Recovered recovered) {
        assertEquals(List.of(), recovered.damaged(), "an honest disk damages nothing");
        int count = told.entries.size();
        assertTrue(count >= promised, count + " told, " + promised + " were promised");
        assertTrue(count <= appended.size(), count + " told, " + appended.size() + " appended");
        for (int i = 0; i < count; i++) {
            var was = appended.get(i);
            var is = told.entries.get(i);
            assertEquals(was.type(), is.type());
            assertEquals(was.payload(), is.payload(), "record " + i);
            boolean section = i < recovered.sections();
            assertEquals(section ? 0 : was.position(), is.position(), "record " + i);
        }
    }
}
