package kith.store;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Crc32c;
import kith.lang.Writer;

/// Writes one [Checkpoint], a few sections in each step, without touching the disk.
///
/// ```
/// section section  take()   again and again, in as many steps as it takes
/// sync                      of all sections, and of the log up to replayFrom at least
/// finish(synced)   take()
/// sync                      now it counts: Appender.checkpointed, delete Checkpoint.obsolete
/// ```
///
/// Two syncs, because pages reach the disk in any order. A footer that survived a crash which a
/// section did not would make a checkpoint that looks complete and damaged; one that survived a
/// crash which its own log did not would hold changes that the log does not know. So [#finish]
/// wants everything taken, and asks how far the log is durable.
///
/// Belongs to the owner of the engine.
public final class CheckpointWriter {
    /// The longest section. 1 MiB: about a millisecond of work, the length of a step.
    public static final int SECTION_BYTES_MAX = 1 << 20;

    private static final int BUFFER_FIRST_BYTES = 4096;

    private final int seed;
    private final int number;
    private final long replayFrom;
    private Writer buffer = new Writer(BUFFER_FIRST_BYTES);

    /// Where in the file the buffer's first byte belongs.
    private long base;

    private int frameStart = -1;
    private int sections;
    private int register = Crc32c.START;
    private boolean finished;

    /// Begins checkpoint `number` of the state that the log adds up to just before `replayFrom`.
    public CheckpointWriter(Bytes storeId, int number, long replayFrom) {
        if (replayFrom < Position.FIRST) {
            throw new IllegalArgumentException("no log before its first record: " + replayFrom);
        }
        this.seed = Frame.seed(storeId);
        this.number = number;
        this.replayFrom = replayFrom;
        Checkpoint.writeHeader(buffer, new Checkpoint.Header(number, storeId, replayFrom));
    }

    public int number() {
        return number;
    }

    public long replayFrom() {
        return replayFrom;
    }

    public void section(int type, Bytes payload) {
        open(type).bytes(payload);
        close();
    }

    /// Begins a section whose payload the caller adds to the writer; [#close] ends it. The writer
    /// holds more than this section: only add to it, and forget it afterwards.
    public Writer open(int type) {
        Frame.checkType(type);
        if (finished || frameStart >= 0) {
            throw new IllegalStateException(
                    "checkpoint " + number + (finished ? " is finished" : " has an open section"));
        }
        return openFrame(type);
    }

    /// Ends the section that [#open] began.
    public void close() {
        if (frameStart < 0) {
            throw new IllegalStateException("no section is open");
        }
        Frame.checkLength(buffer.size() - frameStart - Frame.HEAD_BYTES, SECTION_BYTES_MAX);
        if (base + buffer.size() + Checkpoint.FOOTER_BYTES > Checkpoint.OFFSET_LAST) {
            throw new IllegalStateException("checkpoint " + number + " grows beyond 64 GiB");
        }
        int start = frameStart;
        closeFrame();
        register = Crc32c.updateWord(register, Frame.crc(buffer.shared(), start));
        sections++;
    }

    /// Adds the footer, after all sections were taken and synced. `logSynced` is how far the log is
    /// known to be durable.
    public void finish(long logSynced) {
        if (finished || frameStart >= 0) {
            throw new IllegalStateException(
                    "checkpoint " + number + (finished ? " is finished" : " has an open section"));
        }
        if (buffer.size() > 0) {
            throw new IllegalStateException(
                    "checkpoint " + number + " has sections that were not even taken");
        }
        if (logSynced < replayFrom) {
            throw new IllegalStateException(
                    "checkpoint "
                            + number
                            + " starts from "
                            + Position.text(replayFrom)
                            + " and the log is durable only up to "
                            + Position.text(logSynced));
        }
        finished = true;
        var footer = new Checkpoint.Footer(sections, base + buffer.size(), register);
        Checkpoint.writeFooter(openFrame(Frame.FOOTER), footer);
        closeFrame();
    }

    /// What is to be written since the last call: one write, or none.
    public List<Disk.Write> take() {
        if (frameStart >= 0) {
            throw new IllegalStateException("a section is open");
        }
        if (buffer.size() == 0) {
            return List.of();
        }
        var write = new Disk.Write(Checkpoint.file(number), base, buffer.toBytes());
        base += buffer.size();
        buffer = new Writer(BUFFER_FIRST_BYTES);
        return List.of(write);
    }

    private Writer openFrame(int type) {
        frameStart = buffer.size();
        return buffer.u32(0).u32(0).u8(type);
    }

    private void closeFrame() {
        Frame.seal(seed, Checkpoint.place(number) + base + frameStart, buffer, frameStart);
        frameStart = -1;
    }
}
