package kith.lab.bench.host;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.store.Disk;

/// A disk that keeps lengths and nothing else.
public final class NoDisk implements Disk {
    private final Map<String, Long> sizes = new TreeMap<>();

    @Override
    public List<String> list() {
        return List.copyOf(sizes.keySet());
    }

    @Override
    public long size(String file) {
        return sizes.getOrDefault(file, 0L);
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        return new byte[0];
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        sizes.merge(file, offset + end - start, Math::max);
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        sizes.put(file, size);
    }

    @Override
    public void delete(String file) {
        sizes.remove(file);
    }
}
