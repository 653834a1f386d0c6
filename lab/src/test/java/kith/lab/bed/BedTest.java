package kith.lab.bed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import kith.lab.bed.wire.Namespace;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Real peers in a bed.
final class BedTest {
    private static @Nullable String hindrance;

    @BeforeAll
    static void look() {
        hindrance = Networks.hindrance();
    }

    private static void gather(Bed bed) throws Exception {
        bed.gather(ready -> {});
        bed.site().shape(-1, -1, "delay", 20);
        bed.write(0, Spread.ADDRESS, new Value.Text("all"));
        bed.awaitAll(Spread.ADDRESS, new Value.Text("all"));
    }

    private static boolean shows(Bed bed, int host, String text) throws IOException {
        return new Value.Text(text).equals(bed.read(host, Spread.ADDRESS).value());
    }

    @Test
    void inNetworksWhatIsWrittenBehindACutComesAfterItHasHealed() throws Exception {
        assumeTrue(hindrance == null, () -> "no networks can be made here: " + hindrance);
        try (Bed bed = Bed.of(Collections.nCopies(3, Nat.NONE), null)) {
            gather(bed);
            bed.site().cut(2, -1, true);
            bed.site().cut(-1, 2, true);
            bed.write(0, Spread.ADDRESS, new Value.Text("two"));
            Bed.await("the second has it", () -> shows(bed, 1, "two"));
            assertTrue(shows(bed, 2, "all"), "what was written behind a cut has passed it");

            bed.site().cut(-1, -1, false);
            bed.awaitAll(Spread.ADDRESS, new Value.Text("two"));
        }
    }

    @Test
    void whoseAddressesAreAllOtherThanBeforeFindEachOtherOnTheLocalNetwork() throws Exception {
        assumeTrue(hindrance == null, () -> "no networks can be made here: " + hindrance);
        try (Bed bed = Bed.of(Collections.nCopies(2, Nat.NONE), null)) {
            gather(bed);
            for (int host = 0; host < 2; host++) {
                bed.kill(host);
            }
            bed.startElsewhere(0, true);
            bed.startElsewhere(1, true);
            bed.write(0, Spread.ADDRESS, new Value.Text("found"));
            Bed.await("the second has it", () -> shows(bed, 1, "found"));
        }
    }

    @Test
    void behindRelaysWhatIsWrittenTakesAsLongAsTheyDelayIt() throws Exception {
        try (Bed bed = Bed.of(Collections.nCopies(3, Nat.NONE), "a test")) {
            gather(bed);
            List<Times> times = new Spread(bed).from(0, 1);
            assertTrue(times.getFirst().percent(100) >= 20_000_000);
            assertThrows(IllegalArgumentException.class, () -> bed.site().cut(0, 1, true));
        }
    }

    @Test
    void whatABedLeavesThatIsKilledTheNextOneRemovesAndNothingElse() throws Exception {
        assumeTrue(hindrance == null, () -> "no networks can be made here: " + hindrance);
        String own = Owner.ofThis().name("kept");
        Namespace kept = Namespace.make(own);
        try {
            Process killed = bedOfTwo();
            List<Long> peers = new ArrayList<>();
            for (Namespace network : networksOf(killed.pid())) {
                peers.addAll(network.processes());
            }
            assertEquals(2, peers.size());
            killed.destroyForcibly().waitFor();

            Leftovers.remove();
            assertEquals(List.of(), networksOf(killed.pid()));
            for (long peer : peers) {
                assertFalse(Path.of("/proc", Long.toString(peer), "exe").toFile().exists());
            }
            try (Stream<Path> files = Files.list(Leftovers.FOLDER)) {
                assertTrue(files.noneMatch(file -> isOf(file, killed.pid())));
            }
            assertEquals(List.of(own), names(Namespace.named(own)));
        } finally {
            kept.delete();
        }
    }

    private static Process bedOfTwo() throws Exception {
        Process bed =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                BedCommand.class.getName(),
                                "up",
                                "2")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var out =
                new BufferedReader(
                        new InputStreamReader(bed.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("ready")) {
            line = out.readLine();
        }
        assertTrue(line != null, "the bed ended");
        return bed;
    }

    private static List<Namespace> networksOf(long pid) throws Exception {
        return Namespace.named(Owner.PREFIX + pid + '-');
    }

    private static List<String> names(List<Namespace> networks) {
        return networks.stream().map(Namespace::name).toList();
    }

    private static boolean isOf(Path file, long pid) {
        return file.getFileName().toString().startsWith(Owner.PREFIX + pid + '-');
    }
}
