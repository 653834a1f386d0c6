package kith.node;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import kith.store.Disk;
import kith.store.DiskFailure;

/// A disk that is full from some moment on; what is there can be read.
final class FullDisk implements Disk {
    private final Disk disk;
    private final AtomicBoolean full;

    private FullDisk(Disk disk, AtomicBoolean full) {
        this.disk = disk;
        this.full = full;
    }

    static final class Switch {
        private final AtomicBoolean full = new AtomicBoolean();

        Disk over(Disk disk) {
            return new FullDisk(disk, full);
        }

        void fill() {
            full.set(true);
        }
    }

    private void check() {
        if (full.get()) {
            throw new DiskFailure(DiskFailure.Reason.FULL, "no space is left on the disk");
        }
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
        check();
        disk.write(file, offset, from, start, end);
    }

    @Override
    public void sync() {
        check();
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
