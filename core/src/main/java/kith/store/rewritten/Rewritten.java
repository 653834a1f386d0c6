package kith.store.rewritten;

import java.util.Arrays;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.store.Disk;
import kith.store.Frame;
import kith.store.Position;
import kith.store.Segment;
import org.jspecify.annotations.Nullable;

/// A segment that was written anew: `00000001-0002.log`, of generation 2. The one that was appended
/// is generation 0.
///
/// ```
/// header | header | block | block | ... | index | closing frame
/// ```
///
/// *The problem.* What is appended is written for speed: a record, a signature and a hash for each
/// few changes. When nobody waits any more it can be a tenth of that. But everybody remembers
/// positions in it: graphs, checkpoints, links that are being served, questions that are being
/// answered. To translate all of them when a segment is replaced, and to know of each whether it
/// was, is a source of mistakes that show only years later.
///
/// *So* positions never change. They stay those of the log as it was appended, and mean a moment in
/// it and not an offset in a file. Each [Block] stands in for a stretch of that log and carries
/// where the stretch began; it has all records that lay in it and no others, in an order of its
/// own. Who reads from a position gets the block whose stretch it is in, from its beginning, and
/// goes on with the next: some records come that were passed already, which every reader of the
/// log can bear, and none is left out. The index says where the blocks lie, so that finding one
/// costs no read: 8 bytes for each stretch in memory.
///
/// *Crash safety.* Nothing here is atomic and nothing is renamed. The file counts when its closing
/// frame is sound, which is written only after all blocks and the index were synced; only when that
/// is synced too is the older generation deleted. Of the generations of a segment the newest that
/// is complete counts ([Shelf]).
///
/// The checksum of a frame is also over the generation, so that what is left of an older file is
/// nothing in a newer one.
///
/// Cost: opening one costs two small reads. Safe to share: nothing in it changes.
public final class Rewritten {
    /// How many blocks there are, and where the index begins.
    static final int CLOSING_PAYLOAD_BYTES = 8;

    static final int CLOSING_BYTES = Frame.HEAD_BYTES + CLOSING_PAYLOAD_BYTES;

    private final int number;
    private final int generation;
    private final int seed;
    private final boolean complete;

    /// Where the stretch of each block begins in the segment as it was appended; ascending.
    private final int[] labels;

    /// Where each block begins in the file, and where the last one ends.
    private final int[] offsets;

    Rewritten(int number, int generation, int seed, boolean complete, int[] labels, int[] offsets) {
        this.number = number;
        this.generation = generation;
        this.seed = seed;
        this.complete = complete;
        this.labels = labels.clone();
        this.offsets = offsets.clone();
    }

    public int number() {
        return number;
    }

    public int generation() {
        return generation;
    }

    public String file() {
        return Segment.file(number, generation);
    }

    /// Whether it was found with its closing frame.
    public boolean isComplete() {
        return complete;
    }

    /// How many blocks there are.
    public int blocks() {
        return labels.length;
    }

    /// The block that has what lay at that offset of the segment as it was appended, or behind it.
    public int blockAt(int offset) {
        int at = Arrays.binarySearch(labels, offset);
        return Math.max(0, at < 0 ? -at - 2 : at);
    }

    /// Where the stretch of a block begins; for the one after the last: where the next segment
    /// does.
    public long position(int block) {
        return block < labels.length
                ? Position.of(number, labels[block])
                : Position.nextSegment(Position.of(number, 0));
    }

    /// Where in the file a block begins; for the one after the last: where that ends.
    public int offset(int block) {
        return offsets[block];
    }

    /// A block read from the file at its offset; null when it is not sound.
    public @Nullable Block block(int block, Bytes bytes) {
        int size = offsets[block + 1] - offsets[block];
        if (bytes.size() != size || !isFrame(bytes.shared(), Frame.BLOCK, offsets[block])) {
            return null;
        }
        try {
            return Block.read(number, bytes.shared(), Frame.HEAD_BYTES, size);
        } catch (Malformed wrong) {
            return null;
        }
    }

    private boolean isFrame(byte[] from, int type, int offset) {
        return isFrame(seed, from, type, Position.of(number, offset));
    }

    /// Whether that is one whole frame of that type, at that place.
    private static boolean isFrame(int seed, byte[] from, int type, long place) {
        int length = from.length - Frame.HEAD_BYTES;
        return length >= 0
                && Frame.length(from, 0) == length
                && Frame.type(from, 0) == type
                && Frame.sound(seed, place, from, 0, length);
    }

    // Opening

    /// That generation of the segment with its index; one that has no sound closing frame, which is
    /// not complete, is looked through for its blocks up to the first that is not sound.
    static Rewritten open(Disk disk, Bytes storeId, int number, int generation) {
        int seed = Frame.seed(storeId, generation);
        Rewritten found = openByIndex(disk, seed, number, generation);
        return found != null ? found : lookThrough(disk, seed, number, generation);
    }

    private static @Nullable Rewritten openByIndex(
            Disk disk, int seed, int number, int generation) {
        String file = Segment.file(number, generation);
        long end = disk.size(file) - CLOSING_BYTES;
        if (end < Segment.HEADER_BYTES || end > Integer.MAX_VALUE) {
            return null;
        }
        byte[] closing = disk.read(file, end, CLOSING_BYTES);
        if (!isFrame(seed, closing, Frame.FOOTER, Position.of(number, (int) end))) {
            return null;
        }
        var in = new Reader(closing, Frame.HEAD_BYTES, closing.length);
        int blocks = in.u32();
        int indexAt = in.u32();
        long size = end - indexAt;
        if (indexAt < Segment.HEADER_BYTES || size < 0 || size > Frame.PAYLOAD_BYTES_MAX) {
            return null;
        }
        byte[] index = disk.read(file, indexAt, (int) size);
        return isFrame(seed, index, Frame.INDEX, Position.of(number, indexAt))
                ? readIndex(number, generation, seed, blocks, indexAt, index)
                : null;
    }

    private static @Nullable Rewritten readIndex(
            int number, int generation, int seed, int blocks, int indexAt, byte[] index) {
        var in = new Reader(index, Frame.HEAD_BYTES, index.length);
        if (blocks < 1 || blocks > in.remaining()) {
            return null;
        }
        var labels = new int[blocks];
        var offsets = new int[blocks + 1];
        int label = 0;
        int offset = Segment.HEADER_BYTES;
        for (int i = 0; i < blocks; i++) {
            label += in.count(Integer.MAX_VALUE - label, "label of a block");
            labels[i] = label;
            offsets[i] = offset;
            offset += in.count(indexAt - offset, "bytes of a block");
        }
        offsets[blocks] = offset;
        return offset == indexAt
                ? new Rewritten(number, generation, seed, true, labels, offsets)
                : null;
    }

    private static Rewritten lookThrough(Disk disk, int seed, int number, int generation) {
        String file = Segment.file(number, generation);
        var index = new Index();
        int at = Segment.HEADER_BYTES;
        byte[] frame = frameAt(disk, file, at);
        while (isFrame(seed, frame, Frame.BLOCK, Position.of(number, at))) {
            index.add(new Reader(frame, Frame.HEAD_BYTES, frame.length).u32(), frame.length);
            at += frame.length;
            frame = frameAt(disk, file, at);
        }
        return index.made(number, generation, seed, false);
    }

    private static byte[] frameAt(Disk disk, String file, int at) {
        byte[] head = disk.read(file, at, Frame.HEAD_BYTES);
        int length = head.length < Frame.HEAD_BYTES ? -1 : Frame.length(head, 0);
        return length < 0 ? head : disk.read(file, at, Frame.HEAD_BYTES + length);
    }

    /// Collects where blocks lie.
    static final class Index {
        private int[] labels = new int[16];
        private int[] sizes = new int[16];
        private int count;

        void add(int label, int size) {
            if (count > 0 && label <= labels[count - 1] || label < 0) {
                throw new IllegalArgumentException("a block of " + label + " out of order");
            }
            if (count == labels.length) {
                labels = Arrays.copyOf(labels, 2 * count);
                sizes = Arrays.copyOf(sizes, 2 * count);
            }
            labels[count] = label;
            sizes[count++] = size;
        }

        int count() {
            return count;
        }

        void write(Writer out) {
            for (int i = 0; i < count; i++) {
                out.varint(i == 0 ? labels[0] : labels[i] - labels[i - 1]).varint(sizes[i]);
            }
        }

        Rewritten made(int number, int generation, int seed, boolean complete) {
            var offsets = new int[count + 1];
            offsets[0] = Segment.HEADER_BYTES;
            for (int i = 0; i < count; i++) {
                offsets[i + 1] = offsets[i] + sizes[i];
            }
            int[] kept = Arrays.copyOf(labels, count);
            return new Rewritten(number, generation, seed, complete, kept, offsets);
        }
    }
}
