package kith.store;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// A disk in memory that never fails: for looking at bytes and for changing them by hand.
final class MemoryDisk implements Disk {
    private final TreeMap<String, byte[]> files = new TreeMap<>();

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public long size(String file) {
        return content(file).length;
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        byte[] content = content(file);
        int start = (int) Math.min(offset, content.length);
        return Arrays.copyOfRange(content, start, Math.min(start + length, content.length));
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        byte[] content = files.getOrDefault(file, new byte[0]);
        int size = Math.max(content.length, (int) offset + end - start);
        content = Arrays.copyOf(content, size);
        System.arraycopy(from, start, content, (int) offset, end - start);
        files.put(file, content);
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        files.put(file, Arrays.copyOf(content(file), (int) size));
    }

    @Override
    public void delete(String file) {
        content(file);
        files.remove(file);
    }

    /// The content itself: whoever changes it changes the file.
    byte[] content(String file) {
        byte[] content = files.get(file);
        if (content == null) {
            throw new DiskFailure(DiskFailure.Reason.ABSENT, "no file " + file);
        }
        return content;
    }

    void put(String file, byte[] content) {
        files.put(file, content);
    }

    MemoryDisk copy() {
        var out = new MemoryDisk();
        files.forEach((name, content) -> out.files.put(name, content.clone()));
        return out;
    }

    boolean sameAs(MemoryDisk other) {
        return files.keySet().equals(other.files.keySet())
                && files.keySet().stream()
                        .allMatch(name -> Arrays.equals(files.get(name), other.files.get(name)));
    }
}
