package kith.node.cli.swarm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.peer.PeerProcess;
import kith.node.cli.shell.Failure;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.talk.Fields;
import org.jspecify.annotations.Nullable;

/// Starts peers, as far as they do not run, and brings them onto one board: the first founds it,
/// unless it has one, and invites the others. From then on they know each other by the board.
///
/// As many are started at once as there are processors: a JVM that starts keeps one busy.
public final class Gathering {
    private static final int INVITED_SECONDS = 3_600;

    private final List<Seat> seats;
    private final IntConsumer told;

    /// Where one of them lives, and how it is started and reached.
    public interface Seat {
        Home home();

        PeerProcess start() throws IOException;

        /// Null when it does not answer.
        @Nullable PeerClient client() throws IOException;
    }

    private Gathering(List<Seat> seats, IntConsumer told) {
        this.seats = seats;
        this.told = told;
    }

    /// Returns when all are ready and in, in the order of their seats.
    ///
    /// @param told is told how many are
    public static List<Running> of(List<Seat> seats, IntConsumer told)
            throws IOException, InterruptedException {
        return new Gathering(seats, told).gather();
    }

    private List<Running> gather() throws IOException, InterruptedException {
        var ready = new ArrayList<Running>();
        ready.add(started(seats.getFirst()));
        told.accept(1);
        ready.addAll(others(invitation()));
        return ready;
    }

    private String invitation() throws IOException {
        var asked =
                new Fields()
                        .put("uses", seats.size())
                        .put("expiresInSeconds", INVITED_SECONDS)
                        .put("note", "kith swarm");
        try (PeerClient first = client(seats.getFirst())) {
            return new Field(first.control("invite", asked.value())).at("link").text();
        } catch (PeerRefusal refusal) {
            throw Failure.of(refusal.code(), refusal.detail(), "");
        }
    }

    private List<Running> others(String link) throws IOException, InterruptedException {
        int count = seats.size() - 1;
        var ready = new Running[count];
        try (var threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            var done = new ExecutorCompletionService<Running>(threads);
            for (int i = 0; i < count; i++) {
                int index = i;
                done.submit(() -> ready[index] = joined(seats.get(index + 1), link));
            }
            for (int i = 0; i < count; i++) {
                done.take().get();
                told.accept(i + 2);
            }
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        }
        return List.of(ready);
    }

    private static RuntimeException thrown(@Nullable Throwable cause) {
        return switch (cause) {
            case RuntimeException as -> as;
            case IOException io -> new UncheckedIOException(io);
            case null, default -> new IllegalStateException(cause);
        };
    }

    private static Running joined(Seat seat, String link) throws IOException, InterruptedException {
        Running running = started(seat);
        try (PeerClient peer = client(seat)) {
            if (new Field(peer.read(Target.of(".peer/boards"))).names().isEmpty()) {
                peer.control("join", new Fields().put("link", link).value());
            }
        } catch (PeerRefusal refusal) {
            throw Failure.of(refusal.code(), refusal.detail(), "This is of " + seat.home());
        }
        return running;
    }

    private static Running started(Seat seat) throws IOException, InterruptedException {
        Running running = seat.home().running();
        if (running != null) {
            return running;
        }
        PeerProcess process = seat.start();
        running = process.awaitReady();
        if (running == null) {
            throw process.failure();
        }
        return running;
    }

    private static PeerClient client(Seat seat) throws IOException {
        PeerClient peer = seat.client();
        if (peer == null) {
            throw Failure.of(
                    "peer-unreachable",
                    "the peer in " + seat.home() + " was ready and does not answer",
                    "See kith.log there.");
        }
        return peer;
    }
}
