package kith.node.flight;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import kith.Engine;
import kith.Input;
import kith.flight.Frame;
import kith.flight.Scribe;
import kith.flight.Start;
import kith.identity.Hasher;
import kith.lang.Writer;
import kith.port.Note;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Writes down what the engine is told.
///
/// Steps are noted by who owns the engine; a thread of its own writes what has gathered, a tenth
/// of a second after the first of it at the latest. What gathers is bounded: beyond that the
/// recording ends, as it ends when the disk refuses. It never makes the engine wait and never
/// stops a peer.
public final class Recorder implements AutoCloseable {
    /// Files that a recording is divided into: so much of it goes when there is no room.
    private static final int FILES = 4;

    /// The least of a recording, in bytes.
    public static final long BYTES_MIN = 1 << 20;

    /// What may wait for the disk. Guess: a second of a busy peer.
    private static final int WAITING_BYTES_MAX = 64 << 20;

    /// Written early when so much has gathered.
    private static final int WAITING_BYTES = 1 << 16;

    private static final long WRITE_NANOS = Now.SECOND / 10;
    private static final long CLOSE_SECONDS_MAX = 1;

    private final Path folder;
    private final long fileBytesMax;
    private final Consumer<Note> notes;
    private final Thread thread;

    /// Of who owns the engine.
    private final Scribe scribe;

    private final Writer record = new Writer(1024);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private Writer waiting = new Writer(WAITING_BYTES);
    private boolean closing;
    private volatile boolean ended;

    /// Why the last record is that it ended; null while it goes on.
    private volatile @Nullable String reason;

    /// Of the thread that writes.
    private final List<Path> files = new ArrayList<>();

    private @Nullable FileChannel channel;
    private long fileBytes;
    private int number;

    private Recorder(Path folder, long bytesMax, Start start, Hasher hasher, Consumer<Note> notes) {
        this.folder = folder;
        this.fileBytesMax = Math.max(BYTES_MIN, bytesMax) / FILES;
        this.notes = notes;
        this.scribe = new Scribe(start.now(), hasher);
        Scribe.began(start, waiting);
        this.thread = Thread.ofPlatform().daemon().name("kith-recorder").start(this::run);
    }

    /// Begins a recording of an engine that is about to be opened on the store in that folder,
    /// and which nobody writes to yet. `hasher` is used by who owns the engine.
    ///
    /// @param recordings the folder of all recordings of a home
    /// @param bytesMax the most bytes of the recording, beside the store at its beginning
    public static Recorder begin(
            Path recordings,
            Path store,
            long bytesMax,
            Start start,
            Hasher hasher,
            Consumer<Note> notes)
            throws IOException {
        try {
            Path folder = Folders.begin(recordings, start.now().wallMillis());
            Folders.keep(store, folder.resolve(Format.STORE));
            return new Recorder(folder, bytesMax, start, hasher, notes);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e); // a listing fails in this way
        }
    }

    public Path folder() {
        return folder;
    }

    // Who owns the engine

    /// The engine was given that, and wants this.
    public void step(Input input, Now now, Engine.Step step) {
        note(input, now, step);
    }

    /// The engine was given that, and threw.
    public void threw(Input input, Now now) {
        note(input, now, null);
    }

    /// A mistake in here ends the recording and not the peer.
    private void note(Input input, Now now, Engine.@Nullable Step step) {
        if (ended) {
            return;
        }
        try {
            record.clear();
            scribe.step(input, now, step, record);
            add();
        } catch (RuntimeException | Error mistake) {
            finish("a mistake of the recorder: " + mistake);
        }
    }

    private void add() {
        lock.lock();
        try {
            boolean first = waiting.size() == 0;
            waiting.bytes(record.shared(), 0, record.size());
            if (waiting.size() > WAITING_BYTES_MAX) {
                finish("it cannot keep up: " + waiting.size() + " bytes wait for the disk");
            }
            if (first || waiting.size() > WAITING_BYTES) {
                more.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What has gathered is still written, and that it is not all.
    private void finish(String why) {
        give(why);
        lock.lock();
        try {
            reason = why;
            closing = true;
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Nothing is recorded from now on.
    private void give(String why) {
        if (!ended) {
            ended = true;
            notes.accept(new Note("recording-ended", folder.toString(), why));
        }
    }

    // The thread that writes

    private void run() {
        try {
            for (Writer next = take(); next != null; next = take()) {
                write(next);
            }
            writeEnd();
        } catch (IOException | RuntimeException e) {
            give("it cannot be written: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeChannel();
        }
    }

    /// What has gathered; null at the end.
    private @Nullable Writer take() throws InterruptedException {
        lock.lock();
        try {
            long left = WRITE_NANOS;
            while (!closing && waiting.size() < WAITING_BYTES && left > 0) {
                if (waiting.size() == 0) {
                    more.await();
                    left = WRITE_NANOS;
                } else {
                    left = more.awaitNanos(left);
                }
            }
            if (waiting.size() == 0) {
                return closing ? null : new Writer(0);
            }
            Writer taken = waiting;
            waiting = new Writer(WAITING_BYTES);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Writes records into the file as far as there is room in it, the others into the next. One
    /// that is larger than a file has one to itself.
    private void write(Writer records) throws IOException {
        int start = 0;
        while (start < records.size()) {
            FileChannel out = channel;
            int end = out == null ? start : fitting(records, start);
            if (out == null || end == start) {
                next();
                continue;
            }
            var buffer = ByteBuffer.wrap(records.shared(), start, end - start);
            while (buffer.hasRemaining()) {
                fileBytes += out.write(buffer);
            }
            start = end;
        }
    }

    /// The end of those records that go into the file.
    private int fitting(Writer records, int start) {
        int end = start;
        while (end < records.size()) {
            int next = end + Frame.HEADER_BYTES + Frame.payloadBytes(records.shared(), end);
            boolean first = fileBytes == Frame.MAGIC_BYTES && end == start;
            if (fileBytes + (next - start) > fileBytesMax && !first) {
                break;
            }
            end = next;
        }
        return end;
    }

    private void writeEnd() throws IOException {
        String why = reason;
        if (why != null) {
            var last = new Writer();
            Scribe.ended(why, last);
            write(last);
        }
    }

    /// The next file; the oldest goes where there are as many as there may be.
    private void next() throws IOException {
        closeChannel();
        Path file = Format.file(folder, ++number);
        FileChannel out = Folders.create(file);
        channel = out;
        fileBytes = Frame.MAGIC_BYTES;
        files.add(file);
        if (files.size() > FILES) {
            boolean beginning = Format.number(files.getFirst()) == 1;
            Files.deleteIfExists(files.removeFirst());
            if (beginning) {
                Folders.delete(folder.resolve(Format.STORE));
                notes.accept(
                        new Note(
                                "recording-cut",
                                folder.toString(),
                                "its beginning is gone: it can be read, and not replayed"));
            }
        }
        out.write(ByteBuffer.wrap(Frame.magic()));
    }

    private void closeChannel() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            give("it cannot be written: " + e);
        }
        channel = null;
    }

    /// Writes what has gathered, for a second at most.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            more.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Duration.ofSeconds(CLOSE_SECONDS_MAX));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
