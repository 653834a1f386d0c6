package kith.lab.bench.idle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import kith.Engine;
import kith.lab.bench.harness.Costs;
import kith.lab.bench.harness.Jvm;
import kith.lab.bench.host.BigStore;
import kith.lab.bench.host.TempFolder;
import kith.log.ChangeGraph;
import kith.node.app.Peer;
import kith.port.Now;
import kith.replica.Replica;
import kith.sync.Session;

/// The process whose memory is measured: one peer, first with links to half of so many members,
/// then to all, which are all in sync and idle. What the second half adds is divided by its number:
/// what the first links bring along (classes, compiled code) is paid once.
///
/// Its heap is of one size from the start and all of it touched ([#FLAGS]), so that what the
/// process holds beside it can be told: the size of the process would else follow the collector and
/// nothing else.
public final class Hub implements AutoCloseable {
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:+UseCompactObjectHeaders", // as ./kith up
                    "-Xms1g",
                    "-Xmx1g",
                    "-XX:+AlwaysPreTouch");

    private static final List<String> FLAGS_OTHERS = List.of("-XX:+UseSerialGC", "-Xmx6g");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 20 * Now.MILLI;

    /// So that each link was pinged, and nothing is on its way.
    private static final long QUIET_NANOS = 15 * Now.SECOND;

    /// Until newcomers know where they are, and who looked for a cluster has one or rests. Only
    /// then is anybody idle.
    private static final long SETTLE_NANOS = 150 * Now.SECOND;

    /// For how long its processor time is looked at: all came at once, so what each does once a
    /// minute all do at once.
    private static final long WATCHED_NANOS = 120 * Now.SECOND;

    /// What idle links cost.
    ///
    /// @param heapBytes reachable objects of one, of them the stacks of its threads
    /// @param besideBytes memory of the process that is not heap, of one
    /// @param processor of one processor, what all of them take
    public record Cost(double heapBytes, double besideBytes, double processor) {}

    private final TempFolder folder = new TempFolder();
    private final Peer peer = BigStore.open(folder.at("home"));
    private final Process members;
    private final Writer orders;
    private final BufferedReader answers;

    private Hub() throws IOException {
        members = Jvm.start(FLAGS_OTHERS, Members.class, List.of());
        orders = members.outputWriter(StandardCharsets.UTF_8);
        answers = members.inputReader(StandardCharsets.UTF_8);
    }

    /// Measures it in a process of its own.
    public static Cost measure(int links) throws IOException {
        Process hub = Jvm.start(FLAGS, Hub.class, List.of(Integer.toString(links)));
        try (var said = hub.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            if (line == null) {
                throw new IOException("the process with the idle links failed");
            }
            String[] words = line.split(" ", -1);
            return new Cost(
                    Double.parseDouble(words[0]),
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]));
        }
    }

    public static void main(String[] words) throws IOException {
        int links = Integer.parseInt(words[0]);
        try (var hub = new Hub()) {
            Cost cost = hub.cost(links);
            System.out.println(
                    cost.heapBytes() + " " + cost.besideBytes() + " " + cost.processor());
        }
    }

    private Cost cost(int links) throws IOException {
        var board = peer.found("idle");
        board.space("notes").at("first").set("hello").durable().await(PATIENCE);
        String invitation = board.invite(0, Duration.ZERO, "");
        System.err.println(links + " members join …");
        order("join " + links + " " + invitation);
        await(engine -> engine.linkCount() == 0, "all links to be down");
        System.err.println("and link …");
        int half = links / 2;
        link(half, half);
        long heap = Costs.heapBytes();
        long beside = Costs.residentBytes();
        link(links - half, links);
        var cost =
                new Cost(
                        (double) (Costs.heapBytes() - heap) / (links - half),
                        (double) (Costs.residentBytes() - beside) / (links - half),
                        processor());
        await(engine -> engine.linkCount() == links && isInSync(engine), "all to be still there");
        return cost;
    }

    private static double processor() {
        LockSupport.parkNanos(SETTLE_NANOS);
        long begun = System.nanoTime();
        long before = Costs.processNanos();
        LockSupport.parkNanos(WATCHED_NANOS);
        return (double) (Costs.processNanos() - before) / (System.nanoTime() - begun);
    }

    /// So many more link; returns when `all` links are idle.
    private void link(int more, int all) throws IOException {
        int changes = peer.node().driver().look(Member::changes).orElse(0);
        order("connect " + more + " " + changes + " " + peer.addresses().getFirst());
        await(engine -> engine.linkCount() == all, "all links to be up");
        await(Hub::isInSync, "all to be in sync");
        LockSupport.parkNanos(QUIET_NANOS);
    }

    private void order(String line) throws IOException {
        orders.write(line + "\n");
        orders.flush();
        if (answers.readLine() == null) {
            throw new IOException("the members are gone");
        }
    }

    private void await(Predicate<Engine> condition, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!peer.node().driver().look(condition::test).orElse(false)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /// Whether everybody has told that it has everything for good.
    private static boolean isInSync(Engine engine) {
        for (Session session : engine.sessions()) {
            for (Replica replica : engine.replicas()) {
                ChangeGraph graph = replica.graph();
                for (int chain = 0; chain < graph.chainCount(); chain++) {
                    if (session.there(replica).durable(chain) < graph.last(chain)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        orders.close();
        members.destroy();
        peer.close();
        folder.close();
    }
}
