package kith.node.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.store.Disk;
import kith.store.DiskFailure;

/// Files in memory, all of them always synced.
public final class MemoryDisk implements Disk {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    /// Without any file.
    public MemoryDisk() {}

    byte[] bytes(String file) {
        byte[] bytes = files.get(file);
        if (bytes == null) {
            throw new DiskFailure(DiskFailure.Reason.ABSENT, "no file " + file);
        }
        return bytes;
    }

    MemoryDisk copy() {
        var copy = new MemoryDisk();
        files.forEach((name, bytes) -> copy.files.put(name, bytes.clone()));
        return copy;
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public long size(String file) {
        return bytes(file).length;
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        byte[] bytes = bytes(file);
        int start = (int) Math.min(offset, bytes.length);
        return Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + length));
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        byte[] before = files.getOrDefault(file, new byte[0]);
        int size = Math.max(before.length, (int) offset + end - start);
        byte[] after = Arrays.copyOf(before, size);
        System.arraycopy(from, start, after, (int) offset, end - start);
        files.put(file, after);
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        files.put(file, Arrays.copyOf(bytes(file), (int) size));
    }

    @Override
    public void delete(String file) {
        files.remove(file);
    }
}
