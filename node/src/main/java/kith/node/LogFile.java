package kith.node;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import kith.port.Note;
import org.jspecify.annotations.Nullable;

/// The log of a peer: a line for each fact, `time code about=… detail=…`.
///
/// Facts are noted by whoever owns the engine, so noting never waits: a thread of its own writes.
/// When facts come faster than the disk takes them, some are left out, and how many is a line of
/// its own. The file is turned over at [#FILE_BYTES_MAX], and so many older ones are kept; what
/// others do to us can therefore fill no disk.
///
/// A log that cannot be written stops nothing: what is lost is counted in the same way.
///
/// Any thread.
final class LogFile implements AutoCloseable {
    /// A file is turned over beyond this size.
    static final int FILE_BYTES_MAX = 10 << 20;

    /// How many older files are kept: `kith.log.1` is the newest of them.
    static final int OLDER_FILES_MAX = 3;

    /// Lines that wait for the disk. A burst of a second.
    private static final int LINES_QUEUED_MAX = 4_096;

    /// The longest line; the rest of a longer one is cut off.
    private static final int LINE_CHARS_MAX = 16 << 10;

    private static final int CLOSE_MILLIS_MAX = 500;

    private final Path file;
    private final int fileBytesMax;
    private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(LINES_QUEUED_MAX);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private @Nullable FileChannel channel;

    LogFile(Path file) {
        this(file, FILE_BYTES_MAX);
    }

    LogFile(Path file, int fileBytesMax) {
        this.file = file;
        this.fileBytesMax = fileBytesMax;
        this.thread = Thread.ofPlatform().daemon().name("kith-log").start(this::run);
    }

    void note(Note note) {
        line(note.code() + " about=" + note.about() + " detail=" + note.detail());
    }

    /// A bug of ours, with its stack.
    void bug(Throwable bug) {
        var stack = new StringWriter();
        bug.printStackTrace(new PrintWriter(stack));
        line("bug about=node detail=" + stack);
    }

    private void line(String text) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        if (!queue.offer(now + " " + harmless(text) + "\n")) {
            lost.incrementAndGet();
        }
    }

    /// A note may quote what others sent: nothing in it may look like another line, or move the
    /// cursor of who reads it.
    private static String harmless(String text) {
        var out = new StringBuilder(Math.min(text.length(), LINE_CHARS_MAX) + 16);
        for (int i = 0; i < text.length() && out.length() < LINE_CHARS_MAX; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c >= ' ' && c != 0x7f && (c < 0x80 || c >= 0xa0)) {
                out.append(c);
            } else if (c != '\r') {
                out.append(c == '\t' ? ' ' : '?');
            }
        }
        return out.toString();
    }

    private void run() {
        try {
            while (!closing || !queue.isEmpty()) {
                String line = queue.poll(100, TimeUnit.MILLISECONDS);
                if (line != null) {
                    write(line);
                }
                long gone = lost.getAndSet(0);
                if (gone > 0) {
                    write(Instant.now() + " log-lines-lost about=log detail=" + gone + "\n");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeChannel();
        }
    }

    private void write(String line) {
        try {
            FileChannel out = open();
            var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            if (out.size() >= fileBytesMax) {
                turnOver();
            }
        } catch (IOException e) {
            lost.incrementAndGet();
            closeChannel();
        }
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = OwnerFile.append(file);
            channel = open;
        }
        return open;
    }

    private void turnOver() throws IOException {
        closeChannel();
        for (int number = OLDER_FILES_MAX; number >= 1; number--) {
            Path from = number == 1 ? file : older(number - 1);
            if (Files.exists(from)) {
                Files.move(from, older(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path older(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    private void closeChannel() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            lost.incrementAndGet();
        }
        channel = null;
    }

    /// Writes what was noted, for half a second at most.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_MILLIS_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
