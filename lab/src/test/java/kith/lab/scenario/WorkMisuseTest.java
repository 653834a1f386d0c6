package kith.lab.scenario;

import static kith.lab.scenario.ClusterTest.NEAR;
import static kith.lab.scenario.ClusterTest.boardId;
import static kith.lab.scenario.WorkTest.SEEDS;
import static kith.lab.scenario.WorkTest.answered;
import static kith.lab.scenario.WorkTest.areRight;
import static kith.lab.scenario.WorkTest.leaderOf;
import static kith.lab.scenario.WorkTest.led;
import static kith.lab.scenario.WorkTest.submitAll;
import static kith.lab.scenario.WorkTest.team;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import kith.Answer;
import kith.cluster.work.Ended;
import kith.cluster.work.Outcome;
import kith.cluster.work.Task;
import kith.cluster.work.WorkMessage;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Asked;
import kith.cluster.work.WorkMessage.Step;
import kith.cluster.work.WorkMessage.Waiting;
import kith.identity.BoardId;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Peers that do not keep the rules about work: each thing that they say is refused, with a code to
/// whoever said it, and moves nothing.
@Tag("worlds")
class WorkMisuseTest {
    private static final String TWICE = "twice";
    private static final long WRONG = 666;

    /// What is sent when it is about tasks, else null.
    private static @Nullable WorkMessage work(Bytes frame) {
        var in = new Reader(frame);
        int type = in.u8();
        return WorkMessage.has(type) ? WorkMessage.read(type, in) : null;
    }

    private static Bytes frame(WorkMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    /// From now on all that it says about tasks is noted.
    private static List<WorkMessage> noted(SimPeer peer) {
        var said = new ArrayList<WorkMessage>();
        Scene.tap(
                peer,
                (link, own) -> {
                    WorkMessage message = work(own);
                    if (message != null) {
                        said.add(message);
                    }
                    return List.of(own);
                });
        return said;
    }

    private static long said(List<WorkMessage> all, Outcome outcome) {
        return all.stream()
                .filter(one -> one instanceof Answered a && a.ended().outcome() == outcome)
                .count();
    }

    private static boolean knewNothingOfOne(List<WorkMessage> all) {
        return all.stream().anyMatch(one -> one instanceof Waiting wait && wait.unknown());
    }

    /// It says these as well, once over each of its links.
    private static void says(SimPeer peer, List<WorkMessage> messages) {
        var over = new TreeSet<Long>();
        Scene.tap(
                peer,
                (link, own) -> {
                    var all = new ArrayList<>(List.of(own));
                    if (over.add(link)) {
                        messages.forEach(message -> all.add(frame(message)));
                    }
                    return all;
                });
    }

    /// It says something else about tasks than it would.
    private static void lies(SimPeer peer, UnaryOperator<WorkMessage> lie, int times) {
        Scene.tap(
                peer,
                (link, own) -> {
                    WorkMessage message = work(own);
                    var all = new ArrayList<Bytes>();
                    for (int i = 0; i < times; i++) {
                        all.add(message == null ? own : frame(lie.apply(message)));
                    }
                    return message == null ? List.of(own) : all;
                });
    }

    private static long epoch(SimPeer peer) {
        Value epoch = peer.read(".peer/network/home/cluster/epoch");
        return epoch instanceof Value.Int(long number) ? number : 0;
    }

    private static List<WorkMessage> tasks(
            SimPeer of, Step step, long epoch, String name, int count) {
        BoardId board = boardId(of);
        var all = new ArrayList<WorkMessage>();
        for (int i = 0; i < count; i++) {
            Bytes id = Sha256.hash(new Writer().string(name).u32(i).toBytes());
            var body = new Writer();
            Value.Int.of(WRONG).write(body);
            all.add(new Asked(board, step, epoch, new Task(id, name, body.toBytes())));
        }
        return all;
    }

    @Test
    void whoHandsOutWorkAndDoesNotLeadIsToldThatItIsNotServed() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer eve = led(peers).get(0);
                    SimPeer ann = led(peers).get(1);
                    var worker = new Worker(scene, ann, TWICE, 0.1);
                    scene.run(3);
                    List<WorkMessage> told = noted(ann);
                    List<WorkMessage> leader = noted(leaderOf(peers));
                    says(eve, tasks(eve, Step.GIVEN, epoch(eve), TWICE, 3));
                    scene.run(10);
                    assertEquals(List.of(), worker.begun);
                    assertEquals(3, said(told, Outcome.NOT_SERVED));
                    assertEquals(3, said(leader, Outcome.NOT_SERVED));
                });
    }

    @Test
    void aLeaderThatHandsOutWhatNobodyWantsFillsTheRoomOfAWorkerAndNoMore() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer eve = leaderOf(peers);
                    SimPeer ann = led(peers).getFirst();
                    var worker = new Worker(scene, ann, TWICE, 15);
                    scene.run(6);
                    List<WorkMessage> told = noted(ann);
                    var all = tasks(eve, Step.GIVEN, epoch(eve), TWICE, 100);
                    all.addAll(tasks(eve, Step.GIVEN, epoch(eve), "other", 5));
                    says(eve, all);
                    scene.run(10);
                    assertEquals(1, worker.begun.size(), "one at a time");
                    assertEquals(98, said(told, Outcome.BUSY), "and one that waits");
                    assertEquals(5, said(told, Outcome.NOT_SERVED));
                });
    }

    @Test
    void aResultOfWhoWasNotGivenTheTaskCountsForNothing() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer eve = led(peers).get(0);
                    new Worker(scene, led(peers).get(1), TWICE, 8);
                    scene.run(3);
                    List<WorkMessage> leader = noted(leaderOf(peers));
                    TreeMap<Long, List<Answer>> answers = submitAll(led(peers).get(2), 1);
                    scene.run(2);
                    Bytes id =
                            leader.stream()
                                    .filter(one -> one instanceof Asked)
                                    .map(one -> ((Asked) one).task().id())
                                    .findFirst()
                                    .orElseThrow();
                    var wrong = Ended.of(Value.Int.of(WRONG), null);
                    BoardId board = boardId(eve);
                    says(
                            eve,
                            List.of(
                                    new Answered(board, Step.DONE, epoch(eve), id, wrong),
                                    new Answered(board, Step.ANSWERED, epoch(eve), id, wrong)));
                    scene.await(() -> answered(answers) == 1, 20);
                    areRight(answers);
                    assertTrue(knewNothingOfOne(leader));
                });
    }

    @Test
    void whatIsSaidTwiceOrUnderAnOldEpochCountsOnce() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer late = led(peers).get(0);
                    SimPeer twice = led(peers).get(1);
                    new Worker(scene, late, TWICE, 0.1);
                    new Worker(scene, twice, TWICE, 0.1);
                    lies(late, WorkMisuseTest::old, 1);
                    lies(twice, message -> message, 2);
                    List<WorkMessage> leader = noted(leaderOf(peers));
                    TreeMap<Long, List<Answer>> answers = submitAll(led(peers).get(2), 6);
                    scene.await(() -> answered(answers) == 6, 60);
                    scene.run(5);
                    areRight(answers);
                    assertTrue(knewNothingOfOne(leader));
                });
    }

    /// The same result, wrong and under the epoch before.
    private static WorkMessage old(WorkMessage message) {
        if (!(message instanceof Answered answered)) {
            return message;
        }
        return new Answered(
                answered.board(),
                answered.step(),
                answered.epoch() - 1,
                answered.id(),
                Ended.of(Value.Int.of(WRONG), null));
    }

    @Test
    void whoSubmitsAThousandAtOnceIsToldThatItIsTooMuchAndOthersGoOn() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer eve = led(peers).get(0);
                    new Worker(scene, led(peers).get(1), TWICE, 0.1);
                    scene.run(3);
                    List<WorkMessage> leader = noted(leaderOf(peers));
                    says(eve, tasks(eve, Step.SUBMITTED, epoch(eve), "nobody does", 1_000));
                    TreeMap<Long, List<Answer>> answers = submitAll(led(peers).get(2), 20);
                    scene.await(() -> answered(answers) == 20, 10);
                    areRight(answers);
                    assertEquals(1_000 - WorkMessage.IDS_MAX, said(leader, Outcome.BUSY));
                });
    }
}
