package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
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
    private static final String NAME = "jobs";

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
        aggregates.set(List.of(new Figure(NAME, 0, Aggregate.one(1, 0))));
        aggregates.received(hamlet.peers.get(1).id, report(4, 7, nine), 1);
        aggregates.received(hamlet.peers.get(2).id, report(5, 1, ten), 1);
        aggregates.received(hamlet.peers.get(1).id, report(4, 8, nine), 1);
        lead(hamlet, aggregates);
        Figure.Total all = aggregates.told().sums().getFirst().board();
        assertEquals(11, all.count());
        assertEquals(101, all.sum());
        assertEquals(2, all.different());
    }

    /// Until it has told once.
    private static void lead(Hamlet hamlet, Aggregates aggregates) {
        Hamlet.Peer here = hamlet.peers.getFirst();
        aggregates.wake(1, 1, here.id, List.of());
        hamlet.run(Aggregates.SOON_NANOS);
        aggregates.wake(1, 1, here.id, List.of());
    }

    @Test
    void whoSpeaksForManyClustersIsHeardForTheLastOneOnly() {
        var hamlet = new Hamlet(2);
        Hamlet.Peer here = hamlet.peers.getFirst();
        var aggregates = new Aggregates(here, Hamlet.BOARD, new Members());
        aggregates.set(List.of(new Figure(NAME, 0, Aggregate.one(1, 0))));
        for (int cluster = 2; cluster < 100; cluster++) {
            var made = new Figure(NAME, 0, new Aggregate(64, 64, 1, 1, Distinct.empty()));
            var report = new Report(Hamlet.BOARD, Of.CLUSTER, cluster, 1, 1, List.of(made));
            aggregates.received(hamlet.peers.getLast().id, report, 1);
        }
        lead(hamlet, aggregates);
        assertEquals(65, aggregates.told().sums().getFirst().board().count());
    }

    @Test
    void ofTooManyNamesThoseOfTheMostMembersStay() {
        var hamlet = new Hamlet(4);
        Hamlet.Peer here = hamlet.peers.getFirst();
        var members = new Members();
        hamlet.peers.forEach(peer -> members.add(peer.id, Coordinate.NOWHERE, 0));
        var aggregates = new Aggregates(here, Hamlet.BOARD, members);
        aggregates.set(List.of(Figure.one("most", 1, 0)));
        for (int peer = 1; peer < 4; peer++) {
            var figures = new ArrayList<Figure>();
            for (int i = 0; i < Figure.NAMES_MAX - 1; i++) {
                figures.add(Figure.one("a" + (char) ('a' + i) + peer, 1, 0));
            }
            figures.add(Figure.one("most", 1, 0));
            var report = new Report(Hamlet.BOARD, Of.MEMBER, 1, 1, 1, figures);
            aggregates.received(hamlet.peers.get(peer).id, report, 1);
        }
        lead(hamlet, aggregates);
        List<Figure.Sum> sums = aggregates.told().sums();
        assertEquals(Figure.NAMES_MAX, sums.size());
        assertEquals("most", sums.getLast().name());
        assertEquals(4, sums.getLast().board().count());
    }

    private static Report report(long epoch, long number, Aggregate what) {
        var figure = new Figure(NAME, 0, what);
        return new Report(Hamlet.BOARD, Of.CLUSTER, 2, epoch, number, List.of(figure));
    }
}
