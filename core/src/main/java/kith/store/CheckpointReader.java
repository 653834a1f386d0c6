package kith.store;

import kith.lang.Bytes;
import kith.lang.Crc32c;
import org.jspecify.annotations.Nullable;

/// Reads one [Checkpoint] that has its footer, front to back, a chunk at a time.
///
/// The footer is read first, so a file that a crash left half-written is known before anything of
/// it is told. What comes after that can only fail by damage, which is rare; then what was told
/// before is taken back, which is cheaper than reading every checkpoint twice.
final class CheckpointReader implements FrameScan.Sink {
    private final Disk disk;
    private final int number;
    private final int seed;
    private final Checkpoint.@Nullable Header header;
    private final Checkpoint.Footer footer;
    private final Recovery.Visitor visitor;
    private final Damaged.Tally tally;
    private boolean tellsAll;
    private int sections;
    private int register = Crc32c.START;
    private boolean sound = true;

    private CheckpointReader(
            Disk disk,
            int number,
            Bytes storeId,
            Checkpoint.Footer footer,
            Recovery.Visitor visitor,
            Damaged.Tally tally) {
        this.disk = disk;
        this.number = number;
        this.seed = Frame.seed(storeId);
        this.footer = footer;
        this.visitor = visitor;
        this.tally = tally;
        var read = Checkpoint.readHeader(disk, number);
        header = read != null && read.storeId().equals(storeId) ? read : null;
    }

    /// A reader of the checkpoint; null when it has no sound footer.
    static @Nullable CheckpointReader open(
            Disk disk, int number, Bytes storeId, Recovery.Visitor visitor, Damaged.Tally tally) {
        var footer = Checkpoint.readFooter(disk, number, Frame.seed(storeId));
        return footer == null
                ? null
                : new CheckpointReader(disk, number, storeId, footer, visitor, tally);
    }

    /// Tells also what comes behind damage, to one who checks and does not build on it.
    CheckpointReader tellingAll() {
        tellsAll = true;
        return this;
    }

    /// The position in the log from which to replay; 0 when the header is damaged.
    long replayFrom() {
        return header == null ? 0 : header.replayFrom();
    }

    int sections() {
        return sections;
    }

    /// Tells the sections up to the first that is damaged, adds what is damaged to the tally, and
    /// returns whether nothing was.
    boolean run() {
        if (header == null) {
            damaged(0, Frame.BLOCK_BYTES, Damaged.Reason.HEADER);
        }
        var window = new Window(disk, Checkpoint.file(number), Frame.BLOCK_BYTES, footer.bytes());
        new FrameScan(window, seed, Checkpoint.place(number)).run(Frame.BLOCK_BYTES, this);
        if (sound && (sections != footer.sections() || register != footer.register())) {
            damaged(0, 0, Damaged.Reason.CHECKPOINT);
        }
        return sound;
    }

    @Override
    public void frame(int type, long place, byte[] from, int start, int end) {
        sections++;
        register = Crc32c.updateWord(register, Frame.crc(from, start - Frame.HEAD_BYTES));
        if (sound || tellsAll) {
            visitor.section(type, from, start, end);
        }
    }

    @Override
    public boolean bad(long start, long end, Damaged.Reason reason) {
        damaged(start - Checkpoint.place(number), end - start, reason);
        return true;
    }

    private void damaged(long offset, long length, Damaged.Reason reason) {
        sound = false;
        tally.add(new Damaged(Checkpoint.file(number), offset, length, reason));
    }
}
