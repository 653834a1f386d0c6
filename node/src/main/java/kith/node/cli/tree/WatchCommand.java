package kith.node.cli.tree;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Interrupt;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerClient;

/// `kith watch`: a line for each change below an address, until Ctrl-C.
///
/// When the peer stops, it waits for the next one in that home and goes on after the version that
/// it saw last, or says that it cannot.
public final class WatchCommand implements Command {
    private static final int LOOK_MILLIS = 250;

    @Override
    public Spec spec() {
        return new Spec(
                "watch",
                List.of("ADDRESS"),
                List.of(
                        Option.flag(
                                "changes",
                                "every single change in the order of causes; else only the newest"
                                        + " of a cell that changes faster than it can be shown")),
                "shows changes as they happen",
                """
                Prints a line for each cell that changes at or below the address: when, where, and
                its new value. What is there already is not printed.

                It goes on until Ctrl-C, and waits when the peer is stopped and started again.
                """,
                List.of(
                        "kith watch tasks",
                        "kith watch .peer/links",
                        "kith watch tasks --json | jq -c 'select(.path)'"));
    }

    @Override
    public int run(Call call) throws IOException, InterruptedException {
        Home home = call.home();
        Connected.peer(call).close(); // or it is said that none runs
        String address = call.argument(0);
        Terminal terminal = call.terminal();
        var lines = new ChangeLines(terminal, address);
        String mode = call.has("changes") ? "changes" : "state";
        try (var _ = Interrupt.then(terminal::flush)) {
            while (!terminal.isCut()) {
                Running running = awaitPeer(home);
                try (var watching = Watching.begin(running, home.token(), lines)) {
                    watching.ask(address, mode);
                    Failure failure = watching.awaitEnd();
                    if (failure != null) {
                        throw failure;
                    }
                }
            }
        }
        return Exit.OK;
    }

    /// A peer that was just started may take a moment until it answers.
    private static Running awaitPeer(Home home) throws IOException, InterruptedException {
        while (true) {
            try (PeerClient peer = PeerClient.of(home)) {
                if (peer != null) {
                    return peer.running();
                }
            } catch (SocketTimeoutException late) {
                // a peer in trouble, or one that is just about to end: looked at again
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
