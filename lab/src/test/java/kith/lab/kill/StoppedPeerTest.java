package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Three real peers, of which one stands still (SIGSTOP) as if its machine slept: what the others
/// say of it, and what becomes of that when it goes on.
@Tag("soak")
@DisabledOnOs(OS.WINDOWS)
final class StoppedPeerTest {
    private static final long STOPPED_NANOS = TimeUnit.SECONDS.toNanos(20);

    /// Between being suspected and its link's end it has about a second to answer; on a machine
    /// with much else to do, that may be over before it is looked at.
    private static final int TRIES = 5;

    @TempDir private Path folder;
    private final List<RealPeer> peers = new ArrayList<>();

    @AfterEach
    void nothingIsLeftRunning() {
        peers.forEach(RealPeer::close);
    }

    private RealPeer up(String name) {
        RealPeer peer = RealPeer.up(folder.resolve(name));
        peers.add(peer);
        return peer;
    }

    private static Field read(RealPeer peer, String address) {
        try {
            return new Field(peer.get("/" + address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String id(RealPeer peer) {
        return read(peer, ".peer").at("id").text();
    }

    private static String standing(RealPeer viewer, String peer) {
        return read(viewer, ".peer/network/home/neighbours/" + peer).at("standing").text();
    }

    private static long linkedSince(RealPeer viewer, String peer) {
        return read(viewer, ".peer/links/" + peer).at("since").number();
    }

    /// On one board, where Carl shows that he is there.
    private void gather() throws IOException {
        RealPeer ada = up("ada");
        ada.ask("PUT", "/notes/a", "1");
        for (String name : List.of("bob", "carl")) {
            var invited = new Field(ada.ask("POST", "/.kith/invite", "{}"));
            String link = Json.print(new Value.Text(invited.at("link").text()));
            up(name).ask("POST", "/.kith/join", "{\"link\":" + link + "}");
        }
        for (RealPeer peer : peers) {
            RealPeer.await(
                    "all linked",
                    () -> read(peer, ".peer/network/home/neighbours").names().size() == 2);
        }
    }

    @Test
    @Timeout(600)
    void whoIsSuspectedAndGoesOnIsNotGone() throws IOException {
        gather();
        RealPeer ada = peers.getFirst();
        RealPeer carl = peers.getLast();
        String who = id(carl);
        boolean refuted = false;
        for (int i = 0; i < TRIES && !refuted; i++) {
            RealPeer.await("he is there", () -> standing(ada, who).equals("alive"));
            long since = linkedSince(ada, who);
            carl.signal("STOP");
            try {
                RealPeer.await("he is suspected", () -> !standing(ada, who).equals("alive"));
            } finally {
                carl.signal("CONT");
            }
            RealPeer.await("he is there again", () -> standing(ada, who).equals("alive"));
            refuted = linkedSince(ada, who) == since;
        }
        assertEquals(true, refuted, "each time the link ended before he could say a word");
    }

    @Test
    @Timeout(600)
    void whoStandsStillForTwentySecondsIsShownNoMoreAndIsWholeWhenHeGoesOn() throws IOException {
        gather();
        RealPeer ada = peers.getFirst();
        RealPeer carl = peers.getLast();
        String who = id(carl);
        carl.ask("POST", "/.kith/show", "{\"address\":\"notes\",\"value\":\"here\"}");
        String shown = "notes/.presence/" + who;
        RealPeer.await("what he shows", () -> read(ada, shown).text().equals("here"));
        long begun = System.nanoTime();
        carl.signal("STOP");
        try {
            RealPeer.await("his link ends", () -> standing(ada, who).isEmpty());
            ada.ask("PUT", "/notes/b", "2");
            RealPeer.await("he is shown no more", () -> !read(ada, shown).text().equals("here"));
            while (System.nanoTime() - begun < STOPPED_NANOS) {
                assertEquals("", standing(ada, who), "he cannot have come back");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        } finally {
            carl.signal("CONT");
        }
        for (RealPeer peer : peers.subList(0, 2)) {
            RealPeer.await("he is there again", () -> standing(peer, who).equals("alive"));
        }
        RealPeer.await("he shows it again", () -> read(ada, shown).text().equals("here"));
        RealPeer.await("he has it", () -> read(carl, "notes").at("b").number() == 2);
    }
}
