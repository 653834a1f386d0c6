package kith.node.flight;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import kith.store.Segment;

/// The folders of recordings: one for each start of a peer, its owner's alone, the last two of
/// them kept.
final class Folders {
    /// The one that is made and the one before it, which may tell why the peer ended.
    private static final int KEPT = 2;

    /// Segments at the end of a log that are copied: the last is written on, and when a crash
    /// left its end torn, that is cut off, and a little may lie in the one before.
    private static final int COPIED = 2;

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private Folders() {}

    private static FileAttribute<?>[] only(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /// Makes the folder of a new recording, and deletes those that are too old.
    static Path begin(Path recordings, long wallMillis) throws IOException {
        Files.createDirectories(recordings, only("rwx------"));
        List<Path> before;
        try (Stream<Path> all = Files.list(recordings)) {
            before = all.filter(Files::isDirectory).sorted().toList();
        }
        for (int i = 0; i + KEPT - 1 < before.size(); i++) {
            delete(before.get(i));
        }
        Path folder = recordings.resolve(Long.toString(wallMillis));
        for (int again = 1; Files.exists(folder); again++) {
            folder = recordings.resolve(wallMillis + "-" + again);
        }
        return Files.createDirectory(folder, only("rwx------"));
    }

    /// Keeps the files of a store as they are. What is never written again gets a second name,
    /// which costs no room until the store deletes it; the rest is copied.
    static void keep(Path store, Path to) throws IOException {
        Files.createDirectory(to, only("rwx------"));
        List<Path> all;
        try (Stream<Path> files = Files.list(store)) {
            all = files.filter(Files::isRegularFile).toList();
        }
        int last = 0;
        for (Path file : all) {
            last = Math.max(last, Segment.number(String.valueOf(file.getFileName())));
        }
        for (Path file : all) {
            String name = String.valueOf(file.getFileName());
            Path kept = to.resolve(name);
            boolean written = Segment.number(name) > last - COPIED;
            if (written || !linked(file, kept)) {
                Files.copy(file, kept);
            }
        }
    }

    private static boolean linked(Path file, Path name) {
        try {
            Files.createLink(name, file);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // another file system, or one without links
        }
    }

    static FileChannel create(Path file) throws IOException {
        var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        return FileChannel.open(file, options, only("rw-------"));
    }

    /// The same, as a stream.
    static OutputStream output(Path file) throws IOException {
        return Channels.newOutputStream(create(file));
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}
