package kith.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Rng;
import org.jspecify.annotations.Nullable;

/// One file of a [SimDisk]: what a program sees, what would survive, and how one became the other.
final class SimFile {
    private byte[] now = new byte[0];
    private int size;
    private byte[] durable = new byte[0];
    private int durableSize;

    /// What happened since the last sync, oldest first.
    private final List<Operation> unsynced = new ArrayList<>();

    /// A write of `bytes` at `offset`, or, without bytes, a cut down to `offset`.
    private record Operation(int offset, @Nullable Bytes bytes) {
        int sizeAfter(int size) {
            return bytes == null ? offset : Math.max(size, offset + bytes.size());
        }
    }

    int size() {
        return size;
    }

    byte[] read(long offset, int length) {
        int start = (int) Math.min(offset, size);
        int end = (int) Math.min(offset + length, size);
        return Arrays.copyOfRange(now, start, Math.max(start, end));
    }

    void write(int offset, byte[] from, int start, int count) {
        var bytes = Bytes.copy(from, start, start + count);
        var write = new Operation(offset, bytes);
        unsynced.add(write);
        size = write.sizeAfter(size);
        now = room(now, size);
        System.arraycopy(bytes.shared(), 0, now, offset, count);
    }

    void truncate(int to) {
        unsynced.add(new Operation(to, null));
        Arrays.fill(now, to, Math.max(to, size), (byte) 0);
        size = to;
    }

    void sync() {
        int end = Math.max(size, durableSize); // beyond both there are zeros
        int from = Math.min(firstTouched(), end);
        durable = room(durable, end);
        now = room(now, end);
        System.arraycopy(now, from, durable, from, end - from);
        durableSize = size;
        unsynced.clear();
    }

    void flip(int offset, int bit) {
        now[offset] ^= (byte) (1 << bit);
        if (offset < durableSize) {
            durable[offset] ^= (byte) (1 << bit);
        }
    }

    /// Each page lives through some of the operations, and so does the length.
    void crash(Rng rng, int survivalPercent) {
        if (unsynced.isEmpty()) {
            return;
        }
        int first = firstTouched() / SimDisk.SECTOR_BYTES;
        durable = room(durable, now.length);
        int[] fates = fates(first, rng, survivalPercent);
        for (int i = 0; i < unsynced.size(); i++) {
            apply(unsynced.get(i), i, first, fates);
        }
        int lived = fate(rng, survivalPercent);
        for (int i = 0; i < lived; i++) {
            durableSize = unsynced.get(i).sizeAfter(durableSize);
        }
        Arrays.fill(durable, Math.min(durableSize, durable.length), durable.length, (byte) 0);
        unsynced.clear();
        now = durable.clone();
        size = durableSize;
    }

    /// For each sector from `first` on, how many operations it lived through.
    private int[] fates(int first, Rng rng, int survivalPercent) {
        int sectorsInPage = SimDisk.PAGE_BYTES / SimDisk.SECTOR_BYTES;
        var fates = new int[now.length / SimDisk.SECTOR_BYTES + 1 - first];
        boolean torn = false;
        int fate = 0;
        for (int i = 0; i < fates.length; i++) {
            if (i == 0 || (first + i) % sectorsInPage == 0) {
                fate = fate(rng, survivalPercent);
                torn = rng.chance(20);
            }
            fates[i] = torn ? fate(rng, survivalPercent) : fate;
        }
        return fates;
    }

    private int fate(Rng rng, int survivalPercent) {
        if (rng.chance(survivalPercent)) {
            return unsynced.size();
        }
        return rng.chance(50) ? 0 : rng.nextInt(unsynced.size() + 1);
    }

    private void apply(Operation operation, int index, int firstSector, int[] fates) {
        var bytes = operation.bytes();
        int end = bytes == null ? now.length : operation.offset() + bytes.size();
        for (int at = operation.offset(); at < end; ) {
            int sector = at / SimDisk.SECTOR_BYTES;
            int to = Math.min(end, (sector + 1) * SimDisk.SECTOR_BYTES);
            if (index < fates[sector - firstSector]) {
                if (bytes == null) {
                    Arrays.fill(durable, at, to, (byte) 0);
                } else {
                    int from = at - operation.offset();
                    System.arraycopy(bytes.shared(), from, durable, at, to - at);
                }
            }
            at = to;
        }
    }

    private int firstTouched() {
        int first = now.length;
        for (Operation operation : unsynced) {
            first = Math.min(first, operation.offset());
        }
        return first;
    }

    private static byte[] room(byte[] array, int size) {
        return size <= array.length
                ? array
                : Arrays.copyOf(array, Math.max(size, 2 * array.length));
    }
}
