package kith.lab.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.peer.PeerProcess;
import kith.node.cli.swarm.Gathering;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.node.nearby.LocalNetwork;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Real peers of one board, on a site: processes that are started, asked, killed, and gone when it
/// is closed, or when this process ends in order.
final class Bed implements AutoCloseable {
    private static final long WAIT_SECONDS_MAX = 60;
    private static final long LOOK_NANOS = 10_000_000;

    private final Site site;
    private final Path folder;
    private final Thread ending = new Thread(this::closeQuietly, "bed");
    private boolean closed;

    private Bed(Site site, Path folder) {
        this.site = site;
        this.folder = folder;
    }

    /// On hosts in networks of their own, or where that cannot be, behind relays.
    static Bed of(List<Nat> nats, @Nullable String hindrance) throws IOException {
        Owner owner = Owner.ofThis();
        Site site = hindrance == null ? Networks.make(owner, nats) : Relays.make(nats.size());
        Path folder = Files.createDirectory(Leftovers.FOLDER.resolve(owner.name("homes")));
        var bed = new Bed(site, folder);
        Runtime.getRuntime().addShutdownHook(bed.ending);
        return bed;
    }

    Site site() {
        return site;
    }

    int size() {
        return site.hosts();
    }

    Home home(int host) {
        return Home.at(folder.resolve(Integer.toString(host)));
    }

    /// The peer of one host.
    private record Seat(Bed bed, int host) implements Gathering.Seat {
        @Override
        public Home home() {
            return bed.home(host);
        }

        @Override
        public PeerProcess start() throws IOException {
            return bed.launch(host);
        }

        @Override
        public @Nullable PeerClient client() throws IOException {
            return bed.site.at(host, () -> PeerClient.of(home()));
        }
    }

    private PeerProcess launch(int host) throws IOException {
        return launch(host, site.listening(host), Map.of());
    }

    private PeerProcess launch(int host, List<String> listening, Map<String, String> environment)
            throws IOException {
        var words = new ArrayList<>(listening);
        words.addAll(List.of("--http-port", "0"));
        return site.at(
                host, () -> PeerProcess.start(home(host), PeerProcess.SMALL, words, environment));
    }

    /// Starts all that do not run, and brings them onto one board.
    void gather(IntConsumer told) throws IOException, InterruptedException {
        var seats = new ArrayList<Gathering.Seat>();
        for (int host = 0; host < size(); host++) {
            seats.add(new Seat(this, host));
        }
        Gathering.of(seats, told);
    }

    /// Starts one that was killed.
    void start(int host) throws IOException, InterruptedException {
        awaitReady(launch(host));
    }

    /// Starts one that was killed at another port, where nobody knows of it, and which finds others
    /// on its local network if it may.
    void startElsewhere(int host, boolean nearby) throws IOException, InterruptedException {
        var listening = new ArrayList<>(site.listening(host));
        listening.set(listening.indexOf("--port") + 1, "0");
        String environment = LocalNetwork.ENVIRONMENT;
        awaitReady(launch(host, listening, Map.of(environment, nearby ? "on" : "off")));
    }

    private static void awaitReady(PeerProcess process) throws IOException, InterruptedException {
        if (process.awaitReady() == null) {
            throw process.failure();
        }
    }

    boolean runs(int host) {
        return home(host).running() != null;
    }

    /// The peer of that host; it runs.
    Running running(int host) {
        Running running = home(host).running();
        if (running == null) {
            throw new IllegalStateException("peer " + host + " does not run");
        }
        return running;
    }

    ProcessHandle process(int host) {
        return ProcessHandle.of(running(host).pid()).orElseThrow();
    }

    /// What a process has used since it began.
    static long processorNanos(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /// Ends one from one moment to the next.
    void kill(int host) throws IOException {
        Running running = running(host);
        process(host).destroyForcibly();
        await("the end of process " + running.pid(), () -> !running.lives());
    }

    /// What somebody asks a peer.
    interface Question<T> {
        T ask(PeerClient peer) throws IOException, PeerRefusal;
    }

    <T> T ask(int host, Question<T> question) throws IOException {
        try (PeerClient peer = new Seat(this, host).client()) {
            if (peer == null) {
                throw new IOException("peer " + host + " does not answer");
            }
            return question.ask(peer);
        } catch (PeerRefusal refusal) {
            throw new IOException("peer " + host + ": " + refusal.detail(), refusal);
        }
    }

    /// What is there; a field without a value when nothing is, or nothing yet.
    Field read(int host, String address) throws IOException {
        return ask(
                host,
                peer -> {
                    try {
                        return new Field(peer.read(Target.of(address)));
                    } catch (PeerRefusal refusal) {
                        if (refusal.status() == 404) {
                            return new Field(null);
                        }
                        throw refusal;
                    }
                });
    }

    void write(int host, String address, Value value) throws IOException {
        ask(host, peer -> peer.call("PUT", Target.of(address), PeerClient.bytes(value)).bytes());
    }

    /// What is waited for.
    interface Condition {
        boolean holds() throws IOException;
    }

    /// @throws IllegalStateException when it does not come about
    static void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + WAIT_SECONDS_MAX + " s: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// Waits until all have that value there.
    void awaitAll(String address, Value value) throws IOException {
        for (int host = 0; host < size(); host++) {
            int each = host;
            await(
                    "peer " + host + " has " + address,
                    () -> value.equals(read(each, address).value()));
        }
    }

    private void closeQuietly() {
        try {
            end();
        } catch (IOException e) {
            System.err.println("not all of the bed is gone: " + e.getMessage());
        }
    }

    private synchronized void end() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Leftovers.remove(folder); // while the peers there can be found by their homes
        } finally {
            site.close();
        }
    }

    @Override
    public void close() throws IOException {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException already) {
            // this is the shutdown
        }
    }
}
