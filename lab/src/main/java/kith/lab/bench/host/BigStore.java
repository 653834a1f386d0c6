package kith.lab.bench.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Engine;
import kith.lang.Rng;
import kith.log.ChangeGraph;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.app.Peer;
import kith.replica.Replica;
import kith.state.Writing;
import kith.value.Value;

/// Peers with one space in which one author made many changes, each of one cell.
public final class BigStore {
    /// Cells that the changes are spread over.
    public static final int CELLS = 100_000;

    static final String SPACE = "bench";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private BigStore() {}

    /// Opens a peer on loopback.
    public static Peer open(Path home) {
        return open(NodeConfig.of(home));
    }

    public static Peer open(NodeConfig config) {
        var onLoopback = config.listening("127.0.0.1", 0);
        return Peer.of(onLoopback).open();
    }

    /// Makes changes, and returns when they are durable.
    public static void fill(Peer peer, int changes) {
        var random = new Rng(1);
        var at = new Address("home", SPACE, kith.value.Path.ROOT);
        var driver = peer.node().driver();
        for (int i = 0; i < changes; i++) {
            int cell = random.nextInt(CELLS);
            var path = kith.value.Path.of("list", "record" + cell / 10, "field" + cell % 10);
            var edit = new Writing.Put(path, Value.Int.of(i));
            var answer = driver.call(new Command.Write(at, List.of(edit), List.of(), false));
            if (!(answer instanceof Answer.Written)) {
                throw new IllegalStateException("not written: " + answer);
            }
        }
        peer.board("home").space(SPACE).at("end").set(changes).durable().await(PATIENCE);
    }

    /// How many changes of that space a peer has; with `durable` only those that it will not lose.
    public static int changes(Node node, boolean durable) {
        return node.driver().look(engine -> changes(engine, durable)).orElse(0);
    }

    static int changes(Engine engine, boolean durable) {
        int sum = 0;
        for (Replica replica : engine.replicas()) {
            if (replica.name().equals(SPACE)) {
                ChangeGraph graph = replica.graph();
                for (int chain = 0; chain < graph.chainCount(); chain++) {
                    sum += durable ? graph.lastDurable(chain) : graph.last(chain);
                }
            }
        }
        return sum;
    }
}
