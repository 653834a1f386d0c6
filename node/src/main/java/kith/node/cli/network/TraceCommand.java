package kith.node.cli.network;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith trace`: which way the newest change of a cell went, from peer to peer.
public final class TraceCommand extends Connected {
    /// A trace ends by itself after three seconds.
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(8);

    @Override
    public Spec spec() {
        return new Spec(
                "trace",
                List.of("PATH"),
                List.of(),
                "shows which way the newest change of a cell went through the peers",
                """
                Follows the newest change of a cell from peer to peer: each is asked from whom it
                has it and to whom it passed it on, then those are asked, until nobody is left or
                three seconds are over. The author stands first, and below each peer those who
                have it from there, with how long that took and when it was there by the peer's
                own clock.

                How long a step took is what the sender measured, with half a round trip of its
                link ("link"), or without where the link was not measured ("sender"); else the
                difference of two clocks ("clocks"). "again" names who brought it once more.

                A peer is believed about itself only. What it says of others is marked where they
                do not say the same.

                Each peer remembers about a thousand changes of a board, and none after a restart.
                """,
                List.of(
                        "kith trace notes/today",
                        "kith trace notes/today --json | jq '.peers[].lateMillis'"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        peer.patience(PATIENCE_MILLIS);
        Value report;
        try (var _ = Waiting.on(call.terminal(), "following " + call.argument(0))) {
            report = peer.control("trace", new Answer().text("address", call.argument(0)).object());
        }
        call.terminal().answer(new Answer().all(report));
        new TracedView(new Field(report), call.terminal()::paint)
                .lines()
                .forEach(call.terminal()::line);
        return Exit.OK;
    }
}
