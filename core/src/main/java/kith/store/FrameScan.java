package kith.store;

/// Reads the frames of one file in order, and steps over what is not sound.
///
/// Segments and checkpoints differ in what a place is, and in nothing else here. Cost: each byte is
/// read once and checked once; after damage see [Resync].
final class FrameScan {
    private final Window window;
    private final long base;
    private final Records records;
    private final Resync resync;
    private boolean stopped;

    /// What is told to whoever asked for the scan, in the order of the file.
    interface Sink {
        /// A sound frame; its payload is `from[start..end)`, only during the call.
        void frame(int type, long place, byte[] from, int start, int end);

        /// From `start` up to `end` there is nothing sound. False stops the scan.
        boolean bad(long start, long end, Damaged.Reason reason);
    }

    /// For a file whose offset 0 has the place `base`.
    FrameScan(Window window, int seed, long base) {
        this.window = window;
        this.base = base;
        records = new Records(seed);
        resync = new Resync(window, seed, base);
    }

    /// Whether the sink stopped the scan.
    boolean stopped() {
        return stopped;
    }

    /// Scans from the offset `from` to the window's limit and returns where it ended.
    long run(long from, Sink sink) {
        long at = from;
        while (at < window.limit() && !stopped) {
            int index = window.load(at, 1);
            records.reset(base + at, window.array(), index, window.filled());
            while (records.nextFrame()) {
                sink.frame(
                        records.type(),
                        records.position(),
                        window.array(),
                        records.start(),
                        records.end());
            }
            at += records.consumed();
            if (!loadWhole(at)) {
                at = passOver(at, sink);
            }
        }
        return at;
    }

    /// Loads the rest of the frame at `at`; false when there cannot be one.
    private boolean loadWhole(long at) {
        int needed = records.needed();
        if (records.broken() || needed > window.limit() - at) {
            return false;
        }
        window.load(at, needed);
        return true;
    }

    private long passOver(long at, Sink sink) {
        long next = resync.next(at + 1);
        stopped = !sink.bad(base + at, base + next, Damaged.Reason.RECORD);
        return stopped ? at : next;
    }
}
