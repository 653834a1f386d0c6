package kith.node.cli.work;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import kith.cluster.work.Tasks;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Interrupt;
import kith.node.cli.work.WorkCommand.Options;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith work serve`: a command for each task.
final class Serving {
    private static final long WITHIN_MILLIS = 20_000;

    /// Where nobody hands out anything yet, it is tried again after so long. Guess.
    private static final long AGAIN_MILLIS = 1_000;

    /// What the command's time is shorter than the peer's: so that it is told how it ended.
    private static final long LEEWAY_MILLIS = 5_000;

    static final long LIMIT_MILLIS_MAX = Tasks.MILLIS_MAX - LEEWAY_MILLIS;

    private final Call call;
    private final String name;
    private final Options options;
    private boolean waits;

    Serving(Call call, Options options) {
        this.call = call;
        this.name = call.argument(1);
        this.options = options;
    }

    int run(List<String> command) throws IOException {
        Connected.peer(call).close(); // or it is said that none runs
        call.terminal().note("serves " + name + ", until Ctrl-C");
        var ends = new CompletableFuture<@Nullable Void>();
        try (var _ = Interrupt.then(call.terminal()::flush)) {
            for (int i = 0; i < options.atOnce(); i++) {
                Thread.ofVirtual().name("kith-work-" + i).start(() -> serve(command, ends));
            }
            ends.join();
        } catch (CompletionException why) {
            if (why.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw why;
        }
        return Exit.OK;
    }

    private void serve(List<String> command, CompletableFuture<@Nullable Void> ends) {
        try (PeerClient peer = Connected.peer(call)) {
            while (!call.terminal().isCut()) {
                one(peer, command);
            }
            ends.complete(null);
        } catch (PeerRefusal refusal) {
            ends.completeExceptionally(Failure.of(refusal.code(), refusal.detail(), ""));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            ends.completeExceptionally(
                    failed instanceof Failure
                            ? failed
                            : Failure.of("peer-unreachable", "the peer is gone", ""));
        }
    }

    private void one(PeerClient peer, List<String> command)
            throws IOException, PeerRefusal, InterruptedException {
        Field task;
        try {
            task = new Field(peer.control("work/take", asked()));
        } catch (PeerRefusal refusal) {
            if (!refusal.code().equals("work-no-leader")) {
                throw refusal;
            }
            waitForLeader(refusal.detail());
            return;
        }
        String id = task.at("id").text();
        if (id.isEmpty()) {
            return; // nothing came
        }
        long begun = System.nanoTime();
        Script.Result result =
                Script.run(command, name, id, Script.valueIn(task), options.millis());
        String why = finish(peer, id, result);
        told(id, why, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private Value.Obj asked() {
        var asked = new Answer().text("name", name).number("within", WITHIN_MILLIS);
        asked.number("limit", options.millis() + LEEWAY_MILLIS);
        return on(asked).object();
    }

    private Answer on(Answer asked) {
        return options.board() == null ? asked : asked.text("board", options.board());
    }

    private synchronized void waitForLeader(String why) throws InterruptedException {
        if (!waits) {
            waits = true;
            call.terminal().note("nobody hands out work yet: " + why);
        }
        TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    }

    /// Tells the peer, and returns why the task was not done; empty when it was.
    private String finish(PeerClient peer, String id, Script.Result result)
            throws IOException, PeerRefusal {
        String failure = result.failure();
        var done = on(new Answer().text("id", id));
        try {
            if (failure == null) {
                peer.control("work/done", done.value("value", result.value()).object());
                return "";
            }
            peer.control("work/done", done.text("failure", failure).object());
            return failure;
        } catch (PeerRefusal refusal) {
            if (refusal.code().equals("work-unknown")) {
                return refusal.detail();
            }
            if (refusal.code().equals("work-too-large") && failure == null) {
                return finish(peer, id, Script.Result.failed(refusal.detail()));
            }
            throw refusal;
        }
    }

    private synchronized void told(String id, String why, long millis) {
        String what = why.isEmpty() ? "done" : "failed";
        call.terminal()
                .lineNow(
                        call.terminal().isForPrograms()
                                ? json(id, why, millis)
                                : what
                                        + ' '
                                        + id.substring(0, 8)
                                        + " in "
                                        + millis
                                        + " ms"
                                        + (why.isEmpty() ? "" : ": " + why));
    }

    private static String json(String id, String why, long millis) {
        var told = new Answer().text("task", id).number("millis", millis);
        return (why.isEmpty() ? told : told.text("failure", why)).toString();
    }
}
