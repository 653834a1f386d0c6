package kith.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.store.Told.Entry;

/// A store on a [MemoryDisk] with a driver that writes and syncs when it is told to, and the list
/// of what was appended.
final class Home {
    static final Bytes ID = Bytes.fromHex("000102030405060708090a0b0c0d0e0f");
    static final Bytes OTHER_ID = Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

    final MemoryDisk disk;
    final int segmentBytesMax;
    final List<Entry> appended = new ArrayList<>();
    Appender appender;

    Home(int segmentBytesMax) {
        this(new MemoryDisk(), ID, segmentBytesMax);
    }

    Home(MemoryDisk disk, Bytes freshId, int segmentBytesMax) {
        this.disk = disk;
        this.segmentBytesMax = segmentBytesMax;
        appender = Recovery.open(disk, new Told(), freshId).appender(segmentBytesMax);
    }

    /// All files with their contents.
    static Map<String, Bytes> files(MemoryDisk disk) {
        var files = new TreeMap<String, Bytes>();
        disk.list().forEach(name -> files.put(name, Bytes.wrap(disk.contents(name).clone())));
        return files;
    }

    /// Appends a record of type 1 and hands it to the disk.
    Home append(String payload) {
        return append(Bytes.wrap(Utf8.encode(payload)));
    }

    Home append(Bytes payload) {
        appended.add(new Entry(1, appender.append(1, payload), payload));
        return write();
    }

    Home write() {
        for (var write : appender.take()) {
            write.to(disk);
        }
        return this;
    }

    /// Syncs what was written, which the log will mention with the next record.
    Home sync() {
        write();
        disk.sync();
        appender.synced(appender.end());
        return this;
    }

    /// Makes the log itself know that everything so far is durable.
    Home mark() {
        sync();
        appender.mark();
        return write();
    }

    /// Writes a checkpoint with these sections and completes it.
    Home checkpoint(int number, String... sections) {
        var writer = new CheckpointWriter(ID, number, appender.end());
        for (String section : sections) {
            writer.section(7, Bytes.wrap(Utf8.encode(section)));
        }
        writeAll(writer);
        sync();
        writer.finish(appender.end());
        writeAll(writer);
        sync();
        appender.checkpointed(number);
        return this;
    }

    void writeAll(CheckpointWriter writer) {
        for (var write : writer.take()) {
            write.to(disk);
        }
    }

    Recovered open(Told told) {
        return Recovery.open(disk, told, OTHER_ID);
    }

    byte[] file(int segment) {
        return disk.contents(Segment.file(segment));
    }

    static Bytes text(String text) {
        return Bytes.wrap(Utf8.encode(text));
    }
}
