package kith.lab.fuzz;

import java.util.List;
import kith.lab.SimCrypto;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.log.GraphImage;
import kith.log.Head;
import kith.log.Past;
import kith.log.Verified;

/// A small graph with everything in it: two authors who answer each other, a fork, a fork of a
/// fork, an empty chain.
final class SampleGraph {
    private static final int WINDOW = 64;
    private static final int CHANGES = 12;

    private SampleGraph() {}

    static Bytes image(Bytes space) {
        var graph = new ChangeGraph(space, new SimCrypto().hasher(), WINDOW);
        int a = graph.open(author(1));
        int b = graph.open(author(2));
        for (int i = 1; i <= CHANGES; i++) {
            int chain = i % 2 == 0 ? a : b;
            write(graph, chain, i);
            Bytes signature = Bytes.wrap(new byte[Head.SIGNATURE_BYTES]);
            graph.sign(chain, new Head(graph.last(chain), signature));
            graph.stored(chain, graph.last(chain), 70_000L * i);
            graph.durable(chain, i / 4);
        }
        for (int seq : List.of(5, 3)) {
            Past before = graph.before(a, seq);
            Past first = graph.past(a, seq);
            if (before == null || first == null) {
                throw new IllegalStateException("change " + seq + " is not in memory");
            }
            graph.split(a, seq, before, first.hash(), 0);
        }
        graph.open(author(3));
        var out = new Writer();
        GraphImage.write(graph).forEach(out::bytes);
        return out.toBytes();
    }

    private static ChainId author(int number) {
        var key = new byte[ChainId.AUTHOR_BYTES];
        key[0] = (byte) number;
        return new ChainId(Bytes.wrap(key), 0, Bytes.EMPTY);
    }

    private static void write(ChangeGraph graph, int chain, int tick) {
        Bytes content = new Writer().varint(tick).toBytes();
        Verified made = graph.compose(chain, tick, graph.depsFor(chain), null, content);
        graph.append(made);
    }
}
