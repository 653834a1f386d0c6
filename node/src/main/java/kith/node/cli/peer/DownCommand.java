package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Spec;
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
                Stops in order: everything is on the disk when this returns. A peer that is killed
                loses nothing that was acknowledged either; it only starts a little slower.
                """,
                List.of("kith down", "kith --home ../second down"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        long pid = peer.running().pid();
        CompletableFuture<?> gone =
                ProcessHandle.of(pid)
                        .<CompletableFuture<?>>map(ProcessHandle::onExit)
                        .orElseGet(() -> CompletableFuture.completedFuture(null));
        peer.control("stop", Value.Obj.EMPTY);
        try {
            gone.get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw Failure.of(
                    "stop-late",
                    "process " + pid + " was told to stop and has not yet",
                    "See kith.log in "
                            + call.home()
                            + ". `kill -9 "
                            + pid
                            + "` ends it; what was"
                            + " acknowledged as durable is not lost by that.");
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("waiting for process " + pid, e);
        }
        call.terminal().line("stopped");
        return Exit.OK;
    }
}
