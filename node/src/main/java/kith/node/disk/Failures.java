package kith.node.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import kith.store.DiskFailure;

/// Says in the store's words, and the user's, what the operating system said.
final class Failures {
    /// A write that fails while less than this is free fails for want of room. Systems keep some
    /// blocks for themselves. Guess.
    private static final long ROOM_BYTES = 64 << 10;

    private Failures() {}

    static DiskFailure of(String what, Path path, IOException e) {
        if (e instanceof NoSuchFileException) {
            return failure(DiskFailure.Reason.ABSENT, what, path, "there is none", e);
        }
        if (e instanceof AccessDeniedException) {
            String why = "permission denied; who owns it, and is the disk writable?";
            return failure(DiskFailure.Reason.DENIED, what, path, why, e);
        }
        if (e instanceof ClosedByInterruptException) {
            String why = "the thread was interrupted, which must not happen to one that uses files";
            return failure(DiskFailure.Reason.IO, what, path, why, e);
        }
        return failure(DiskFailure.Reason.IO, what, path, String.valueOf(e.getMessage()), e);
    }

    /// The same for something that takes room.
    static DiskFailure ofWriting(String what, Path path, long bytes, IOException e) {
        boolean clear = e instanceof NoSuchFileException || e instanceof AccessDeniedException;
        if (!clear && isFull(path, bytes, e)) {
            String why =
                    "no space is left on the disk; free some and start the peer again (what was"
                            + " durable is safe, and reading goes on)";
            return failure(DiskFailure.Reason.FULL, what, path, why, e);
        }
        return of(what, path, e);
    }

    /// The system's text depends on its language, so the free space is looked at as well.
    private static boolean isFull(Path path, long bytes, IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left") || text.contains("quota exceeded")) {
            return true;
        }
        try {
            Path folder = path.toAbsolutePath().getParent();
            return folder != null
                    && Files.getFileStore(folder).getUsableSpace() < bytes + ROOM_BYTES;
        } catch (IOException | ReadOnlyFileSystemException unknown) {
            return false;
        }
    }

    private static DiskFailure failure(
            DiskFailure.Reason reason, String what, Path path, String why, IOException e) {
        return new DiskFailure(reason, "cannot " + what + " " + path + ": " + why, e);
    }
}
