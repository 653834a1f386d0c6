package kith.store;

/// A file read front to back in large pieces, with any one frame whole in memory.
///
/// ```
/// file    ------------[base ..................... base + filled)------------ limit
/// array               [0 ........................ filled .... ]
/// ```
///
/// Chunks of 1 MiB make the cost of a call to the disk vanish. A frame that reaches beyond what is
/// loaded is moved to the front before more is read: at most one frame moves for each chunk, so
/// every byte is copied less than three times, and memory is bounded by a chunk and a frame.
final class Window {
    /// What is read at once. 1 MiB: beyond it reading gets no faster, measured on a file in cache.
    static final int CHUNK_BYTES = 1 << 20;

    private final Disk disk;
    private final String file;
    private final long limit;
    private final byte[] array;
    private long base;
    private int filled;

    /// Reads from `from` and never beyond `limit`, which is not beyond the end of the file.
    Window(Disk disk, String file, long from, long limit) {
        this.disk = disk;
        this.file = file;
        this.limit = limit;
        base = from;
        long all = Math.max(0, limit - from);
        array = new byte[(int) Math.min(all, CHUNK_BYTES + Frame.BYTES_MAX)];
    }

    long limit() {
        return limit;
    }

    byte[] array() {
        return array;
    }

    /// The end of what is loaded, as an index.
    int filled() {
        return filled;
    }

    /// Loads the `length` bytes at `offset`, which are before the limit, and returns their index.
    /// The offset never lies before one that was asked for earlier.
    int load(long offset, int length) {
        long index = offset - base;
        if (index < 0 || index + length > filled) {
            return loadMore(offset, length);
        }
        return (int) index;
    }

    private int loadMore(long offset, int length) {
        if (offset < base || offset + length > limit) {
            throw new IllegalArgumentException(
                    length + " bytes at " + offset + " outside of " + base + ".." + limit);
        }
        if (offset - base + length > array.length) {
            slide(offset);
        }
        int index = (int) (offset - base);
        while (filled < index + length) {
            readChunk();
        }
        return index;
    }

    private void slide(long offset) {
        int kept = (int) Math.max(0, base + filled - offset);
        System.arraycopy(array, filled - kept, array, 0, kept);
        base = offset;
        filled = kept;
    }

    private void readChunk() {
        long at = base + filled;
        int wanted = (int) Math.min(Math.min(CHUNK_BYTES, array.length - filled), limit - at);
        byte[] chunk = disk.read(file, at, wanted);
        if (chunk.length == 0 || chunk.length > wanted) {
            throw new DiskFailure(
                    DiskFailure.Reason.IO,
                    file + ": wanted " + wanted + " bytes at " + at + ", got " + chunk.length);
        }
        System.arraycopy(chunk, 0, array, filled, chunk.length);
        filled += chunk.length;
    }
}
