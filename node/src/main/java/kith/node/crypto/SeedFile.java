package kith.node.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Set;
import kith.identity.Crypto;
import kith.lang.Bytes;

/// The file of a home that holds its device seed: 32 random bytes and nothing else.
///
/// Who has the seed *is* the peer, on every board, for good. So the file is readable by its owner
/// only from the moment it exists, and one that others may read is not used: better a start that
/// fails with a line to copy than a key that leaked and works. It is written beside its place,
/// synced, moved there in one step and the folder synced, so that after a power loss there is the
/// whole seed or none.
///
/// On a file system without POSIX permissions (Windows) the folder's own rights must do.
///
/// The caller holds the lock of the home: two that create at once are not kept apart here.
public final class SeedFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private SeedFile() {}

    /// A seed file that is not used as it is. The message says what to do.
    public static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final String code;

        private Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        /// The stable name of the error, as in `docs/errors.md`.
        public String code() {
            return code;
        }
    }

    /// The seed in `file`, or a new one when there is no such file.
    public static Bytes openOrCreate(Path file, SecureRandom random) throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : create(file, random);
    }

    /// Reads a seed file that only its owner can read.
    public static Bytes read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            refuseOpen(file);
            var buffer = ByteBuffer.allocate(Crypto.SEED_BYTES + 1);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until it is full or the file ends
            }
            if (buffer.position() != Crypto.SEED_BYTES) {
                throw new Refused(
                        "seed-damaged",
                        "the seed file "
                                + file
                                + " has "
                                + Files.size(file)
                                + " bytes, expected "
                                + Crypto.SEED_BYTES
                                + ": put back a copy of it; without it this home has lost its"
                                + " identity");
            }
            return Bytes.copy(buffer.array(), 0, Crypto.SEED_BYTES);
        } catch (NoSuchFileException e) {
            throw new Refused("seed-missing", "there is no seed file " + file);
        }
    }

    /// Makes a new seed; fails when there is a file already.
    public static Bytes create(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        var seed = new byte[Crypto.SEED_BYTES];
        random.nextBytes(seed);
        var beside = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(beside); // left by one who was killed here
        write(beside, seed);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(folderOf(file));
        return Bytes.wrap(seed);
    }

    private static void write(Path file, byte[] seed) throws IOException {
        var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (var channel = FileChannel.open(file, options, ownerOnly(file))) {
            var buffer = ByteBuffer.wrap(seed);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(
                file.toAbsolutePath().getParent(), "the root is no seed file");
    }

    private static FileAttribute<?>[] ownerOnly(Path file) throws IOException {
        return hasPermissions(folderOf(file))
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPermissions(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class);
    }

    private static void refuseOpen(Path file) throws IOException {
        if (!hasPermissions(file)) {
            return;
        }
        var permissions = Files.getPosixFilePermissions(file);
        if (OWNER_ONLY.containsAll(permissions)
                || permissions.stream().noneMatch(SeedFile::isOthers)) {
            return;
        }
        throw new Refused(
                "seed-readable",
                "the seed file "
                        + file
                        + " is open to others ("
                        + PosixFilePermissions.toString(permissions)
                        + "), expected only to you: if nobody has copied it, run  chmod 600 '"
                        + file
                        + "'");
    }

    private static boolean isOthers(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ, OWNER_WRITE, OWNER_EXECUTE -> false;
            case GROUP_READ,
                    GROUP_WRITE,
                    GROUP_EXECUTE,
                    OTHERS_READ,
                    OTHERS_WRITE,
                    OTHERS_EXECUTE ->
                    true;
        };
    }

    private static void syncFolder(Path folder) throws IOException {
        if (hasPermissions(folder)) { // elsewhere a folder cannot be opened
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
