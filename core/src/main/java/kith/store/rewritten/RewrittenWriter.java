package kith.store.rewritten;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.store.Disk;
import kith.store.Frame;
import kith.store.Position;
import kith.store.Segment;

/// Writes one segment anew, without touching the disk.
///
/// ```
/// block block   take()     again and again, in as many steps as it takes
/// index         take()
/// sync                     of all that
/// close         take()
/// sync                     now it counts: the older generation can be deleted
/// ```
///
/// Two syncs, because pages reach the disk in any order: a closing frame that survived a crash
/// which a block did not would make a file that looks complete, and the older one is gone then.
///
/// Belongs to the owner of the engine.
public final class RewrittenWriter {
    private static final int BUFFER_FIRST_BYTES = 4096;

    private final int number;
    private final int generation;
    private final int seed;
    private final Rewritten.Index index = new Rewritten.Index();
    private Writer buffer = new Writer(BUFFER_FIRST_BYTES);
    private int base;
    private int indexAt;
    private boolean closed;

    /// Begins that generation of a segment; `previousEnd` is what the older one says.
    public RewrittenWriter(Bytes storeId, int number, int generation, int previousEnd) {
        this.number = number;
        this.generation = generation;
        this.seed = Frame.seed(storeId, generation);
        Segment.writeNewHeader(buffer, storeId, number, previousEnd);
    }

    public String file() {
        return Segment.file(number, generation);
    }

    public int blocks() {
        return index.count();
    }

    /// Whether anything was handed out to be written.
    public boolean isBegun() {
        return base > 0;
    }

    /// How long the file is so far.
    public long bytes() {
        return (long) base + buffer.size();
    }

    /// Adds a block for the stretch of the log that begins at `position`. `forms` are the same
    /// records, as [Block#add] wrote them, in different forms: that is taken which packs best, and
    /// its place among them is returned.
    public int block(long position, List<Writer> forms) {
        if (indexAt > 0 || Position.segment(position) != number) {
            throw new IllegalStateException("no room for a block at " + Position.text(position));
        }
        int label = Position.offset(position);
        var best = new Writer(0);
        int taken = 0;
        for (int i = 0; i < forms.size(); i++) {
            Writer records = forms.get(i);
            Frame.checkLength(records.size(), Block.RECORDS_BYTES_MAX);
            var payload = new Writer(BUFFER_FIRST_BYTES);
            Block.write(payload, label, records.shared(), records.size());
            if (i == 0 || payload.size() < best.size()) {
                best = payload;
                taken = i;
            }
        }
        int start = open(Frame.BLOCK);
        buffer.bytes(best.shared(), 0, best.size());
        seal(start);
        index.add(label, buffer.size() - start);
        return taken;
    }

    /// After the last block.
    public void index() {
        if (indexAt > 0 || index.count() == 0) {
            throw new IllegalStateException(file() + " has " + index.count() + " blocks");
        }
        indexAt = (int) bytes();
        int start = open(Frame.INDEX);
        index.write(buffer);
        Frame.checkLength(buffer.size() - start - Frame.HEAD_BYTES, Frame.PAYLOAD_BYTES_MAX);
        seal(start);
    }

    /// Adds the closing frame, after everything before it was taken and synced.
    public void close() {
        if (indexAt == 0 || closed || buffer.size() > 0) {
            throw new IllegalStateException(file() + " is not to be closed");
        }
        closed = true;
        int start = open(Frame.FOOTER);
        buffer.u32(index.count()).u32(indexAt);
        seal(start);
    }

    /// What is to be written since the last call: one write, or none.
    public List<Disk.Write> take() {
        if (buffer.size() == 0) {
            return List.of();
        }
        var write = new Disk.Write(file(), base, buffer.toBytes());
        base += buffer.size();
        buffer = new Writer(BUFFER_FIRST_BYTES);
        return List.of(write);
    }

    /// What was written, once it is closed.
    public Rewritten made() {
        if (!closed) {
            throw new IllegalStateException(file() + " is not closed");
        }
        return index.made(number, generation, seed, true);
    }

    private int open(int type) {
        int start = buffer.size();
        buffer.u32(0).u32(0).u8(type);
        return start;
    }

    private void seal(int start) {
        Frame.seal(seed, Position.of(number, base + start), buffer, start);
    }
}
