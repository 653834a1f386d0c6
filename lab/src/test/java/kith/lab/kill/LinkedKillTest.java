package kith.lab.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import kith.node.client.Field;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Two real peers that share a board, of which one is killed: what was acknowledged as durable on
/// one other is on that other, whichever of the two dies.
///
/// Both come back at the port that they had: one that is killed before it was told where the other
/// is, and comes back elsewhere, could not be found by anybody.
@DisabledOnOs(OS.WINDOWS)
final class LinkedKillTest {
    private static final int WRITERS = 4;
    private static final int LOAD_MILLIS_MAX = 400;

    /// While the other one is away.
    private static final int ALONE_MILLIS_MAX = 200;

    @TempDir private Path folder;

    private @Nullable RealPeer ada;
    private @Nullable RealPeer bob;

    @AfterEach
    void nothingIsLeftRunning() {
        for (RealPeer peer : new RealPeer[] {ada, bob}) {
            if (peer != null) {
                peer.close();
            }
        }
    }

    @Test
    @Timeout(600)
    void whatIsDurableOnTheOtherIsThereWhicheverIsKilled() throws IOException {
        run(6, seed());
    }

    @Test
    @Tag("soak")
    void whatIsDurableOnTheOtherIsThereAfterAHundredKills() throws IOException {
        run(100, seed());
    }

    private static long seed() {
        return Long.getLong("kill.seed", System.nanoTime());
    }

    private RealPeer ada() {
        RealPeer started = again(ada, "ada");
        ada = started;
        return started;
    }

    private RealPeer bob() {
        RealPeer started = again(bob, "bob");
        bob = started;
        return started;
    }

    private RealPeer again(@Nullable RealPeer before, String name) {
        int port = before == null ? 0 : before.linkPort();
        return RealPeer.up(folder.resolve(name), port);
    }

    private void run(int kills, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        var load = new Load(WRITERS, random, "?durable=1&timeout=3000000");
        RealPeer first = ada();
        RealPeer second = bob();
        String at = "seed " + seed;
        try {
            join(first, second);
            for (int kill = 1; kill <= kills; kill++) {
                boolean writerDies = random.nextBoolean();
                at = "kill " + kill + " of seed " + seed + (writerDies ? ", writer" : ", other");
                load.start(first);
                if (kill == 1) {
                    load.awaitAcknowledged(); // else all kills might come before the first write
                }
                Load.pass(random.nextLong(LOAD_MILLIS_MAX));
                if (writerDies) {
                    first.kill();
                    load.join();
                    load.check(second);
                    first = ada();
                } else {
                    second = killOther(first, second, load, random.nextLong(ALONE_MILLIS_MAX));
                }
                awaitEqual(first, second);
                load.compare(first);
            }
            assertTrue(load.acknowledged() > 0, "nothing was ever acknowledged");
        } catch (AssertionError e) {
            throw new AssertionError(at + ": " + e.getMessage(), e);
        }
    }

    /// The writers go on meanwhile, and are told of their writes when the other is back.
    private RealPeer killOther(RealPeer writer, RealPeer other, Load load, long aloneMillis)
            throws IOException {
        other.kill();
        Load.pass(aloneMillis);
        long before = load.acknowledged();
        RealPeer again = bob();
        await("acknowledgements again", () -> load.acknowledged() > before, writer, again);
        load.stop();
        load.check(again);
        return again;
    }

    private static void join(RealPeer first, RealPeer second) throws IOException {
        first.ask("PUT", "/" + Load.SPACE, "{}");
        var invited = new Field(first.ask("POST", "/.kith/invite", "{\"board\":\"home\"}"));
        String link = invited.at("link").text();
        second.ask("POST", "/.kith/join", "{\"link\":" + Json.print(new Value.Text(link)) + "}");
        awaitEqual(first, second);
    }

    private static void awaitEqual(RealPeer first, RealPeer second) throws IOException {
        first.awaitReady();
        second.awaitReady();
        await("two peers that show the same", () -> isEqual(first, second), first, second);
    }

    /// Waits, and when it was in vain says what the two say.
    private static void await(
            String what, BooleanSupplier condition, RealPeer first, RealPeer second)
            throws IOException {
        try {
            RealPeer.await(what, condition);
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + status(first) + status(second), late);
        }
    }

    /// What a peer says about the space, and why.
    private static String status(RealPeer peer) throws IOException {
        return "\n"
                + peer.home().getFileName()
                + ": "
                + Json.print(peer.get("/.peer/spaces/home"))
                + " "
                + Json.print(peer.get("/.peer/links"))
                + "\n"
                + peer.log();
    }

    private static boolean isEqual(RealPeer first, RealPeer second) {
        try {
            return Load.shown(first).equals(Load.shown(second));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
