package kith.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import kith.lang.Base32;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.node.crypto.SeedFile;
import kith.node.disk.HomeLock;
import kith.store.DiskFailure;
import org.jspecify.annotations.Nullable;

/// The folder in which a peer lives.
///
/// | name | holds | readable by |
/// | --- | --- | --- |
/// | `seed` | the 32 bytes that everything of its identity follows from | the owner |
/// | `lock` | which process has the home open | |
/// | `store/` | the log and its checkpoints | the owner |
/// | `token` | what HTTP asks for when it is not bound to this machine alone | the owner |
/// | `http.json` | how to reach the peer, while it runs | the owner |
/// | `kith.log` | what happened, and up to three older ones | the owner |
/// | `writes`, `writes.old` | the names that clients gave their last writes; no more than hashes |
/// |
/// | `port` | where it listens, if that is not the usual port and nobody chose it | |
/// | `recordings/` | what the engine was told, where that is kept | the owner |
/// | `up.out` | what a peer printed that belongs to no terminal | the owner |
///
/// The folder itself is the owner's alone where it is created here, and else as whoever made it
/// wanted it: so what is in it does not rely on that.
public final class Home {
    /// Where a home is looked for when none is named.
    public static final String ENVIRONMENT = "KITH_HOME";

    private static final String RUNNING = "http.json";
    private static final String OUTPUT = "up.out";
    private static final String TOKEN = "token";
    private static final String SEED = "seed";

    /// 32 bytes of chance: nobody guesses it. As text, 52 characters.
    private static final int TOKEN_BYTES = 32;

    /// More than any `http.json` has, or any token.
    private static final int SMALL_FILE_BYTES_MAX = 64 << 10;

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    public static Home at(Path folder) {
        return new Home(folder.toAbsolutePath().normalize());
    }

    /// `$KITH_HOME`, or `.kith` in the user's own folder: that of `$HOME`, as a shell means it by
    /// `~`. The JVM itself asks the list of users, which may have another one.
    public static Home byDefault() {
        String named = System.getenv(ENVIRONMENT);
        if (named != null && !named.isEmpty()) {
            return at(Path.of(named));
        }
        String own = System.getenv("HOME");
        boolean said = own != null && !own.isEmpty();
        return at(Path.of(said ? own : System.getProperty("user.home", "."), ".kith"));
    }

    public Path folder() {
        return folder;
    }

    /// The folder of the store, for [kith.node.disk.FileDisk].
    public Path store() {
        return folder.resolve("store");
    }

    /// The folder of recordings; see [kith.node.flight.Recorder].
    public Path recordings() {
        return folder.resolve("recordings");
    }

    /// Where the names of writes are kept; see [kith.node.http.once.WriteNames].
    public Path writeNames() {
        return folder.resolve("writes");
    }

    public Path logFile() {
        return folder.resolve("kith.log");
    }

    /// The file for what a peer prints that belongs to no terminal; empty, and its owner's alone.
    public Path output() {
        make();
        Path output = folder.resolve(OUTPUT);
        try (var channel = OwnerFile.append(output)) {
            channel.truncate(0);
            return output;
        } catch (IOException e) {
            throw unusable("write " + OUTPUT + " into", e);
        }
    }

    /// Makes the folder where there is none, for its owner alone.
    public void make() {
        try {
            OwnerFile.makeFolder(folder);
        } catch (IOException e) {
            throw unusable("make the folder", e);
        }
    }

    /// Keeps everybody else out.
    ///
    /// @throws kith.node.disk.HomeLocked when it is open elsewhere
    HomeLock lock() {
        make();
        try {
            OwnerFile.makeOwnFolder(store());
            return HomeLock.take(folder);
        } catch (DiskFailure e) {
            throw unusable("lock", e);
        } catch (IOException e) {
            throw unusable("make the folder of the store of", e);
        }
    }

    /// The seed of this device, made when there is none, and nothing yet that was written with one:
    /// a new one would be a stranger to the boards in the store.
    Bytes seed(SecureRandom random) {
        Path file = folder.resolve(SEED);
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) && hasStore()) {
                throw new NodeFailure(
                        NodeFailure.SEED_MISSING,
                        "the home "
                                + folder
                                + " has a store and no seed, which is the key of its peer: put"
                                + " back a copy of the file "
                                + file
                                + "; without it, begin with a new home and ask to be invited",
                        null);
            }
            return SeedFile.openOrCreate(file, random);
        } catch (SeedFile.Refused e) {
            throw new NodeFailure(e.code(), String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw unusable("use the seed of", e);
        }
    }

    private boolean hasStore() throws IOException {
        if (!Files.isDirectory(store())) {
            return false;
        }
        try (var files = Files.newDirectoryStream(store())) {
            return files.iterator().hasNext();
        }
    }

    /// The token, made when there is none.
    String token(SecureRandom random) {
        String token = token();
        if (token != null) {
            return token;
        }
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String made = Base32.encode(Bytes.wrap(bytes));
        try {
            OwnerFile.write(
                    folder.resolve(TOKEN), (made + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw unusable("write the token of", e);
        }
        return made;
    }

    /// The token, or null when there is none (yet).
    public @Nullable String token() {
        byte[] content = small(TOKEN);
        String text = content == null ? "" : new String(content, StandardCharsets.US_ASCII).strip();
        return text.isEmpty() ? null : text;
    }

    /// Says how to reach the peer of this home, from now on.
    void announce(Running running) {
        try {
            OwnerFile.write(folder.resolve(RUNNING), running.toBytes());
        } catch (IOException e) {
            throw unusable("write " + RUNNING + " into", e);
        }
    }

    void retract() {
        try {
            Files.deleteIfExists(folder.resolve(RUNNING));
        } catch (IOException e) {
            throw unusable("remove " + RUNNING + " from", e);
        }
    }

    /// Whether that peer is still announced: when its process is gone, it did not end in order.
    public boolean announces(Running peer) {
        byte[] content = small(RUNNING);
        try {
            return content != null && Running.parse(content).equals(peer);
        } catch (Malformed nonsense) {
            return false;
        }
    }

    /// Whether some peer is announced: one that runs, or one that did not end in order.
    boolean isAnnounced() {
        return Files.exists(folder.resolve(RUNNING), LinkOption.NOFOLLOW_LINKS);
    }

    /// How to reach the peer of this home, as it said itself; null when none runs. After a `kill
    /// -9` it still says so: whether the process lives is looked at too.
    public @Nullable Running running() {
        byte[] content = small(RUNNING);
        if (content == null) {
            return null;
        }
        try {
            Running running = Running.parse(content);
            return running.lives() ? running : null;
        } catch (Malformed nonsense) {
            return null;
        }
    }

    /// What HTTP asks for where it is not bound to this machine alone.
    public Path tokenFile() {
        return folder.resolve(TOKEN);
    }

    private byte @Nullable [] small(String name) {
        Path file = folder.resolve(name);
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(SMALL_FILE_BYTES_MAX);
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException e) {
            throw unusable("read " + name + " of", e);
        }
    }

    private NodeFailure unusable(String what, Exception e) {
        return new NodeFailure(
                NodeFailure.HOME_UNUSABLE,
                "cannot "
                        + what
                        + " the home "
                        + folder
                        + ": "
                        + e
                        + "; is it yours, and may it be written?",
                e);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
