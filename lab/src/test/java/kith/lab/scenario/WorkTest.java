package kith.lab.scenario;

import static kith.lab.scenario.ClusterTest.NEAR;
import static kith.lab.scenario.ClusterTest.leader;
import static kith.lab.scenario.ClusterTest.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.cluster.work.Task;
import kith.lab.SimPeer;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whole engines hand out work: what is submitted is done by who does such things, and answered
/// once, whoever dies meanwhile.
@Tag("worlds")
class WorkTest {
    static final int SEEDS = Scene.worlds(2);
    private static final String TWICE = "twice";
    private static final int PEERS = 6;

    /// So many peers on one board, in regions in turn, and each region has a leader whom all its
    /// peers follow.
    static List<SimPeer> board(Scene scene, int count, String... regions) {
        var peers = new ArrayList<SimPeer>();
        for (int i = 0; i < count; i++) {
            SimPeer peer = scene.in("p" + i, regions[i % regions.length]);
            if (i == 0) {
                scene.found(peer);
            } else {
                scene.letIn(peer, peers.getFirst());
            }
            peers.add(peer);
        }
        scene.await(() -> leaders(peers).size() == regions.length && isLed(peers), 120);
        return peers;
    }

    private static TreeSet<String> leaders(List<SimPeer> peers) {
        var leaders = new TreeSet<String>();
        peers.forEach(peer -> leaders.add(leader(peer)));
        return leaders;
    }

    private static boolean isLed(List<SimPeer> peers) {
        return peers.stream().noneMatch(peer -> leader(peer).isEmpty());
    }

    static List<SimPeer> team(Scene scene) {
        return board(scene, PEERS, "eu");
    }

    static SimPeer leaderOf(List<SimPeer> peers) {
        return named(peers, leader(peers.getFirst()));
    }

    /// Those that do not lead.
    static List<SimPeer> led(List<SimPeer> peers) {
        var led = new ArrayList<>(peers);
        led.remove(leaderOf(peers));
        return led;
    }

    static Command.Submit submit(String name, long number, int withinSeconds) {
        return new Command.Submit("home", name, Value.Int.of(number), withinSeconds * 1_000L);
    }

    /// Submits the numbers from 0 on; the answers to each, by the number.
    static TreeMap<Long, List<Answer>> submitAll(SimPeer by, int count) {
        var answers = new TreeMap<Long, List<Answer>>();
        for (long number = 0; number < count; number++) {
            var all = new ArrayList<Answer>();
            answers.put(number, all);
            by.call(submit(TWICE, number, 120), all::add);
        }
        return answers;
    }

    static long answered(TreeMap<Long, List<Answer>> answers) {
        return answers.values().stream().filter(all -> !all.isEmpty()).count();
    }

    /// Twice the number is what came, and came once.
    static void areRight(TreeMap<Long, List<Answer>> answers) {
        answers.forEach(
                (number, all) ->
                        assertEquals(List.of(new Answer.Worked(Value.Int.of(2 * number))), all));
    }

    @Test
    void aTaskIsDoneByWhoDoesSuchThingsAndHasTheLeastToDo() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    var one = new Worker(scene, peers.get(1), TWICE, 0.5);
                    var other = new Worker(scene, peers.get(2), TWICE, 0.5);
                    var stranger = new Worker(scene, peers.get(3), "thrice", 0.5);
                    TreeMap<Long, List<Answer>> answers = submitAll(peers.get(4), 40);
                    scene.await(() -> answered(answers) == 40, 20);
                    areRight(answers);
                    assertEquals(40, one.begun.size() + other.begun.size());
                    assertTrue(Math.abs(one.begun.size() - other.begun.size()) <= 4);
                    assertEquals(List.of(), stranger.begun);
                });
    }

    @Test
    void whatNobodyInTheClusterDoesIsDoneInAnother() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene, 6, "eu", "us");
                    new Worker(scene, peers.get(2), TWICE, 0.1);
                    scene.run(5);
                    TreeMap<Long, List<Answer>> answers = submitAll(peers.get(1), 20);
                    scene.await(() -> answered(answers) == 20, 20);
                    areRight(answers);
                });
    }

    @Test
    void allIsAnsweredOnceThoughALeaderAndAWorkerAreKilledHalfway() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer leader = leaderOf(peers);
                    List<SimPeer> led = led(peers);
                    var killed = new Worker(scene, led.get(0), TWICE, 0.3);
                    var left = new Worker(scene, led.get(1), TWICE, 0.3);
                    TreeMap<Long, List<Answer>> answers = submitAll(led.get(2), 100);
                    scene.await(() -> answered(answers) >= 30, 30);
                    leader.crash();
                    led.getFirst().crash();
                    scene.await(() -> answered(answers) == 100, 90);
                    areRight(answers);
                    assertTrue(killed.begun.size() >= 10 && left.begun.size() >= 50);
                });
    }

    @Test
    void whatCannotBeDoneIsToldWithTheReason() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    SimPeer by = peers.get(1);
                    Answer nobody = scene.call(by, submit(TWICE, 1, 60));
                    scene.refused(Problem.WORK_NO_WORKER, nobody);
                    var slow = new Worker(scene, peers.get(2), TWICE, 10);
                    scene.refused(Problem.WORK_TIMED_OUT, scene.call(by, submit(TWICE, 1, 5)));
                    slow.goAway();
                    var large = new Value.Text("x".repeat(Task.BYTES_MAX));
                    Command tooLarge = new Command.Submit("home", TWICE, large, 1_000);
                    scene.refused(Problem.WORK_TOO_LARGE, scene.call(by, tooLarge));
                    Command away = new Command.Submit("away", TWICE, Value.Null.NULL, 1_000);
                    scene.refused(Problem.BOARD_UNKNOWN, scene.call(by, away));
                    for (String name : List.of("", "x".repeat(33))) {
                        Answer wrong = scene.call(by, submit(name, 1, 1));
                        scene.refused(Problem.ADDRESS_MALFORMED, wrong);
                    }
                });
    }

    @Test
    void whoFailsSaysWhyAndWhoNeverEndsLosesItToAnother() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    var answers = new ArrayList<Answer>();
                    peers.get(1).call(submit("fail", 1, 60), answers::add);
                    var task = (Answer.Tasked) scene.call(peers.get(2), take("fail", 10));
                    Command.Finish failed = finish(task, "no such picture");
                    assertEquals(new Answer.Done(), scene.call(peers.get(2), failed));
                    scene.refused(Problem.WORK_UNKNOWN, scene.call(peers.get(2), failed));
                    scene.await(() -> answers.size() == 1, 5);
                    assertEquals(
                            new Answer.Failed(Problem.WORK_FAILED, "no such picture"),
                            answers.getFirst());
                    peers.get(1).call(submit("hang", 1, 60), answers::add);
                    var hung = (Answer.Tasked) scene.call(peers.get(2), take("hang", 2));
                    var again = (Answer.Tasked) scene.call(peers.get(3), take("hang", 60));
                    assertEquals(hung, again, "another one, or by another id");
                    scene.refused(
                            Problem.WORK_UNKNOWN, scene.call(peers.get(2), finish(hung, null)));
                    scene.call(peers.get(3), finish(again, null));
                    scene.await(() -> answers.size() == 2, 5);
                    assertEquals(new Answer.Worked(Value.Null.NULL), answers.getLast());
                });
    }

    private static Command.Take take(String name, int limitSeconds) {
        return new Command.Take("home", name, 30_000, limitSeconds * 1_000L);
    }

    private static Command.Finish finish(Answer.Tasked task, @Nullable String failure) {
        return new Command.Finish("home", task.id(), Value.Null.NULL, failure);
    }

    @Test
    void whatSeveralLostIsGivenUp() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = team(scene);
                    var answers = new ArrayList<Answer>();
                    peers.get(1).call(submit("hang", 1, 60), answers::add);
                    for (int i = 2; i < PEERS; i++) {
                        Answer one = scene.call(peers.get(i), take("hang", 1));
                        assertTrue(one instanceof Answer.Tasked, one::toString);
                    }
                    scene.await(() -> !answers.isEmpty(), 5);
                    scene.refused(Problem.WORK_LOST, answers.getFirst());
                });
    }

    @Test
    void ofTwoNobodyLeadsAndTooManyTasksAreRefused() {
        Scene.each(
                1,
                NEAR,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.refused(Problem.WORK_NO_LEADER, scene.call(ann, submit(TWICE, 1, 5)));
                    scene.refused(Problem.WORK_NO_LEADER, scene.call(ben, take(TWICE, 5)));
                    List<SimPeer> peers = team(scene);
                    TreeMap<Long, List<Answer>> answers = submitAll(peers.getFirst(), 1_025);
                    scene.run(0.1);
                    assertEquals(1, answered(answers));
                    scene.refused(Problem.WORK_TOO_MUCH, answers.lastEntry().getValue().getFirst());
                    for (int i = 0; i < 64; i++) {
                        peers.get(1).call(take("t" + i % 16, 5), answer -> {});
                    }
                    for (String name : List.of("t1", "other")) {
                        scene.refused(
                                Problem.WORK_TOO_MUCH, scene.call(peers.get(1), take(name, 5)));
                    }
                });
    }
}
