package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Running;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.verify.Findings;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A real peer whose terminal stands still from the beginning: not one byte of what it says is
/// taken, nor of what it logs. It works, and it ends in order.
@Tag("alone")
@DisabledOnOs(OS.WINDOWS)
final class UnreadTest {
    private static final int PIPE_BYTES = 65_536;

    /// Two seconds, and what a busy machine takes to end a process.
    private static final long STOP_SECONDS_MAX = 4;

    @TempDir private Path folder;

    @Test
    @Timeout(300)
    void itServesAndEndsWhenToldByASignal() throws IOException, PeerRefusal {
        served("signal", (client, process) -> process.destroy());
    }

    @Test
    @Timeout(300)
    void itServesAndEndsWhenToldOverHttp() throws IOException, PeerRefusal {
        served("down", (client, process) -> client.control("stop", Value.Obj.EMPTY));
    }

    private interface Ending {
        void end(PeerClient client, ProcessHandle process) throws IOException, PeerRefusal;
    }

    private void served(String name, Ending ending) throws IOException, PeerRefusal {
        Path home = Files.createDirectories(folder.resolve(name));
        run("mkfifo", home.resolve("kith.log").toString());
        Process shell = start(home);
        try {
            RealPeer.await("a peer that is ready", () -> Home.at(home).running() != null);
            Running running = Home.at(home).running();
            ProcessHandle process = ProcessHandle.of(running.pid()).orElseThrow();
            try (PeerClient client = PeerClient.of(Home.at(home))) {
                byte[] seven = PeerClient.bytes(Value.Int.of(7));
                client.call("PUT", "/tasks/a?durable=0", seven).bytes();
                assertEquals(Json.parse("{\"a\":7}"), client.read("/tasks"));
                ending.end(client, process);
            }
            ended(process);
            Findings findings = RealPeer.verify(home);
            assertTrue(findings.sound(), () -> "not sound: " + findings.faults());
            assertEquals(0, findings.unsigned());
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    /// Its output is a pipe that is full and that nobody reads.
    private static Process start(Path home) throws IOException {
        var java = new StringBuilder();
        List<String> up = List.of("--home", home.toString(), "up", "--port", "0");
        for (String word : RealPeer.line(RealPeer.UP, up)) {
            java.append(" '").append(word).append('\'');
        }
        String script = "(head -c " + PIPE_BYTES + " /dev/zero; exec" + java + ") | sleep 1000";
        return new ProcessBuilder("sh", "-c", script)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void run(String... line) throws IOException {
        try {
            assertEquals(0, new ProcessBuilder(line).start().waitFor());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void ended(ProcessHandle process) {
        long start = System.nanoTime();
        try {
            process.onExit().orTimeout(STOP_SECONDS_MAX, TimeUnit.SECONDS).join();
        } catch (CompletionException late) {
            throw new AssertionError("it runs " + (System.nanoTime() - start) + " ns later", late);
        }
    }
}
