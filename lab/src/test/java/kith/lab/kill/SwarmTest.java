package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kith.node.Home;
import kith.node.client.Field;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kith swarm`: three peers in processes of their own, started, looked at, stopped, and started
/// again.
final class SwarmTest {
    private static final String MAIN = "kith.node.cli.Main";

    @TempDir Path folder;

    /// What a test leaves running ends with it.
    @AfterEach
    void endWhatRuns() {
        for (String name : List.of("01", "02", "03")) {
            var running = home(name).running();
            if (running != null) {
                ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    private Home home(String name) {
        return Home.at(folder.resolve("swarm").resolve(name));
    }

    private record Ended(int exit, String output, String errors) {
        Field answer() {
            return new Field(Json.parse(output.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("--home", folder.toString(), "--json", "swarm"));
        arguments.addAll(List.of(words));
        Path errors = folder.resolve("errors");
        Process process =
                new ProcessBuilder(RealPeer.line(MAIN, arguments))
                        .redirectError(errors.toFile())
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        return new Ended(exit, output, Files.readString(errors));
    }

    private Field good(String... words) throws IOException, InterruptedException {
        Ended ended = run(words);
        assertEquals(0, ended.exit, ended.toString());
        return ended.answer();
    }

    private static Set<String> all(Field answer, String field) {
        var found = new TreeSet<String>();
        for (Field peer : answer.at("peers").items()) {
            Field value = peer.at(field);
            found.add(value.text().isEmpty() ? Long.toString(value.number()) : value.text());
        }
        return found;
    }

    private Field read(String name, String address) throws IOException, PeerRefusal {
        try (PeerClient peer = PeerClient.of(home(name))) {
            assertTrue(peer != null, name + " does not run");
            return new Field(peer.read(Target.of(address)));
        }
    }

    private boolean isInSync() {
        try {
            return good("status").at("inSync").flag();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void threePeersComeUpOnOneBoardAndAreStoppedAndStartedAgainAsTheyWere() throws Exception {
        Field up = good("up", "3", "--region", "eu:2,us:1");
        assertEquals(3, all(up, "peer").size());
        RealPeer.await("all in sync", this::isInSync);
        assertEquals(Set.of("eu", "us"), all(good("status"), "region"));

        Field links = read("03", ".peer/links");
        assertEquals(2, LinkedPeers.of(read("03", ".peer")).size());
        for (String link : links.names()) {
            assertEquals("eu", links.at(link).at("region").text());
        }
        assertEquals("us", read("03", ".peer/region").text());

        Field down = good("down");
        assertEquals(3, down.at("stopped").items().size());
        for (String name : List.of("01", "02", "03")) {
            assertNull(home(name).running());
        }
        Field again = good("up");
        assertEquals(all(up, "peer"), all(again, "peer"));
        assertEquals(all(up, "port"), all(again, "port"));
        RealPeer.await("all in sync again", this::isInSync);
    }

    @Test
    void aListOfRegionsThatNamesAnotherNumberOfPeersStartsNobody() throws Exception {
        Ended ended = run("up", "3", "--region", "eu:2,us:2");
        assertEquals(2, ended.exit, ended.toString());
        assertEquals(1, run("status").exit);
    }
}
