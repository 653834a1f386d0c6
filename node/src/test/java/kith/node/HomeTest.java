package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Whom the files of a home are for, and homes that cannot be one.
final class HomeTest {
    private final Peers peers = new Peers();

    @AfterEach
    void stop() {
        peers.close();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Path open(Path path, String mode) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aHomeIsItsOwnersAlone() throws IOException {
        Node ada = peers.start("ada");
        assertEquals("rwx------", mode(ada.home().folder()));
        assertEquals("rw-------", mode(ada.home().output()));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatIsInAHomeIsItsOwnersAloneWhoeverMadeTheFolder() throws IOException {
        Path folder = Files.createDirectories(peers.home("ada"));
        Path store = open(Files.createDirectories(folder.resolve("store")), "rwxr-xr-x");
        Path log = open(Files.createFile(folder.resolve("kith.log")), "rw-rw-rw-");
        Path output = open(Files.createFile(folder.resolve("up.out")), "rw-r--r--");
        open(folder, "rwxr-xr-x");
        Node ada = peers.start("ada");
        Peers.put(ada, "tasks/a", Value.Int.of(1));
        assertEquals("rwxr-xr-x", mode(folder), "as its maker wanted it");
        assertEquals("rwx------", mode(store));
        Waiting.until("a log", () -> size(log) > 0);
        assertEquals("rw-------", mode(log));
        ada.home().output();
        assertEquals("rw-------", mode(output));
        for (String name : List.of("seed", "token", "http.json")) {
            assertEquals("rw-------", mode(folder.resolve(name)), name);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }

    /// Not by rights, which do not hold for everybody.
    @Test
    void aHomeThatCannotBeOneIsNamed() throws IOException {
        Path folder = peers.home("home");
        Files.createFile(peers.home("file"));
        Files.createDirectories(folder.resolve("lockless").resolve("lock"));
        Files.createFile(Files.createDirectories(folder.resolve("storeless")).resolve("store"));
        Files.createDirectories(folder.resolve("tokenless").resolve("token"));
        for (String name :
                List.of(
                        "file",
                        "file/below",
                        "home/lockless",
                        "home/storeless",
                        "home/tokenless")) {
            NodeFailure failure = assertThrows(NodeFailure.class, () -> peers.start(name), name);
            assertEquals(NodeFailure.HOME_UNUSABLE, failure.code(), failure.text());
            assertTrue(failure.text().contains(peers.home(name).toString()), failure.text());
        }
    }
}
