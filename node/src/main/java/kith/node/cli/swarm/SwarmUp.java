package kith.node.cli.swarm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.peer.PeerProcess;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Progress;
import kith.node.client.PeerClient;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith swarm up`: starts those that do not run, and brings them onto one board.
final class SwarmUp {
    private final Call call;
    private final Path folder;

    SwarmUp(Call call, Path folder) {
        this.call = call;
        this.folder = folder;
    }

    int run() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Swarm swarm = chosen();
        swarm.write(); // before anything is started: `down` finds it there
        var seats = new ArrayList<Gathering.Seat>();
        swarm.members().forEach(member -> seats.add(new Place(swarm, member)));
        var progress = new Progress(call.terminal(), "starting", seats.size(), Numbers::grouped);
        List<Running> ready;
        try {
            ready = Gathering.of(seats, progress::at);
        } finally {
            progress.end();
        }
        var members = new ArrayList<Swarm.Member>();
        for (int i = 0; i < ready.size(); i++) {
            members.add(swarm.members().get(i).at(ready.get(i).linkPort()));
        }
        var all = new Swarm(swarm.folder(), members);
        all.write();
        tell(all, ready, (System.nanoTime() - begun) / 1_000_000);
        return Exit.OK;
    }

    /// The swarm that is there, or a new one.
    private Swarm chosen() throws IOException {
        Swarm before = Swarm.find(folder);
        String typed = call.argumentOrNull(1);
        String regions = call.option("region");
        if (before == null) {
            if (typed == null) {
                throw Failure.usage("how many peers is not said", "For example: kith swarm up 16");
            }
            return Swarm.of(folder, regions(regions, count(typed)));
        }
        int size = before.members().size();
        if (typed != null && count(typed) != size) {
            throw Failure.usage(
                    "there is a swarm of " + size + " in " + folder,
                    "`kith swarm up` starts it again; --folder DIR is for another one.");
        }
        return regions == null ? before : before.withRegions(Regions.of(regions, size));
    }

    private static int count(String typed) {
        return (int) Call.number("N", typed, 1, SwarmCommand.PEERS_MAX);
    }

    private static List<String> regions(@Nullable String text, int count) {
        return text == null ? Collections.nCopies(count, "") : Regions.of(text, count);
    }

    /// The seat of one of them: a home in the folder, at this machine's loopback address.
    private record Place(Swarm swarm, Swarm.Member member) implements Gathering.Seat {
        @Override
        public Home home() {
            return swarm.home(member);
        }

        @Override
        public PeerProcess start() throws IOException {
            return PeerProcess.start(home(), PeerProcess.SMALL, words(member));
        }

        @Override
        public @Nullable PeerClient client() throws IOException {
            return PeerClient.of(home());
        }
    }

    private static List<String> words(Swarm.Member member) {
        return List.of(
                "--listen",
                "127.0.0.1",
                "--port",
                Integer.toString(member.port()),
                "--http-port",
                "0",
                "--region",
                member.region());
    }

    private void tell(Swarm swarm, List<Running> ready, long millis) {
        var peers = new ArrayList<Value>();
        for (int i = 0; i < ready.size(); i++) {
            Swarm.Member member = swarm.members().get(i);
            Running running = ready.get(i);
            peers.add(
                    new Answer()
                            .all(member.written())
                            .text("peer", running.peer())
                            .text("http", running.url())
                            .text("home", swarm.home(member).toString())
                            .number("process", running.pid())
                            .object());
        }
        call.terminal()
                .answer(
                        new Answer()
                                .value("peers", Value.Array.of(peers))
                                .number("millis", millis));
        call.terminal()
                .line(
                        Numbers.count(ready.size(), "peer")
                                + " on one board, in "
                                + Numbers.seconds(millis)
                                + " (kith swarm down stops them)");
        call.terminal().note("Their homes are in " + folder);
    }
}
