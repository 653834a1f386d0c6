package kith.lab.bench.host;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.store.Disk;

/// A disk in memory: everything written is there, and a sync takes no time.
public final class MemoryDisk implements Disk {
    private static final int BYTES_FIRST = 1 << 16;

    private final Map<String, File> files = new TreeMap<>();

    private static final class File {
        private byte[] bytes = new byte[BYTES_FIRST];
        private int size;
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public long size(String file) {
        var found = files.get(file);
        return found == null ? 0 : found.size;
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        var found = files.get(file);
        if (found == null || offset >= found.size) {
            return new byte[0];
        }
        int from = (int) offset;
        return Arrays.copyOfRange(found.bytes, from, Math.min(found.size, from + length));
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        var into = files.computeIfAbsent(file, key -> new File());
        int at = Math.toIntExact(offset);
        int size = Math.max(into.size, Math.addExact(at, end - start));
        if (size > into.bytes.length) {
            into.bytes = Arrays.copyOf(into.bytes, Math.max(size, 2 * into.bytes.length));
        }
        System.arraycopy(from, start, into.bytes, at, end - start);
        into.size = size;
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        var found = files.get(file);
        if (found != null) {
            found.size = (int) Math.min(found.size, size);
        }
    }

    @Override
    public void delete(String file) {
        files.remove(file);
    }
}
