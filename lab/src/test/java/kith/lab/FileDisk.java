package kith.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.store.Disk;
import kith.store.DiskFailure;

/// The shortest disk on real files, for measuring the store and for trying it on them.
final class FileDisk implements Disk, AutoCloseable {
    private final Path folder;
    private final TreeMap<String, FileChannel> open = new TreeMap<>();
    private final TreeSet<String> unsynced = new TreeSet<>();

    FileDisk(Path folder) {
        this.folder = folder;
        unsynced.addAll(list()); // an earlier process may have left them behind
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (NoSuchFileException absent) {
            throw new DiskFailure(DiskFailure.Reason.ABSENT, "no file " + absent.getFile(), absent);
        } catch (IOException failure) {
            throw new DiskFailure(DiskFailure.Reason.IO, String.valueOf(failure), failure);
        }
    }

    private FileChannel channel(String file, boolean create) throws IOException {
        FileChannel channel = open.get(file);
        if (channel == null) {
            var read = StandardOpenOption.READ;
            var write = StandardOpenOption.WRITE;
            channel =
                    create
                            ? FileChannel.open(
                                    folder.resolve(file), read, write, StandardOpenOption.CREATE)
                            : FileChannel.open(folder.resolve(file), read, write);
            open.put(file, channel);
        }
        return channel;
    }

    @Override
    public List<String> list() {
        return call(
                () -> {
                    try (var files = Files.list(folder)) {
                        return files.map(file -> String.valueOf(file.getFileName())).toList();
                    }
                });
    }

    @Override
    public long size(String file) {
        return call(() -> channel(file, false).size());
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        return call(
                () -> {
                    var channel = channel(file, false);
                    long rest = Math.max(0, channel.size() - offset);
                    var into = ByteBuffer.allocate((int) Math.min(length, rest));
                    while (into.hasRemaining()) {
                        if (channel.read(into, offset + into.position()) < 0) {
                            throw new IOException(file + " got shorter while it was read");
                        }
                    }
                    return into.array();
                });
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        unsynced.add(file);
        int size =
                call(
                        () -> {
                            var bytes = ByteBuffer.wrap(from, start, end - start);
                            while (bytes.hasRemaining()) {
                                long at = offset + bytes.position() - start;
                                channel(file, true).write(bytes, at);
                            }
                            return bytes.position() - start;
                        });
        assert size == end - start;
    }

    @Override
    public void sync() {
        for (String file : unsynced) {
            call(
                    () -> {
                        channel(file, false).force(true);
                        return file;
                    });
        }
        unsynced.clear();
        call(
                () -> {
                    try (var names = FileChannel.open(folder)) {
                        names.force(true);
                    }
                    return folder;
                });
    }

    @Override
    public void truncate(String file, long size) {
        unsynced.add(file);
        call(() -> channel(file, false).truncate(size));
    }

    @Override
    public void delete(String file) {
        unsynced.remove(file);
        call(
                () -> {
                    try (var _ = open.remove(file)) {
                        Files.delete(folder.resolve(file));
                    }
                    return file;
                });
    }

    @Override
    public void close() {
        for (FileChannel channel : open.values()) {
            try {
                channel.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
