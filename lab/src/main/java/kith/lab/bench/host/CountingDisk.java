package kith.lab.bench.host;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import kith.store.Disk;

/// A disk that counts what goes to another one.
public final class CountingDisk implements Disk {
    private final Disk disk;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong syncs = new AtomicLong();

    public CountingDisk(Disk disk) {
        this.disk = disk;
    }

    public long bytes() {
        return bytes.get();
    }

    public long syncs() {
        return syncs.get();
    }

    @Override
    public List<String> list() {
        return disk.list();
    }

    @Override
    public long size(String file) {
        return disk.size(file);
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        return disk.read(file, offset, length);
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        bytes.addAndGet(end - start);
        disk.write(file, offset, from, start, end);
    }

    @Override
    public void sync() {
        syncs.incrementAndGet();
        disk.sync();
    }

    @Override
    public void truncate(String file, long size) {
        disk.truncate(file, size);
    }

    @Override
    public void delete(String file) {
        disk.delete(file);
    }
}
