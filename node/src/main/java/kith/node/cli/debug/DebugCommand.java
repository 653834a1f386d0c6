package kith.node.cli.debug;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;

/// `kith debug`: why things are as they are.
public final class DebugCommand implements Command {
    static final int CHANGES = 20;
    static final int CHANGES_MAX = 100;

    /// Guess: as long as somebody looks at a terminal in which nothing happens.
    static final int SYNC_SECONDS = 10;

    static final int SYNC_SECONDS_MAX = 3_600;

    /// What this is about one peer of.
    private interface Subject {
        int about(Call call, PeerClient peer) throws IOException, PeerRefusal, InterruptedException;
    }

    @Override
    public Spec spec() {
        return new Spec(
                "debug",
                List.of("why|state|links|sync|trace", "[ABOUT]"),
                List.of(
                        Option.of("limit", "N", "why: at most so many changes (" + CHANGES + ")"),
                        Option.of(
                                "timeout",
                                "S",
                                "sync: how many seconds to wait (" + SYNC_SECONDS + ")")),
                "tells why a cell shows what it shows, and what the peer was told",
                """
                why ADDRESS shows each change that touched the cell and what became of it: which is
                shown, which lives beside it because nobody who saw both has written since, which
                was replaced and by which; and whether the two authors had seen each other's.

                state [ADDRESS] prints what is in all spaces, or there, with the versions. links
                shows each link, what went over it and whether the other side has the same.

                sync [PEER] asks what is linked for all that may have got lost, dials again what
                could not be reached, and waits until everybody has the same.

                trace [FILE] makes a file of what the engine was told since the peer was started
                with `kith up --record MIB`, which ./dev replay tells another engine again. It has
                in it what was written and read: give it to nobody whom you would not give the
                store.
                """,
                List.of(
                        "kith debug why tasks/groceries/milk",
                        "kith debug state tasks",
                        "kith debug links",
                        "kith debug sync",
                        "kith debug trace ./trouble.kithtrace"));
    }

    @Override
    public int run(Call call) throws IOException, PeerRefusal, InterruptedException {
        String what = call.argument(0);
        checkOptions(call, what);
        return switch (what) {
            case "why" -> about(call, Why::about);
            case "state" -> about(call, State::about);
            case "links" -> about(call, Links::about);
            case "sync" -> about(call, Sync::about);
            case "trace" -> TraceFile.make(call);
            default ->
                    throw Failure.usage(
                            "`kith debug` knows no \"" + what + '"',
                            "It knows: why, state, links, sync, trace.");
        };
    }

    private static void checkOptions(Call call, String what) {
        if (call.has("limit") && !what.equals("why")) {
            throw Failure.usage("--limit is for `kith debug why` alone", "");
        }
        if (call.has("timeout") && !what.equals("sync")) {
            throw Failure.usage("--timeout is for `kith debug sync` alone", "");
        }
        if (what.equals("why") && call.argumentOrNull(1) == null) {
            throw Failure.usage(
                    "`kith debug why` needs an ADDRESS, and it is not there",
                    "For example: kith debug why tasks/groceries/milk");
        }
        if (what.equals("links") && call.argumentOrNull(1) != null) {
            throw Failure.usage("`kith debug links` takes nothing more", "");
        }
    }

    private static int about(Call call, Subject subject)
            throws IOException, PeerRefusal, InterruptedException {
        try (PeerClient peer = Connected.peer(call)) {
            return subject.about(call, peer);
        }
    }
}
