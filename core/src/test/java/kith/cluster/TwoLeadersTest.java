package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.cluster.ClusterMessage.Batch;
import kith.cluster.ClusterMessage.Of;
import kith.cluster.ClusterMessage.Report;
import kith.cluster.ClusterMessage.Way;
import kith.lang.Bytes;
import kith.lang.Distinct;
import kith.lang.Sha256;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// What two leaders at the same time do: all of it twice, and nothing of it counts twice.
final class TwoLeadersTest {
    private static final Bytes ITEM = Bytes.of((byte) 5);

    @Test
    void whatTwoLeadersPassOnComesOnce() {
        var hamlet = new Hamlet(2);
        Hamlet.Peer one = hamlet.peers.getFirst();
        var batches = new Batches(one, Hamlet.BOARD, new Members());
        for (int leader = 0; leader < 2; leader++) {
            batches.received(new Batch(Hamlet.BOARD, Way.DOWN, List.of(ITEM)), null, List.of());
        }
        assertEquals(List.of(ITEM), one.came);
    }

    @Test
    void whatComesAcrossFromTwoLeadersGoesDownOnce() {
        var hamlet = new Hamlet(2);
        Hamlet.Peer leader = hamlet.peers.getFirst();
        Hamlet.Peer member = hamlet.peers.getLast();
        var members = new Members();
        members.add(leader.id, Coordinate.NOWHERE, 0);
        members.add(member.id, Coordinate.NOWHERE, 0);
        var batches = new Batches(leader, Hamlet.BOARD, members);
        for (int from = 0; from < 2; from++) {
            batches.received(
                    new Batch(Hamlet.BOARD, Way.ACROSS, List.of(ITEM)), leader.id, List.of());
            hamlet.run(Now.SECOND);
            batches.wake(leader.id, List.of());
            hamlet.run(Now.SECOND);
        }
        assertEquals(List.of(ITEM), leader.came);
        assertEquals(List.of(ITEM), member.came);
    }

    @Test
    void whatTwoLeadersReportOfOneClusterCountsOnceUnderTheNewerEpoch() {
        var hamlet = new Hamlet(3);
        Hamlet.Peer here = hamlet.peers.getFirst();
        var aggregates = new Aggregates(here, Hamlet.BOARD, new Members());
        Aggregate ten = new Aggregate(10, 100, 1, 1, Distinct.of(Sha256.hash(ITEM)));
        Aggregate nine = new Aggregate(9, 90, 1, 1, Distinct.of(Sha256.hash(ITEM)));
        aggregates.set(new Aggregate(1, 1, 0, 0, Distinct.empty()), 1);
        aggregates.received(hamlet.peers.get(1).id, report(4, 7, nine), 1, false);
        aggregates.received(hamlet.peers.get(2).id, report(5, 1, ten), 1, false);
        aggregates.received(hamlet.peers.get(1).id, report(4, 8, nine), 1, false);
        aggregates.wake(1, 1, here.id, List.of());
        assertEquals(11, aggregates.all().count());
        assertEquals(101, aggregates.all().sum());
        assertTrue(Math.abs(aggregates.all().different().count() - 1) < 0.01);
    }

    private static Report report(long epoch, long number, Aggregate what) {
        return new Report(Hamlet.BOARD, Of.CLUSTER, 2, epoch, number, what);
    }
}
