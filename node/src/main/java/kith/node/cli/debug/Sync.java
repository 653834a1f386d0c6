package kith.node.cli.debug;

import java.io.IOException;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import kith.identity.PeerId;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Waiting;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith debug sync`: asks for what may have got lost, and waits until nothing is missing.
final class Sync {
    private static final long LOOK_MILLIS = 50;

    private Sync() {}

    static int about(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        long seconds =
                call.number("timeout", DebugCommand.SYNC_SECONDS, 0, DebugCommand.SYNC_SECONDS_MAX);
        String typed = call.argumentOrNull(1);
        TreeSet<String> linked = LinkedPeers.of(Spaces.of(peer).about());
        String id = typed == null ? null : Prefix.resolve(typed, linked, PeerId.TEXT_CHARS, "peer");
        var asked = new Answer();
        peer.control("sync", (id == null ? asked : asked.text("peer", id)).object());
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        try (var _ = Waiting.on(call.terminal(), "syncing")) {
            TreeMap<String, Behind> behind = behind(Spaces.of(peer), id);
            while (!areInSync(behind) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                behind = behind(Spaces.of(peer), id);
            }
            tell(call, behind, seconds);
        }
        return Exit.OK;
    }

    private static TreeMap<String, Behind> behind(Spaces spaces, @Nullable String id) {
        var behind = new TreeMap<String, Behind>();
        for (String peer : LinkedPeers.of(spaces.about())) {
            if (id == null || id.equals(peer)) {
                behind.put(peer, Behind.of(spaces, peer));
            }
        }
        return behind;
    }

    private static boolean areInSync(TreeMap<String, Behind> all) {
        return !all.isEmpty() && all.values().stream().allMatch(Behind::inSync);
    }

    private static void tell(Call call, TreeMap<String, Behind> behind, long seconds) {
        if (behind.isEmpty()) {
            throw Failure.of("not-connected", "no peer is linked now", "Who there is: kith status");
        }
        if (!areInSync(behind)) {
            var apart = new Columns();
            behind.forEach((peer, one) -> apart.row(Prefix.shown(peer), one.words()));
            throw Failure.of(
                    "not-in-sync",
                    "not everybody has the same after " + Numbers.count(seconds, "second"),
                    String.join("\n", apart.lines("  ")));
        }
        var peers = new ArrayList<Value>();
        behind.keySet().forEach(peer -> peers.add(new Value.Text(peer)));
        call.terminal().answer(new Answer().value("inSync", Value.Array.of(peers)));
        call.terminal().line("in sync with " + Numbers.count(peers.size(), "peer"));
    }
}
