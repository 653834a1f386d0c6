package kith.lab.tab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import kith.store.Disk;

/// Files in memory, for an engine that is opened again from those that a record has.
final class HeldDisk implements Disk {
    private static final byte[] NOTHING = {};

    private final TreeMap<String, byte[]> files = new TreeMap<>();

    void put(String file, byte[] contents) {
        files.put(file, contents);
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
