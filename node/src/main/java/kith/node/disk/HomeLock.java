package kith.node.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps a home to one peer at a time: a lock of the operating system on the file `lock`.
///
/// The naive way, a file that is there or not, hinders everybody after a `kill -9`. The system's
/// lock goes with its process, however that ends; what the file says (process and start time) is
/// only for the message, and stays when the lock is gone.
///
/// A lock of the system belongs to the process and is lost when *any* descriptor of the file is
/// closed in it (POSIX, `fcntl`). So within one process a set of the homes that are open comes
/// first, and a home that is in it is refused without touching the file. For the same reason
/// nobody else may open the file `lock`: the store's files are in a folder of their own.
///
/// Any thread.
public final class HomeLock implements AutoCloseable {
    private static final String FILE = "lock";

    /// A pid and an instant take about 40 bytes; nothing more is believed.
    private static final int TEXT_BYTES_MAX = 100;

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path home;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HomeLock(Path home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /// Locks the home, whose folder exists.
    ///
    /// @throws HomeLocked when somebody else has it
    public static HomeLock take(Path home) {
        try {
            Path real = home.toRealPath();
            if (!HELD.add(real)) {
                throw new HomeLocked(home, ProcessHandle.current().pid(), "");
            }
            FileChannel channel = null;
            try {
                channel = lock(home, real);
                return new HomeLock(real, channel);
            } finally {
                if (channel == null) {
                    HELD.remove(real);
                }
            }
        } catch (IOException e) {
            throw Failures.ofWriting("lock the home", home, 0, e);
        }
    }

    private static FileChannel lock(Path home, Path real) throws IOException {
        var channel =
                FileChannel.open(
                        real.resolve(FILE),
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE);
        boolean ours = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw lockedBy(home, read(channel));
            }
            write(channel);
            ours = true;
            return channel;
        } catch (OverlappingFileLockException e) { // this process, by way of other classes
            throw new HomeLocked(home, ProcessHandle.current().pid(), "");
        } finally {
            if (!ours) {
                channel.close();
            }
        }
    }

    private static void write(FileChannel channel) throws IOException {
        String text = ProcessHandle.current().pid() + " " + Instant.now() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static String read(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(TEXT_BYTES_MAX);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
    }

    /// The other one may be just about to write its line: then there is no pid to name.
    private static HomeLocked lockedBy(Path home, String text) {
        int space = text.indexOf(' ');
        try {
            long pid = Long.parseLong(space < 0 ? text : text.substring(0, space));
            return new HomeLocked(home, pid, space < 0 ? "" : text.substring(space + 1));
        } catch (NumberFormatException e) {
            return new HomeLocked(home, 0, "");
        }
    }

    /// Gives the home free. The file stays: to remove it would let two others lock two files.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw Failures.of("unlock the home", home, e);
        } finally {
            HELD.remove(home);
        }
    }
}
