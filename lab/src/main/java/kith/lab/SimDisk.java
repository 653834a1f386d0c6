package kith.lab;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.lang.Rng;
import kith.store.Disk;
import kith.store.DiskFailure;
import org.jspecify.annotations.Nullable;

/// A disk in memory that does what real ones do: it forgets what was not synced, tears what it was
/// writing, fills up, fails, lies, and flips bits.
///
/// What a program sees and what would survive a loss of power are kept apart. Between them stands,
/// for each file, a list of the operations since the last sync. A [#crash] lets each page of 4 KiB
/// live through any number of them on its own: the pages of a file reach the disk in any order,
/// each as it was at some moment, and a page may be torn between sectors of 512 bytes. Lengths and
/// names have a fate of their own. This is harsher than most file systems: Pillai et al., *All File
/// Systems Are Not Created Equal* (OSDI 2014), table 1, lists which of them keep which order.
///
/// Cost: a write costs its copy, a crash what was written since the last sync; thousands of crashes
/// in a second. Deterministic from the generator that is passed in. One thread.
public final class SimDisk implements Disk {
    static final int PAGE_BYTES = 4096;

    /// What a disk writes whole or not at all.
    static final int SECTOR_BYTES = 512;

    /// The share of pages, names and lengths that survive a crash is drawn for each crash, so that
    /// "nearly all" and "nearly nothing" come up as often as "half".
    private static final int[] SURVIVAL_PERCENT = {0, 10, 50, 90, 100};

    private final TreeMap<String, SimFile> names = new TreeMap<>();
    private final TreeMap<String, SimFile> durableNames = new TreeMap<>();
    private long capacityBytes = Long.MAX_VALUE;
    private long calls;
    private long failingCall;
    private boolean lying;

    @Override
    public List<String> list() {
        call("list");
        return List.copyOf(names.keySet());
    }

    @Override
    public long size(String file) {
        call("size of " + file);
        return existing(file).size();
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        call("read of " + file);
        return existing(file).read(offset, length);
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        boolean fails = ++calls == failingCall;
        int wanted = fails ? (end - start) / 2 : end - start;
        SimFile target = names.computeIfAbsent(file, name -> new SimFile());
        long room = capacityBytes - usedBytes() + target.size() - offset;
        int written = (int) Math.max(0, Math.min(wanted, room));
        target.write((int) offset, from, start, written);
        if (fails) {
            throw failure("write to " + file);
        }
        if (written < wanted) {
            throw new DiskFailure(
                    DiskFailure.Reason.FULL,
                    "disk full: " + written + " of " + wanted + " bytes written to " + file);
        }
    }

    @Override
    public void sync() {
        call("sync");
        if (lying) {
            return;
        }
        for (SimFile file : names.values()) {
            file.sync();
        }
        durableNames.clear();
        durableNames.putAll(names);
    }

    @Override
    public void truncate(String file, long size) {
        call("truncate of " + file);
        existing(file).truncate((int) size);
    }

    @Override
    public void delete(String file) {
        call("delete of " + file);
        existing(file);
        names.remove(file);
    }

    /// The power goes, and comes back. What was synced is there; of everything else, any part.
    public void crash(Rng rng) {
        int survival = SURVIVAL_PERCENT[rng.nextInt(SURVIVAL_PERCENT.length)];
        var all = new TreeSet<>(names.keySet());
        all.addAll(durableNames.keySet());
        for (String name : all) {
            SimFile now = names.get(name);
            SimFile durable = durableNames.get(name);
            SimFile left = now == durable || rng.chance(survival) ? now : durable;
            settle(name, left, rng, survival);
        }
        durableNames.clear();
        durableNames.putAll(names);
    }

    private void settle(String name, @Nullable SimFile left, Rng rng, int survival) {
        if (left == null) {
            names.remove(name);
        } else {
            left.crash(rng, survival);
            names.put(name, left);
        }
    }

    /// From now on a sync reports success and does nothing.
    public void lie(boolean lying) {
        this.lying = lying;
    }

    /// All files together hold at most this many bytes.
    public void capacityBytes(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /// The `n`th call from now fails once, with 1 for the next. A write that fails has written
    /// half.
    public void failAt(long n) {
        failingCall = calls + n;
    }

    /// No call fails any more.
    public void heal() {
        failingCall = 0;
    }

    /// How many calls there were.
    public long calls() {
        return calls;
    }

    /// How many bytes all files hold.
    public long usedBytes() {
        long used = 0;
        for (SimFile file : names.values()) {
            used += file.size();
        }
        return used;
    }

    /// Flips one bit of what is stored, durably and without anybody being told.
    public void flip(String file, long offset, int bit) {
        existing(file).flip((int) offset, bit);
    }

    /// A disk with the same files, all of them synced, and no faults.
    public SimDisk copy() {
        var out = new SimDisk();
        for (String name : names.keySet()) {
            byte[] content = existing(name).read(0, Integer.MAX_VALUE);
            out.write(name, 0, content, 0, content.length);
        }
        out.sync();
        out.calls = 0;
        return out;
    }

    private SimFile existing(String file) {
        SimFile found = names.get(file);
        if (found == null) {
            throw new DiskFailure(DiskFailure.Reason.ABSENT, "no file " + file);
        }
        return found;
    }

    private void call(String what) {
        if (++calls == failingCall) {
            throw failure(what);
        }
    }

    private DiskFailure failure(String what) {
        return new DiskFailure(DiskFailure.Reason.IO, what + " failed, as planned, at " + calls);
    }
}
