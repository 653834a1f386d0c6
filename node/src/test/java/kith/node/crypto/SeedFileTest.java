package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import kith.lang.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SeedFileTest {
    @TempDir Path folder = Path.of("set by JUnit");
    private final SecureRandom random = new SecureRandom();
    private Path file = Path.of("set below");

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("seed");
    }

    private SeedFile.Refused refused() {
        return assertThrows(SeedFile.Refused.class, () -> SeedFile.openOrCreate(file, random));
    }

    private void allow(String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aSeedIsMadeOnceAndReadEverAfter() throws IOException {
        var seed = SeedFile.openOrCreate(file, random);
        assertEquals(seed, SeedFile.openOrCreate(file, random));
        assertEquals(seed, Bytes.of(Files.readAllBytes(file)));
        assertNotEquals(seed, SeedFile.create(folder.resolve("other"), random));
    }

    @Test
    void onlyTheOwnerCanReadItAndNothingElseIsLeftBeside() throws IOException {
        SeedFile.create(file, random);
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aFileThatOthersCanReadIsRefusedWithTheCommandThatHelps() throws IOException {
        SeedFile.create(file, random);
        for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rwx--x--x"}) {
            allow(open);
            var refused = refused();
            assertEquals("seed-readable", refused.code());
            String message = Objects.requireNonNull(refused.getMessage());
            assertTrue(message.contains(open) && message.contains("chmod 600 '" + file + "'"));
        }
        for (String closed : new String[] {"rw-------", "r--------", "rwx------"}) {
            allow(closed);
            SeedFile.read(file);
        }
    }

    @Test
    void aFileOfAnotherLengthIsRefusedAndKept() throws IOException {
        for (int size : new int[] {0, 31, 33, 1_000_000}) {
            Files.deleteIfExists(file);
            Files.write(file, new byte[size]);
            allow("rw-------");
            var refused = refused();
            assertEquals("seed-damaged", refused.code());
            String message = Objects.requireNonNull(refused.getMessage());
            assertTrue(message.contains("has " + size + " bytes, expected 32"), message);
            assertEquals(size, Files.size(file));
        }
    }

    @Test
    void aSeedThatIsThereIsNotReplaced() throws IOException {
        var seed = SeedFile.create(file, random);
        assertThrows(FileAlreadyExistsException.class, () -> SeedFile.create(file, random));
        assertEquals(seed, SeedFile.read(file));
    }

    @Test
    void aMissingFileIsToldWhenItIsOnlyRead() {
        var refused = assertThrows(SeedFile.Refused.class, () -> SeedFile.read(file));
        assertEquals("seed-missing", refused.code());
        assertFalse(Files.exists(file));
    }

    @Test
    void whatAKilledCreatorLeftIsInNobodysWay() throws IOException {
        var beside = folder.resolve("seed.new");
        Files.write(beside, new byte[7]);
        SeedFile.create(file, random);
        assertFalse(Files.exists(beside));
    }

    @Test
    void aDanglingLinkIsNotFollowedToMakeASeedElsewhere() throws IOException {
        Files.createSymbolicLink(file, folder.resolve("nowhere"));
        assertThrows(IOException.class, () -> SeedFile.openOrCreate(file, random));
        assertFalse(Files.exists(folder.resolve("nowhere")));
    }
}
