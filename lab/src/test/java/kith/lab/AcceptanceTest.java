package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The first steps of `README.md`, line by line, as somebody would type them: the script `./kith`,
/// real processes, two homes beside each other.
@DisabledOnOs(OS.WINDOWS)
@Timeout(300) // a bound: they take 20 where nothing else runs
final class AcceptanceTest {
    private static final Pattern LINK = Pattern.compile("kith:[a-z0-9]+");

    /// Some megabytes.
    private static final int PACKAGES = 300;

    private static final long SEED = 28;

    @TempDir private static Path folder;

    private static Shell repository;

    private Shell shell;

    @BeforeAll
    static void copyOfTheRepository() throws IOException {
        repository = Shell.in(folder);
    }

    @BeforeEach
    void aHomeOfItsOwn(TestInfo test) {
        shell = repository.withHome(test.getTestMethod().orElseThrow().getName());
    }

    @AfterEach
    void nothingIsLeftRunning() throws InterruptedException {
        shell.killAll();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /// As printed, unless somebody else on this machine has the ports that peers usually have.
    private static String up() {
        return isFree(5484) && isFree(5485) ? "./kith up" : "./kith up --port 0";
    }

    @Test
    void theFirstStepsWorkAsPrinted() throws Exception {
        var metadata = new NpmMetadata(SEED);
        Value.Obj anything = metadata.packages(PACKAGES);
        Path file = shell.repository().resolve("anything.json");
        Files.writeString(file, Json.print(anything));
        assertTrue(Files.size(file) > 2_000_000, "real data has some megabytes");
        Shell.Running first = shell.start(up());
        first.await("ready");
        String cells = "%,d".formatted(metadata.cells());
        String imported = shell.run("./kith import tasks ./anything.json");
        assertTrue(imported.contains(cells + " cells, " + cells + " changed"), imported);
        assertEquals(anything, Json.parse(shell.run("./kith export tasks")));
        shell.run("./kith set tasks/groceries/milk '\"2 litres\"'");
        String shown = shell.run("./kith get tasks --depth 2");
        assertTrue(shown.contains("groceries\n  milk  \"2 litres\"\n"), shown);
        assertTrue(shown.contains("  _id  \"pkg-17\"\n  dist-tags  … 2 below\n"), shown);
        Shell.Running watching = shell.start("./kith watch tasks");
        watching.await("watching %,d cells at tasks".formatted(metadata.cells() + 1));

        String invitation = shell.run("./kith invite --board home");
        Matcher link = LINK.matcher(invitation);
        assertTrue(link.find(), invitation);
        Shell.Running second = shell.start("./kith --home ../second up --port 0");
        second.await("ready");
        assertTrue(Files.isDirectory(folder.resolve("second/store")), "beside the repository");
        assertEquals("joined home\n", shell.run("./kith --home ../second join " + link.group()));
        shell.eventually("./kith --home ../second get tasks/groceries/milk", "\"2 litres\"");
        shell.run("./kith --home ../second set tasks/groceries/eggs 12");
        watching.await("groceries/eggs  12");
        shell.run("./kith set tasks/paid true --durable 1");
        assertEquals("true\n", shell.run("./kith --home ../second get tasks/paid"));
        shell.eventually("./kith status", "in sync");

        Shell.Running filling = shell.start("./kith fill tasks --rate 500");
        filling.await("/s   half within");
        assertEquals(0, filling.interrupt(), filling::output);
        assertTrue(filling.output().contains(" changes in "), filling::output);
        assertEquals(0, watching.interrupt(), watching::output);
        assertTrue(shell.run("./kith verify").contains("\nsound, in "));
        assertTrue(shell.run("./kith --home ../second verify").contains("\nsound, in "));

        assertEquals("stopped\n", shell.run("./kith down"));
        assertEquals(0, first.await(Duration.ofSeconds(10)), first::output);
        assertTrue(first.output().endsWith("stopped\n"), first::output);
        assertEquals(0, second.interrupt(), second::output);
        assertTrue(shell.run("./kith verify").contains("\nsound, in "));
    }

    @Test
    void aPeerThatIsDetachedOutlivesItsCommandAndKeepsWhatItAcknowledged() throws Exception {
        String started = shell.run("./kith up --detach --port 0");
        assertTrue(started.contains("\nready, process "), started);
        Shell.Ended again = shell.ended("./kith up --port 0");
        assertEquals(3, again.exit(), again::output);
        assertTrue(again.output().contains("(already-running)"), again::output);
        shell.run("./kith set tasks/kept '\"for good\"' --durable 0");
        shell.kill(Files.readString(shell.home().resolve("http.json")));
        shell.eventually("./kith get tasks/kept", "(not-running)");
        assertTrue(shell.run("./kith up --detach --port 0").contains("\nready, process "));
        assertEquals("\"for good\"\n", shell.run("./kith get tasks/kept"));
        assertEquals("stopped\n", shell.run("./kith down"));
        Shell.Ended gone = shell.ended("./kith get tasks/kept");
        assertEquals(4, gone.exit(), gone::output);
    }

    @Test
    void anImportThatIsKilledIsCompletedByTheNextOne() throws Exception {
        var json = new StringBuilder("{");
        for (int i = 0; i < 60_000; i++) {
            json.append(i == 0 ? "" : ",").append("\"k").append(i).append("\":{\"n\":").append(i);
            json.append(",\"text\":\"some text of number ").append(i).append("\"}");
        }
        Files.writeString(shell.repository().resolve("large.json"), json.append('}'));
        shell.run("./kith up --detach --port 0");
        Shell.Running importing = shell.start("./kith import data ./large.json");
        shell.eventually("./kith get data/k100", "some text");
        importing.kill();
        Shell.Running more = shell.start("./kith import data ./large.json");
        shell.eventually("./kith get data/k20000", "some text");
        shell.kill(Files.readString(shell.home().resolve("http.json")));
        more.await(Duration.ofSeconds(20));
        shell.run("./kith up --detach --port 0");
        String whole = shell.run("./kith import data ./large.json");
        assertTrue(whole.contains("120,000 cells, "), whole);
        String again = shell.run("./kith import data ./large.json");
        assertTrue(again.contains("120,000 cells, 0 changed"), again);
        assertTrue(shell.run("./kith verify").contains("\nsound, in "));
        shell.run("./kith down");
    }

    @Test
    void aStoreWithAFlippedBitInTheMiddleIsNamed() throws Exception {
        shell.run("./kith up --detach --port 0");
        for (int i = 0; i < 5; i++) {
            shell.run(
                    "./kith set tasks/n"
                            + i
                            + " '\""
                            + "some text ".repeat(20)
                            + "\"' --durable 0");
        }
        shell.run("./kith down");
        Path log = shell.home().resolve("store/00000001.log");
        byte[] bytes = Files.readAllBytes(log);
        int middle = (int) (bytes.length * 0.6);
        bytes[middle] ^= 8;
        Files.write(log, bytes);
        Shell.Ended verified = shell.ended("./kith verify");
        assertEquals(1, verified.exit(), verified::output);
        assertTrue(verified.output().contains("00000001.log at "), verified::output);
        assertTrue(verified.output().contains("no sound record"), verified::output);
    }
}
