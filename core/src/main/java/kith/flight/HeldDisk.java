package kith.flight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.store.Disk;

/// The files of a store in memory: what an engine is opened on that is told a recording again, and
/// in a tab, where files are read before the engine is there.
public final class HeldDisk implements Disk {
    private static final byte[] NOTHING = {};

    private final TreeMap<String, byte[]> files = new TreeMap<>();

    /// With no file in it.
    public HeldDisk() {}

    /// The same files as they are now: contents are never changed in place, so this costs nothing.
    public HeldDisk copy() {
        var copy = new HeldDisk();
        copy.files.putAll(files);
        return copy;
    }

    /// From now on nobody else may change `contents`.
    public void put(String file, byte[] contents) {
        files.put(file, contents);
    }

    /// Adds to the end of a file, which is made where there is none.
    public void append(String file, Bytes more) {
        write(file, size(file), more.shared(), 0, more.size());
    }

    private byte[] contents(String file) {
        return files.getOrDefault(file, NOTHING);
    }

    @Override
    public List<String> list() {
        return new ArrayList<>(files.keySet());
    }

    @Override
    public long size(String file) {
        return contents(file).length;
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        byte[] all = contents(file);
        int start = (int) Math.min(offset, all.length);
        var part = new byte[Math.min(length, all.length - start)];
        System.arraycopy(all, start, part, 0, part.length);
        return part;
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        byte[] before = contents(file);
        byte[] after = Arrays.copyOf(before, Math.max(before.length, (int) offset + end - start));
        System.arraycopy(from, start, after, (int) offset, end - start);
        files.put(file, after);
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        files.put(file, Arrays.copyOf(contents(file), (int) size));
    }

    @Override
    public void delete(String file) {
        files.remove(file);
    }
}
