package kith.node.flight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kith.flight.Noted;
import kith.flight.NotedReader;
import kith.flight.Start;
import kith.identity.Hasher;
import kith.lang.Malformed;
import kith.port.Now;
import kith.store.Disk;
import kith.store.MemoryDisk;
import org.jspecify.annotations.Nullable;

/// A recording, read back: how it began, then one step after the other.
///
/// One that a peer writes into a folder may have a torn end, since a process that was killed had
/// not finished its last record: it is cut off, and told. One that was given out as a file says
/// where it ends: what is missing there was lost on the way, and that is refused when all that is
/// there has been read. Anything else that is not what was written is damage, and refused.
public final class Recording implements AutoCloseable {
    private final Path path;

    /// Of a folder, with the store beside the files; else a file with all in it.
    private final boolean isFolder;

    private final Row row;
    private final NotedReader reader;
    private final MemoryDisk held = new MemoryDisk();
    private final @Nullable Start start;
    private @Nullable Now cutAt;
    private @Nullable Noted ahead;
    private long steps;
    private @Nullable String endedEarly;

    private Recording(Path path, List<Path> files, boolean isFolder, Hasher hasher)
            throws IOException {
        this.path = path;
        this.isFolder = isFolder;
        this.row = new Row(files);
        this.reader = new NotedReader(hasher);
        boolean cutFolder = isFolder && Format.number(files.getFirst()) != 1;
        this.start = cutFolder ? null : begun(noted());
        this.ahead = start == null ? null : afterStore();
    }

    /// Opens the recording in a folder, the one that the file belongs to, or that in a file.
    ///
    /// @throws RecordingFailure when it is none
    public static Recording open(Path path, Hasher hasher) throws IOException {
        if (Files.isRegularFile(path) && Format.number(path) < 0) {
            return new Recording(path, List.of(path), false, hasher);
        }
        Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.exists(path)) {
            throw unknown(path);
        }
        List<Path> files = Format.files(folder);
        if (files.isEmpty()) {
            throw unknown(path);
        }
        return new Recording(folder, files, true, hasher);
    }

    private static RecordingFailure unknown(Path path) {
        return new RecordingFailure(
                RecordingFailure.UNKNOWN,
                path
                        + " is no recording: expected a file that was exported, or a folder with"
                        + " files *"
                        + Format.SUFFIX);
    }

    // How it begins

    private @Nullable Start begun(@Nullable Noted first) {
        return switch (first) {
            case Noted.Began(Start began) -> began;
            case Noted.Cut(Now before) -> {
                cutAt = before;
                yield null;
            }
            case null -> throw isFolder ? row.damaged("it has no start") : torn();
            default -> throw row.damaged("it does not begin with a start");
        };
    }

    private @Nullable Noted afterStore() throws IOException {
        Noted next = noted();
        while (next instanceof Noted.Kept kept) {
            held.append(kept.file(), kept.piece());
            next = noted();
        }
        return next;
    }

    /// How it began; null when that part is gone, and the rest cannot be replayed.
    public @Nullable Start start() {
        return start;
    }

    /// The moment from which on it is there, where its beginning is gone and that is known.
    public @Nullable Now cutAt() {
        return cutAt;
    }

    /// The store as it was at the start; what is changed in it is changed in memory only.
    public Disk store() {
        return isFolder ? new KeptDisk(path.resolve(Format.STORE)) : held.copy();
    }

    /// Whether the last record was cut off by the end of the process.
    public boolean isTorn() {
        return row.isTorn();
    }

    /// Why the recorder gave up while the peer went on; null when it did not, or could not say.
    /// Known when there is no further step.
    public @Nullable String endedEarly() {
        return endedEarly;
    }

    // The steps

    /// The next step; null at the end.
    public Noted.@Nullable Stepped next() throws IOException {
        Noted next = ahead == null ? noted() : ahead;
        ahead = null;
        return switch (next) {
            case Noted.Stepped step -> {
                steps++;
                yield step;
            }
            case Noted.Ended(String reason) -> {
                endedEarly = reason;
                yield next();
            }
            case Noted.Over(long all) -> over(all);
            case null -> {
                if (!isFolder) {
                    throw torn();
                }
                yield null;
            }
            default -> throw row.damaged("a record in the wrong place: " + next);
        };
    }

    private Noted.@Nullable Stepped over(long all) throws IOException {
        if (all != steps || noted() != null || row.isTorn()) {
            throw row.damaged("it has " + steps + " steps, and says that it ends after " + all);
        }
        ahead = new Noted.Over(all); // whoever asks again is told the same
        return null;
    }

    private RecordingFailure torn() {
        return new RecordingFailure(
                RecordingFailure.TORN,
                path + " ends too early, after " + steps + " steps: it was copied in part");
    }

    private @Nullable Noted noted() throws IOException {
        byte[] payload = row.next();
        if (payload == null) {
            return null;
        }
        try {
            return reader.next(payload);
        } catch (Start.Other other) {
            throw new RecordingFailure(RecordingFailure.FORMAT, path + ": " + other.getMessage());
        } catch (Malformed malformed) {
            throw row.damaged(String.valueOf(malformed.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        row.close();
    }
}
