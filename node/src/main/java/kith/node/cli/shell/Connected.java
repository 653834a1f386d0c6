package kith.node.cli.shell;

import java.io.IOException;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;

/// A command that needs the peer of the home to run: it is found, asked, and let go again.
public abstract class Connected implements Command {
    @Override
    public final int run(Call call) throws IOException, PeerRefusal, InterruptedException {
        try (PeerClient peer = peer(call)) {
            return run(call, peer);
        }
    }

    protected abstract int run(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException;

    /// The peer of the home, or the failure that says that there is none.
    public static PeerClient peer(Call call) throws IOException {
        PeerClient peer = PeerClient.of(call.home());
        if (peer == null) {
            throw notRunning(call);
        }
        return peer;
    }

    public static Failure notRunning(Call call) {
        String named = call.option("home");
        String line = named == null ? "kith up" : "kith --home " + named + " up";
        return new Failure(
                "not-running",
                "no peer is running in " + call.home(),
                "Start one with `" + line + "`.",
                Exit.NOT_RUNNING);
    }
}
