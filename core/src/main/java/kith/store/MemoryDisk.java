package kith.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// Files in memory, all of them always synced: gone with the process, and never failing. For a host
/// whose disk cannot be asked at once, and for whoever looks at the bytes of a store.
public final class MemoryDisk implements Disk {
    private final TreeMap<String, File> files = new TreeMap<>();

    private static final class File {
        private byte[] bytes;
        private int size;

        File(byte[] bytes) {
            this.bytes = bytes;
            this.size = bytes.length;
        }

        /// A file grows write by write, so there is room for as much again.
        void grow(int end) {
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * size));
            }
            size = Math.max(size, end);
        }

        /// What is cut off reads as zeros when the file grows again.
        void cut(int end) {
            Arrays.fill(bytes, end, size, (byte) 0);
            size = end;
        }

        byte[] trimmed() {
            if (bytes.length != size) {
                bytes = Arrays.copyOf(bytes, size);
            }
            return bytes;
        }
    }

    /// Without any file.
    public MemoryDisk() {}

    /// Makes a file of these bytes, which are its own from now on.
    public void put(String file, byte[] contents) {
        files.put(file, new File(contents));
    }

    /// Adds to the end of a file, which is made where there is none.
    public void append(String file, Bytes more) {
        long end = files.containsKey(file) ? size(file) : 0;
        write(file, end, more.shared(), 0, more.size());
    }

    /// The contents themselves: whoever changes them before the next write changes the file.
    public byte[] contents(String file) {
        return file(file).trimmed();
    }

    /// The same files, which go their own way from now on.
    public MemoryDisk copy() {
        var copy = new MemoryDisk();
        for (String name : files.keySet()) {
            copy.put(name, contents(name).clone());
        }
        return copy;
    }

    private File file(String name) {
        @Nullable File found = files.get(name);
        if (found == null) {
            throw new DiskFailure(DiskFailure.Reason.ABSENT, "no file " + name);
        }
        return found;
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public long size(String file) {
        return file(file).size;
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        var found = file(file);
        int start = (int) Math.min(offset, found.size);
        return Arrays.copyOfRange(found.bytes, start, start + Math.min(length, found.size - start));
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        @Nullable File known = files.get(file);
        var into = known == null ? new File(new byte[0]) : known;
        files.put(file, into);
        int at = Math.toIntExact(offset);
        into.grow(Math.addExact(at, end - start));
        System.arraycopy(from, start, into.bytes, at, end - start);
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        file(file).cut((int) size);
    }

    @Override
    public void delete(String file) {
        file(file);
        files.remove(file);
    }
}
