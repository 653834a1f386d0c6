package kith.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.store.Disk;
import kith.store.DiskFailure;
import org.jspecify.annotations.Nullable;

/// The files of a store in one folder.
///
/// A few channels stay open, the least recently used is closed for another. A file that was written
/// is synced before its channel is closed: an error that the system finds while it writes back is
/// told to those who have the file open, and to nobody who opens it later (Rebello et al., ATC
/// 2020). The first sync covers every file and the folder, since an earlier process may have left
/// written pages behind that no sync covered.
///
/// When a sync has failed, all later ones fail: see the package.
///
/// The names of the folder and of those above it are synced once too: who makes a folder makes a
/// name in the one above, and without that name everything that was promised in it is gone.
///
/// One thread at a time; only [#close] may come from another one, when the first stands still in
/// the system and nobody waits for it any more. From then on everything fails, so that who had
/// stood still does not open the files again, which may be another process's by then.
public final class FileDisk implements Disk, AutoCloseable {
    /// Channels kept open. A store writes to a segment and a checkpoint, and reads from a few.
    private static final int CHANNELS_MAX = 8;

    /// One call of the system moves at most this. The JDK copies through a buffer of that size.
    private static final int TRANSFER_BYTES = 1 << 20;

    private static final int NAME_CHARS_MAX = 64;

    /// Folders above the store's that are synced: more than anybody makes for a home. Guess.
    private static final int FOLDERS_MAX = 8;

    private final Path folder;
    private final boolean readOnly;

    /// Open channels, least recently used first.
    private final LinkedHashMap<String, FileChannel> channels = new LinkedHashMap<>(16, 1, true);

    /// What was written since the last sync, and whether its length changed.
    private final Map<String, Boolean> dirty = new HashMap<>();

    private volatile boolean closed;
    private boolean namesDirty = true;
    private boolean everSynced;
    private @Nullable DiskFailure syncFailed;

    private FileDisk(Path folder, boolean readOnly) {
        this.folder = folder;
        this.readOnly = readOnly;
    }

    /// The store in `folder`, which is created when there is none. The caller holds the
    /// [HomeLock] of the home around it.
    public static FileDisk open(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            return new FileDisk(folder, false);
        } catch (IOException e) {
            throw Failures.of("create the folder", folder, e);
        }
    }

    /// The store in `folder` as it is: everything that would change it is refused. It takes no
    /// lock, so a running peer may write meanwhile.
    public static FileDisk readOnly(Path folder) {
        return new FileDisk(folder, true);
    }

    /// The files that a store may have; others in the folder are left alone.
    @Override
    public List<String> list() {
        checkOpen();
        var names = new ArrayList<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (name != null && isName(name.toString()) && Files.isRegularFile(entry)) {
                    names.add(name.toString());
                }
            }
        } catch (IOException e) {
            throw Failures.of("list", folder, e);
        }
        names.sort(null);
        return names;
    }

    @Override
    public long size(String file) {
        try {
            return channel(file, false).size();
        } catch (IOException e) {
            throw Failures.of("find the size of", folder.resolve(file), e);
        }
    }

    @Override
    public byte[] read(String file, long offset, int length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("read of " + length + " bytes at " + offset);
        }
        try {
            FileChannel channel = channel(file, false);
            long left = Math.max(0, channel.size() - offset);
            var out = new byte[(int) Math.min(length, left)];
            int size = 0;
            while (size < out.length) {
                int count = Math.min(out.length - size, TRANSFER_BYTES);
                int read = channel.read(ByteBuffer.wrap(out, size, count), offset + size);
                if (read < 0) {
                    return Arrays.copyOf(out, size); // somebody cut it meanwhile
                }
                size += read;
            }
            return out;
        } catch (IOException e) {
            throw Failures.of("read", folder.resolve(file), e);
        }
    }

    @Override
    public void write(String file, long offset, byte[] from, int start, int end) {
        if (offset < 0 || start < 0 || end < start || end > from.length) {
            throw new IllegalArgumentException(
                    "write of " + start + ".." + end + " of " + from.length + " at " + offset);
        }
        mayWrite("write", file);
        try {
            FileChannel channel = channel(file, true);
            boolean grows = offset + (end - start) > channel.size();
            dirty.merge(file, grows, Boolean::logicalOr);
            int at = start;
            while (at < end) {
                int count = Math.min(end - at, TRANSFER_BYTES);
                at += channel.write(ByteBuffer.wrap(from, at, count), offset + (at - start));
            }
        } catch (IOException e) {
            throw Failures.ofWriting("write", folder.resolve(file), end - start, e);
        }
    }

    @Override
    public void sync() {
        mayWrite("sync", "");
        if (syncFailed != null) {
            throw new DiskFailure(
                    syncFailed.reason(),
                    "an earlier sync failed, so nothing can be promised until the home is opened"
                            + " again: "
                            + syncFailed.getMessage(),
                    syncFailed);
        }
        try {
            syncAll();
        } catch (DiskFailure e) {
            syncFailed = e;
            throw e;
        }
    }

    private void syncAll() {
        if (!everSynced) {
            for (String file : list()) {
                dirty.put(file, true);
            }
        }
        for (var each : new ArrayList<>(dirty.entrySet())) {
            force(each.getKey(), channel(each.getKey(), false), each.getValue());
        }
        if (namesDirty) {
            try {
                forceNames(folder);
            } catch (IOException e) {
                throw Failures.of("sync", folder, e);
            }
        }
        namesDirty = false;
        if (!everSynced) {
            forceAbove();
        }
        everSynced = true;
    }

    /// The folder above holds our name and has to be synced; those above that may be of a kind that
    /// cannot be, and are not ours.
    private void forceAbove() {
        List<Path> above = above(folder);
        for (int i = 0; i < above.size(); i++) {
            try {
                forceNames(above.get(i));
            } catch (IOException e) {
                if (i == 0) {
                    throw Failures.of("sync", above.get(i), e);
                }
            }
        }
    }

    /// The folders in which a name may be new when `folder` is, from the nearest on.
    static List<Path> above(Path folder) {
        var above = new ArrayList<Path>();
        Path at = folder.toAbsolutePath().getParent();
        while (at != null && above.size() < FOLDERS_MAX) {
            above.add(at);
            at = at.getParent();
        }
        return above;
    }

    private void force(String file, FileChannel channel, boolean lengthToo) {
        try {
            channel.force(lengthToo);
            dirty.remove(file);
        } catch (IOException e) {
            throw Failures.ofWriting("sync", folder.resolve(file), 0, e);
        }
    }

    /// Makes names durable: those created and those deleted. Systems that do not open folders as
    /// files (Windows) keep them by themselves.
    private static void forceNames(Path folder) throws IOException {
        FileChannel names;
        try {
            names = FileChannel.open(folder, StandardOpenOption.READ);
        } catch (AccessDeniedException e) {
            return;
        }
        try (names) {
            names.force(true);
        }
    }

    @Override
    public void truncate(String file, long size) {
        mayWrite("cut", file);
        try {
            FileChannel channel = channel(file, false);
            if (size < 0 || size > channel.size()) {
                throw new IllegalArgumentException(
                        "cut " + file + " of " + channel.size() + " bytes down to " + size);
            }
            channel.truncate(size);
            dirty.put(file, true);
        } catch (IOException e) {
            throw Failures.of("cut", folder.resolve(file), e);
        }
    }

    @Override
    public void delete(String file) {
        mayWrite("delete", file);
        try {
            checkName(file);
            FileChannel open;
            synchronized (channels) {
                open = channels.remove(file);
            }
            if (open != null) {
                open.close();
            }
            dirty.remove(file);
            Files.delete(folder.resolve(file));
            namesDirty = true;
        } catch (IOException e) {
            throw Failures.of("delete", folder.resolve(file), e);
        }
    }

    private void mayWrite(String what, String file) {
        checkOpen();
        if (readOnly) {
            throw new DiskFailure(
                    DiskFailure.Reason.DENIED,
                    "cannot " + what + " " + file + ": " + folder + " was opened for reading only");
        }
    }

    /// An open channel to `file`.
    private FileChannel channel(String file, boolean create) {
        checkOpen();
        synchronized (channels) {
            FileChannel open = channels.get(file);
            if (open != null && open.isOpen()) {
                return open;
            }
        }
        checkName(file);
        makeRoom();
        Path path = folder.resolve(file);
        try {
            FileChannel channel = open(path, create);
            keep(file, channel);
            return channel;
        } catch (IOException e) {
            throw Failures.ofWriting("open", path, 0, e);
        }
    }

    /// Not when everything was closed meanwhile.
    private void keep(String file, FileChannel channel) throws IOException {
        synchronized (channels) {
            if (!closed) {
                channels.put(file, channel);
                return;
            }
        }
        channel.close();
        checkOpen();
    }

    private void checkOpen() {
        if (closed) {
            throw new DiskFailure(DiskFailure.Reason.IO, "the store in " + folder + " was closed");
        }
    }

    private FileChannel open(Path path, boolean create) throws IOException {
        if (readOnly) {
            return FileChannel.open(path, StandardOpenOption.READ);
        }
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            if (!create) {
                throw e;
            }
            namesDirty = true;
            return FileChannel.open(
                    path,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE);
        }
    }

    /// Closes the least recently used channel when there are too many.
    private void makeRoom() {
        Map.Entry<String, FileChannel> oldest;
        synchronized (channels) {
            if (channels.size() < CHANNELS_MAX) {
                return;
            }
            oldest = channels.firstEntry();
        }
        Boolean lengthToo = dirty.get(oldest.getKey());
        if (lengthToo != null) {
            try {
                force(oldest.getKey(), oldest.getValue(), lengthToo);
            } catch (DiskFailure e) {
                syncFailed = e;
                throw e;
            }
        }
        synchronized (channels) {
            channels.remove(oldest.getKey());
        }
        close(oldest.getKey(), oldest.getValue());
    }

    private static void checkName(String file) {
        if (!isName(file)) {
            throw new IllegalArgumentException("not the name of a file of a store: '" + file + "'");
        }
    }

    /// Whether a store may have such a file: no name leads out of the folder.
    private static boolean isName(String file) {
        boolean fine = !file.isEmpty() && file.length() <= NAME_CHARS_MAX && file.charAt(0) != '.';
        for (int i = 0; fine && i < file.length(); i++) {
            char c = file.charAt(i);
            fine = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '-';
        }
        return fine;
    }

    private void close(String file, FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw Failures.of("close", folder.resolve(file), e);
        }
    }

    /// Closes all channels, for good. What was not synced may be lost.
    @Override
    public void close() {
        LinkedHashMap<String, FileChannel> open;
        synchronized (channels) {
            closed = true;
            open = new LinkedHashMap<>(channels);
            channels.clear();
        }
        open.forEach(this::close);
    }
}
