package kith.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import kith.node.app.Cell;
import kith.node.app.Kind;
import kith.node.app.Peer;

/// A counter that many peers increment at once, each in several threads.
///
/// Run it with `shared-counter HOME`: it makes three peers below that folder, which count on their
/// own and tell each other. Nobody locks anything and no addition is lost, because a counter adds
/// up what each has counted. Were the number read and set instead, the last one would win.
final class SharedCounter {
    private static final int PEERS = 3;
    private static final int THREADS = 4;
    private static final int TIMES = 250;

    private SharedCounter() {}

    public static void main(String[] args) throws InterruptedException {
        var peers = new ArrayList<Peer>();
        try {
            for (int i = 0; i < PEERS; i++) {
                peers.add(Peer.open(Path.of(args[0], "peer" + i)));
            }
            String link = peers.getFirst().board("home").invite(0, Duration.ofHours(1), "counter");
            peers.stream().skip(1).filter(p -> p.boards().isEmpty()).forEach(p -> p.join(link));
            count(peers.stream().map(p -> p.board("home").space("votes").at("yes")).toList());
        } finally {
            peers.forEach(Peer::close);
        }
    }

    private static void count(List<Cell> counters) throws InterruptedException {
        long before = counters.getFirst().read(Kind.LONG).orElse(0L);
        long all = before + (long) PEERS * THREADS * TIMES;
        var agreed = new CountDownLatch(PEERS);
        for (Cell counter : counters) {
            counter.as(Kind.LONG, 0L)
                    .signal()
                    .map(votes -> votes == all)
                    .observe(
                            there -> {
                                if (there) {
                                    agreed.countDown();
                                }
                            });
        }
        for (Cell counter : counters) {
            for (int i = 0; i < THREADS; i++) {
                Thread.startVirtualThread(() -> increment(counter));
            }
        }
        agreed.await();
        counters.forEach(counter -> System.out.println(counter.read(Kind.LONG).orElse(0L)));
    }

    private static void increment(Cell counter) {
        for (int i = 0; i < TIMES; i++) {
            counter.add(1);
        }
    }
}
