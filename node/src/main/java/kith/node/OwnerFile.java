package kith.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Small files and folders that only their owner may read, and that are there whole or not at all.
///
/// A file is written beside its place and moved there in one step, so that who reads it meanwhile
/// gets the old one or the new one.
final class OwnerFile {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final String FOLDER = "rwx------";
    private static final String FILE = "rw-------";

    private OwnerFile() {}

    private static FileAttribute<?>[] only(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, only(FOLDER));
        }
    }

    /// Makes the folder, or takes what is there from everybody but the owner.
    static void makeOwnFolder(Path folder) throws IOException {
        makeFolder(folder);
        tighten(folder, FOLDER);
    }

    /// A file to which something will be added: made when there is none, and taken from everybody
    /// but the owner when there is one.
    static FileChannel append(Path file) throws IOException {
        var options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        FileChannel channel = FileChannel.open(file, options, only(FILE));
        tighten(file, FILE);
        return channel;
    }

    private static void tighten(Path path, String permissions) throws IOException {
        Set<PosixFilePermission> own = PosixFilePermissions.fromString(permissions);
        if (POSIX && !own.containsAll(Files.getPosixFilePermissions(path))) {
            Files.setPosixFilePermissions(path, own);
        }
    }

    static void write(Path file, byte[] content) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var channel = FileChannel.open(beside, options, only(FILE))) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
