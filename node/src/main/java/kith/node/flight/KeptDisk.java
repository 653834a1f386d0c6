package kith.node.flight;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import kith.store.Disk;
import kith.store.DiskFailure;

/// The files of a store as a recording has kept them, to open an engine on. What that changes (it
/// cuts off a torn end, deletes what was never finished) is changed in memory.
final class KeptDisk implements Disk {
    private final Path folder;
    private final TreeMap<String, byte[]> changed = new TreeMap<>();
    private final TreeSet<String> deleted = new TreeSet<>();

    KeptDisk(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<String> list() {
        var names = new TreeSet<>(changed.keySet());
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw failure("list " + folder, e);
        }
        names.removeAll(deleted);
        return new ArrayList<>(names);
    }

    @Override
    public long size(String file) {
        byte[] own = changed.get(file);
        try {
            return own == null ? Files.size(folder.resolve(file)) : own.length;
        } catch (IOException e) {
            throw failure("look at " + file, e);
        }
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        byte[] own = changed.get(file);
        if (own != null) {
            int start = (int) Math.min(own.length, offset);
            return Arrays.copyOfRange(own, start, (int) Math.min(own.length, offset + length));
        }
        try (var in = new RandomAccessFile(folder.resolve(file).toFile(), "r")) {
            var bytes = new byte[(int) Math.max(0, Math.min(length, in.length() - offset))];
            in.seek(offset);
            in.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw failure("read " + file, e);
        }
    }

    private byte[] own(String file) {
        byte[] own = changed.get(file);
        if (own == null) {
            boolean there = !deleted.contains(file) && Files.exists(folder.resolve(file));
            own = there ? read(file, 0, (int) size(file)) : new byte[0];
            deleted.remove(file);
            changed.put(file, own);
        }
        return own;
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        byte[] own = own(file);
        int size = (int) Math.max(own.length, offset + end - start);
        byte[] longer = Arrays.copyOf(own, size);
        System.arraycopy(from, start, longer, (int) offset, end - start);
        changed.put(file, longer);
    }

    @Override
    public void sync() {}

    @Override
    public void truncate(String file, long size) {
        changed.put(file, Arrays.copyOf(own(file), (int) size));
    }

    @Override
    public void delete(String file) {
        changed.remove(file);
        deleted.add(file);
    }

    private static DiskFailure failure(String what, IOException why) {
        return new DiskFailure(DiskFailure.Reason.IO, "cannot " + what, why);
    }
}
