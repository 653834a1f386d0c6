package kith.node.verify;

import java.util.ArrayList;
import java.util.List;
import kith.store.Checkpoint;
import kith.store.Disk;
import kith.store.DiskFailure;
import kith.store.Segment;

/// A store as it was at one moment, although a peer may be writing to it: the files that there
/// were, and of the log no more than what was durable then.
///
/// The log only grows, so a bound on it is as good as a copy. A checkpoint that is deleted
/// meanwhile is found missing when it is opened, and counts as not there: the newer one is.
public final class FolderView implements Disk {
    private final Disk disk;
    private final int segmentLast;
    private final long offsetEnd;
    private final List<String> files;

    private FolderView(Disk disk, int segmentLast, long offsetEnd, List<String> files) {
        this.disk = disk;
        this.segmentLast = segmentLast;
        this.offsetEnd = offsetEnd;
        this.files = files;
    }

    /// The store of a peer that runs and says that its log is durable up to `durable`, as in
    /// `00000001.log:1024`.
    public static FolderView upTo(Disk disk, String durable) {
        int colon = durable.indexOf(':');
        int segment = colon < 0 ? -1 : Segment.number(durable.substring(0, colon));
        if (segment < 1) {
            throw new IllegalArgumentException("no position in a log: " + durable);
        }
        long offset = Long.parseLong(durable.substring(colon + 1));
        var files = new ArrayList<String>();
        for (String file : disk.list()) {
            if (Segment.number(file) <= segment) {
                files.add(file);
            }
        }
        return new FolderView(disk, segment, offset, files);
    }

    @Override
    public List<String> list() {
        return files;
    }

    @Override
    public long size(String file) {
        try {
            long size = disk.size(file);
            return Segment.number(file) == segmentLast ? Math.min(size, offsetEnd) : size;
        } catch (DiskFailure failure) {
            requireCheckpoint(file, failure);
            return 0;
        }
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        long end = Segment.number(file) == segmentLast ? offsetEnd : Long.MAX_VALUE;
        int within = (int) Math.max(0, Math.min(length, end - offset));
        try {
            return disk.read(file, offset, within);
        } catch (DiskFailure failure) {
            requireCheckpoint(file, failure);
            return new byte[0];
        }
    }

    /// Only a checkpoint may go away while we look: the peer has completed a newer one.
    private static void requireCheckpoint(String file, DiskFailure failure) {
        if (Checkpoint.number(file) < 1 || failure.reason() != DiskFailure.Reason.ABSENT) {
            throw failure;
        }
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        throw readOnly();
    }

    @Override
    public void sync() {
        throw readOnly();
    }

    @Override
    public void truncate(String file, long size) {
        throw readOnly();
    }

    @Override
    public void delete(String file) {
        throw readOnly();
    }

    private static IllegalStateException readOnly() {
        return new IllegalStateException("this view of a store is for reading only");
    }
}
