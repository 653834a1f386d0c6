package kith.node.cli.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.peer.PeerProcess;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Progress;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.talk.Fields;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith swarm up`: starts those that do not run, and brings them onto one board.
///
/// As many are started at once as there are processors: a JVM that starts keeps one busy.
final class SwarmUp {
    private static final int INVITED_SECONDS = 3_600;

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
        var ready = new ArrayList<Running>();
        var progress =
                new Progress(call.terminal(), "starting", swarm.members().size(), Numbers::grouped);
        try {
            ready.add(founder(swarm));
            progress.at(1);
            ready.addAll(others(swarm, invitation(swarm), progress));
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

    private static Running founder(Swarm swarm) throws IOException, InterruptedException {
        return started(swarm, swarm.members().getFirst());
    }

    /// Lets in everybody who is not on the board of the first yet; it founds one if it has none.
    private static String invitation(Swarm swarm) throws IOException {
        var asked =
                new Fields()
                        .put("uses", swarm.members().size())
                        .put("expiresInSeconds", INVITED_SECONDS)
                        .put("note", "kith swarm");
        try (PeerClient first = client(swarm.home(swarm.members().getFirst()))) {
            return new Field(first.control("invite", asked.value())).at("link").text();
        } catch (PeerRefusal refusal) {
            throw Failure.of(refusal.code(), refusal.detail(), "");
        }
    }

    private static List<Running> others(Swarm swarm, String link, Progress progress)
            throws IOException, InterruptedException {
        List<Swarm.Member> rest = swarm.members().subList(1, swarm.members().size());
        var ready = new ArrayList<@Nullable Running>(Collections.nCopies(rest.size(), null));
        int atOnce = Runtime.getRuntime().availableProcessors();
        try (var threads = Executors.newFixedThreadPool(atOnce)) {
            var done = new ExecutorCompletionService<Integer>(threads);
            for (int i = 0; i < rest.size(); i++) {
                int index = i;
                done.submit(
                        () -> {
                            ready.set(index, joined(swarm, rest.get(index), link));
                            return index;
                        });
            }
            for (int i = 0; i < rest.size(); i++) {
                done.take().get();
                progress.at(i + 2);
            }
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
        var all = new ArrayList<Running>();
        ready.forEach(all::add);
        return all;
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException as -> as;
            case IOException io -> new UncheckedIOException(io);
            case null, default -> new IllegalStateException(cause);
        };
    }

    private static Running joined(Swarm swarm, Swarm.Member member, String link)
            throws IOException, InterruptedException {
        Running running = started(swarm, member);
        try (PeerClient peer = client(swarm.home(member))) {
            if (new Field(peer.read(Target.of(".peer/boards"))).names().isEmpty()) {
                peer.control("join", new Fields().put("link", link).value());
            }
        } catch (PeerRefusal refusal) {
            throw Failure.of(refusal.code(), "peer " + member.name() + ": " + refusal.detail(), "");
        }
        return running;
    }

    /// The peer of that home, which is started unless it runs.
    private static Running started(Swarm swarm, Swarm.Member member)
            throws IOException, InterruptedException {
        Home home = swarm.home(member);
        Running running = home.running();
        if (running != null) {
            return running;
        }
        PeerProcess process = PeerProcess.start(home, PeerProcess.SMALL, words(member));
        running = process.awaitReady();
        if (running == null) {
            throw process.failure();
        }
        return running;
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

    private static PeerClient client(Home home) throws IOException {
        PeerClient peer = PeerClient.of(home);
        if (peer == null) {
            throw Failure.of(
                    "peer-unreachable",
                    "the peer in " + home + " was ready and does not answer",
                    "See kith.log there.");
        }
        return peer;
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
