package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Running;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith down`: stops the peer of a home, and waits until its process is gone.
public final class DownCommand extends Connected {
    /// A peer stops within two seconds; a disk that hangs is another matter.
    private static final long STOP_SECONDS_MAX = 15;

    @Override
    public Spec spec() {
        return new Spec(
                "down",
                List.of(),
                List.of(),
                "stops the peer",
                """
                Stops in order: everything is on the disk when this says "stopped". A disk that
                does not finish within two seconds, or has failed, is told instead, and then what
                was not acknowledged as durable may be lost. A peer that is killed loses no more
                than that either; it only starts a little slower.
                """,
                List.of("kith down", "kith --home ../second down"));
    }

    @Override
    protected int run(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        Running running = peer.running();
        peer.control("stop", Value.Obj.EMPTY);
        try (var _ = Waiting.on(call.terminal(), "stopping")) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
            if (!PeerProcess.ends(running, end)) {
                throw late(call, running.pid());
            }
        }
        if (call.home().announces(running)) {
            throw Failure.of(
                    "stop-unfinished",
                    "it has stopped, but not everything is known to be on the disk",
                    "See kith.log in "
                            + call.home()
                            + ". What was acknowledged as durable is not lost.");
        }
        call.terminal().answer(new Answer().flag("stopped", true).number("process", running.pid()));
        call.terminal().line("stopped");
        return Exit.OK;
    }

    private static Failure late(Call call, long pid) {
        return Failure.of(
                "stop-late",
                "process " + pid + " was told to stop and has not yet",
                "See kith.log in "
                        + call.home()
                        + ". `kill -9 "
                        + pid
                        + "` ends it; what was acknowledged as durable is not lost by that.");
    }
}
