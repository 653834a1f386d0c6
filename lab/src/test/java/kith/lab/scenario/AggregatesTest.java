package kith.lab.scenario;

import static kith.lab.scenario.ClusterTest.NEAR;
import static kith.lab.scenario.ClusterTest.PEERS;
import static kith.lab.scenario.ClusterTest.SEEDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.cluster.Aggregate;
import kith.cluster.ClusterMessage;
import kith.cluster.Figure;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.duty.Given;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whole engines in two regions give numbers, and their leaders tell all of them what those come
/// to.
@Tag("worlds")
class AggregatesTest {
    private static final String JOBS = "jobs";

    /// 1 + 2 + … + 16, and of every second one.
    private static final long ALL = 136;

    private static final long EVEN = 64;

    private static void give(Scene scene, SimPeer peer, String name, @Nullable Long value) {
        Answer answer = scene.call(peer, new Command.Give("home", name, value));
        assertEquals(new Answer.Done(), answer);
    }

    /// A board on which the first gives 1, the second 2, and so on; half of them in each region.
    private static List<SimPeer> giving(Scene scene) {
        List<SimPeer> peers = ClusterTest.board(scene);
        for (int i = 0; i < PEERS; i++) {
            give(scene, peers.get(i), JOBS, i + 1L);
        }
        scene.await(() -> ClusterTest.isWhole(peers, PEERS / 2), 60);
        scene.await(() -> all(peers, peer -> told(peer, "sum") == ALL), 30);
        return peers;
    }

    private static boolean all(List<SimPeer> peers, Predicate<SimPeer> hold) {
        return peers.stream().filter(SimPeer::isUp).allMatch(hold);
    }

    private static long told(SimPeer peer, String field) {
        return number(peer, "board/" + field);
    }

    /// What the cells say of the number that all give; -1 where they say nothing.
    private static long number(SimPeer peer, String path) {
        Value value = peer.read(".peer/network/home/aggregates/" + JOBS + "/" + path);
        return value instanceof Value.Int(long number) ? number : -1;
    }

    private static List<String> names(SimPeer peer) {
        var names = new ArrayList<String>();
        if (peer.read(".peer/network/home/aggregates") instanceof Value.Obj all) {
            for (int i = 0; i < all.size(); i++) {
                if (all.value(i) instanceof Value.Obj one && one.find("board") != null) {
                    names.add(all.name(i));
                }
            }
        }
        return names;
    }

    @Test
    void allReadWhatNumbersComeToInTheirClusterAndOnTheBoard() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = giving(scene);
                    give(scene, peers.get(6), JOBS, 7_000L);
                    scene.await(() -> all(peers, one -> told(one, "newest") == 7_000), 15);
                    for (int i = 0; i < PEERS; i++) {
                        SimPeer peer = peers.get(i);
                        long here = i % 2 == 0 ? EVEN - 7 + 7_000 : ALL - EVEN;
                        assertEquals(i == 6 ? 7_000 : i + 1, number(peer, "mine"));
                        assertEquals(PEERS, told(peer, "count"));
                        assertEquals(ALL - 7 + 7_000, told(peer, "sum"));
                        assertEquals(PEERS, told(peer, "different"));
                        assertEquals(PEERS / 2, number(peer, "cluster/count"));
                        assertEquals(here, number(peer, "cluster/sum"));
                    }
                });
    }

    @Test
    void whatIsWithdrawnCountsNoMoreAndWhatNobodyGivesIsGone() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = giving(scene);
                    give(scene, peers.getFirst(), JOBS, null);
                    scene.await(() -> all(peers, one -> told(one, "sum") == ALL - 1), 15);
                    for (SimPeer peer : peers) {
                        give(scene, peer, JOBS, null);
                    }
                    scene.await(() -> all(peers, one -> names(one).isEmpty()), 15);
                });
    }

    @Test
    void theSumIsRightSecondsAfterAMemberAndALeaderWereKilledAndNeverLessMeanwhile() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = giving(scene);
                    SimPeer leader = ClusterTest.named(peers, ClusterTest.leader(peers.getFirst()));
                    SimPeer member = peers.get(isLeader(peers, 3) ? 5 : 3);
                    leader.crash();
                    member.crash();
                    long left = ALL - value(peers, leader) - value(peers, member);
                    for (int i = 0; i < 60 && !all(peers, one -> told(one, "sum") == left); i++) {
                        scene.run(0.5);
                        assertTrue(
                                all(peers, one -> isNothingOrAtLeast(one, PEERS - 2)),
                                "who is there was not counted");
                    }
                    assertTrue(all(peers, one -> told(one, "sum") == left), "the dead count");
                    assertTrue(all(peers, one -> told(one, "count") == PEERS - 2));
                });
    }

    private static long value(List<SimPeer> peers, SimPeer of) {
        return peers.indexOf(of) + 1L;
    }

    @Test
    void whoLiesMovesTheSumByItsOwnPartOnly() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = giving(scene);
                    SimPeer eve = peers.get(isLeader(peers, 2) ? 4 : 2);
                    long honest = ALL - value(peers, eve);
                    var lie = List.of(Figure.one(JOBS, Figure.VALUE_MAX, Long.MAX_VALUE));
                    forge(eve, lie, 1_000);
                    scene.await(
                            () -> all(peers, one -> told(one, "sum") == honest + Figure.VALUE_MAX),
                            15);
                    for (int i = 0; i < 20; i++) {
                        scene.run(1);
                        assertTrue(all(peers, one -> isNothingOr(told(one, "count"), PEERS)));
                        assertTrue(
                                all(
                                        peers,
                                        one -> told(one, "newestAt") <= scene.world.wallMillis()),
                                "told before its time");
                    }
                });
    }

    /// Who has no leader for a moment is told nothing.
    private static boolean isNothingOr(long told, long number) {
        return told == number || told == -1;
    }

    private static boolean isNothingOrAtLeast(SimPeer one, int number) {
        long told = told(one, "count");
        return told == -1 || told >= number;
    }

    private static boolean isLeader(List<SimPeer> peers, int index) {
        SimPeer peer = peers.get(index);
        return ClusterTest.leader(peer).equals(peer.id().text());
    }

    /// It reports that in the place of its own, each time twice and as `ahead` later ones.
    private static void forge(SimPeer eve, List<Figure> figures, long ahead) {
        Scene.tap(
                eve,
                (link, own) -> {
                    ClusterMessage.Report report = report(own);
                    if (report == null) {
                        return List.of(own);
                    }
                    long number = report.number() + ahead;
                    return List.of(
                            with(report, number, figures), with(report, number + 1, figures));
                });
    }

    /// What is sent when it is the report of a member to its leader, else null.
    private static ClusterMessage.@Nullable Report report(Bytes frame) {
        var in = new Reader(frame);
        int type = in.u8();
        return ClusterMessage.has(type)
                        && ClusterMessage.read(type, in) instanceof ClusterMessage.Report report
                        && report.of() == ClusterMessage.Of.MEMBER
                ? report
                : null;
    }

    private static Bytes with(ClusterMessage.Report report, long number, List<Figure> figures) {
        var out = new Writer();
        new ClusterMessage.Report(
                        report.board(),
                        report.of(),
                        report.cluster(),
                        report.epoch(),
                        number,
                        figures)
                .write(out);
        return out.toBytes();
    }

    @Test
    void whoSaysThatItIsManyLosesItsLink() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = giving(scene);
                    SimPeer eve = peers.get(isLeader(peers, 2) ? 4 : 2);
                    Aggregate many = Aggregate.one(1, 1).with(Aggregate.one(2, 2));
                    forge(eve, List.of(new Figure(JOBS, 0, many)), 1_000);
                    scene.await(() -> eve.noted("message-malformed"), 30);
                    for (int i = 0; i < 30; i++) {
                        scene.run(1);
                        assertTrue(all(peers, one -> told(one, "count") <= PEERS));
                        assertTrue(all(peers, one -> told(one, "sum") <= ALL));
                    }
                });
    }

    @Test
    void whoGivesTooManyNumbersIsRefusedAndOfTooManyNamesThoseThatAllGiveAreTold() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = giving(scene);
                    for (SimPeer peer : peers) {
                        for (int i = 1; i < Given.OWN_MAX; i++) {
                            give(scene, peer, "a" + i + " of " + peer, 1L);
                        }
                        scene.refused(
                                Problem.TOO_MANY_NUMBERS,
                                scene.call(peer, new Command.Give("home", "one more", 1L)));
                        give(scene, peer, JOBS, 1L); // which it gives already
                    }
                    scene.await(() -> all(peers, one -> told(one, "sum") == PEERS), 15);
                    scene.run(10);
                    for (SimPeer peer : peers) {
                        assertEquals(Figure.NAMES_MAX - 1, names(peer).size(), "" + names(peer));
                        assertTrue(names(peer).contains(JOBS));
                    }
                });
    }

    @Test
    void aNumberThatCannotBeAddedUpOrANameThatIsNoneIsRefused() {
        Scene.each(
                1,
                NEAR,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    var large = new Command.Give("home", JOBS, Figure.VALUE_MAX + 1);
                    scene.refused(Problem.VALUE_MALFORMED, scene.call(ann, large));
                    for (String name : List.of("", "x".repeat(33))) {
                        var wrong = new Command.Give("home", name, 1L);
                        scene.refused(Problem.ADDRESS_MALFORMED, scene.call(ann, wrong));
                    }
                    var elsewhere = new Command.Give("away", JOBS, 1L);
                    scene.refused(Problem.BOARD_UNKNOWN, scene.call(ann, elsewhere));
                });
    }
}
