package kith.cluster.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.cluster.work.WorkMessage.Answered;
import kith.cluster.work.WorkMessage.Asked;
import kith.cluster.work.WorkMessage.Serving;
import kith.cluster.work.WorkMessage.Step;
import kith.cluster.work.WorkMessage.Waiting;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.Now;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One peer's tasks, and what others say to it, in the order that is hard to come by among whole
/// engines.
final class TasksTest {
    private static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));
    private static final PeerId SELF = peer("self");
    private static final PeerId ANN = peer("ann");
    private static final PeerId BEN = peer("ben");
    private static final PeerId LEADER = peer("leader of another cluster");
    private static final PeerId STRANGER = peer("who leads none");
    private static final long EPOCH = 9;

    private final Here here = new Here();
    private final Tasks tasks = new Tasks(here, BOARD, 1);

    private static PeerId peer(String name) {
        return new PeerId(Sha256.hash(new Writer().string(name).toBytes()));
    }

    /// What was sent, to whom.
    private record Sent(PeerId to, WorkMessage message) {}

    private static final class Here implements Team {
        final List<Sent> sent = new ArrayList<>();
        final List<PeerId> otherLeaders = new ArrayList<>(List.of(LEADER));
        @Nullable PeerId leader = SELF;
        long nanos;

        @Override
        public PeerId self() {
            return SELF;
        }

        @Override
        public Now now() {
            return new Now(nanos, 0);
        }

        @Override
        public void wakeAt(long nanos) {}

        @Override
        public @Nullable PeerId leader() {
            return leader;
        }

        @Override
        public boolean leads() {
            return SELF.equals(leader);
        }

        @Override
        public long epoch() {
            return EPOCH;
        }

        @Override
        public boolean isHere(PeerId peer) {
            return List.of(SELF, ANN, BEN).contains(peer);
        }

        @Override
        public List<PeerId> otherLeaders() {
            return otherLeaders;
        }

        @Override
        public void send(PeerId to, WorkMessage message) {
            sent.add(new Sent(to, message));
        }
    }

    private static Task task(String name, int number) {
        Bytes id = Sha256.hash(new Writer().string(name).u32(number).toBytes());
        return new Task(id, name, Task.bytes(Value.Int.of(number)));
    }

    private void says(PeerId from, WorkMessage message) {
        tasks.follow();
        tasks.received(from, message);
    }

    private void asks(PeerId from, Step step, Task task) {
        says(from, new Asked(BOARD, step, EPOCH, task));
    }

    private void serves(PeerId from, String name, int room) {
        says(from, new Serving(BOARD, List.of(name), room, List.of()));
    }

    private void isDone(PeerId by, Task task) {
        says(by, new Answered(BOARD, Step.DONE, EPOCH, task.id(), Ended.as(Outcome.DONE)));
    }

    private List<Outcome> told(PeerId to) {
        var outcomes = new ArrayList<Outcome>();
        for (Sent sent : here.sent) {
            if (sent.to.equals(to) && sent.message instanceof Answered answered) {
                outcomes.add(answered.ended().outcome());
            }
        }
        return outcomes;
    }

    /// Which tasks it was sent, and how often.
    private TreeMap<Bytes, Integer> asked(PeerId to) {
        var asked = new TreeMap<Bytes, Integer>();
        for (Sent sent : here.sent) {
            if (sent.to.equals(to) && sent.message instanceof Asked one) {
                asked.merge(one.task().id(), 1, Integer::sum);
            }
        }
        return asked;
    }

    private void wakeAfter(long nanos) {
        here.nanos += nanos;
        tasks.wake();
    }

    @Test
    void whatAMemberSubmittedIsNotTakenOverByALeader() {
        Task task = task("twice", 1);
        asks(ANN, Step.SUBMITTED, task);
        asks(LEADER, Step.GIVEN, task);
        assertEquals(List.of(Outcome.BUSY), told(LEADER));
        serves(BEN, "twice", 1);
        isDone(BEN, task);
        assertEquals(List.of(Outcome.DONE), told(ANN));
    }

    @Test
    void whatALeaderGaveIsTakenOverByWhoLeadsThereNowAndByNobodyElse() {
        Task task = task("twice", 1);
        asks(STRANGER, Step.GIVEN, task);
        asks(LEADER, Step.GIVEN, task);
        here.otherLeaders.clear();
        asks(STRANGER, Step.GIVEN, task);
        assertEquals(List.of(Outcome.BUSY), told(STRANGER));
        serves(BEN, "twice", 1);
        isDone(BEN, task);
        assertEquals(List.of(Outcome.DONE), told(LEADER));
    }

    @Test
    void whoHasTooManyHereTakesNoneOver() {
        Task task = task("twice", 1);
        asks(STRANGER, Step.GIVEN, task);
        for (int i = 0; i < WorkMessage.IDS_MAX; i++) {
            asks(LEADER, Step.GIVEN, task("thrice", i));
        }
        assertEquals(List.of(), told(LEADER));
        asks(LEADER, Step.GIVEN, task);
        assertEquals(List.of(Outcome.BUSY), told(LEADER));
    }

    @Test
    void whatAnotherLeaderGaveAndNobodyHereDoesHoldsNothingUp() {
        asks(LEADER, Step.GIVEN, task("twice", 1));
        Task own = task("twice", 2);
        asks(ANN, Step.SUBMITTED, own);
        PeerId other = peer("one more leader");
        here.otherLeaders.add(other);
        serves(other, "twice", 5);
        assertEquals(1, asked(other).get(own.id()));
        assertEquals(1, asked(other).size());
    }

    /// Tasks of this peer's, with somebody else as its leader.
    private List<Outcome> submitted(int count, int seconds) {
        here.leader = ANN;
        tasks.follow();
        var ended = new ArrayList<Outcome>();
        for (int i = 0; i < count; i++) {
            tasks.submit(
                    i, "twice", Value.Int.of(i), seconds * 1_000L, one -> ended.add(one.outcome()));
        }
        return ended;
    }

    @Test
    void whatTheLeaderSaysItDoesNotKnowGoesAgainOnceABeat() {
        List<Outcome> _ = submitted(1, 60);
        Bytes id = asked(ANN).firstKey();
        for (int i = 0; i < 64; i++) {
            says(ANN, new Waiting(BOARD, true, List.of(id)));
        }
        assertEquals(2, asked(ANN).get(id));
        wakeAfter(Tasks.BEAT_NANOS);
        says(ANN, new Waiting(BOARD, true, List.of(id)));
        assertEquals(3, asked(ANN).get(id));
    }

    @Test
    void whatIsEndedOrTooLateIsNotSubmittedOnTheWay() {
        List<Outcome> ended = submitted(100, 60);
        assertEquals(Submissions.WITH_LEADER_MAX, asked(ANN).size());
        wakeAfter(60 * Now.SECOND);
        assertEquals(100, ended.size());
        assertEquals(Submissions.WITH_LEADER_MAX, asked(ANN).size());
        List<Outcome> more = submitted(100, 60);
        assertEquals(2 * Submissions.WITH_LEADER_MAX, asked(ANN).size());
        tasks.end();
        assertEquals(100, more.size());
        assertEquals(2 * Submissions.WITH_LEADER_MAX, asked(ANN).size());
    }

    @Test
    void whoeverIsForgottenMakesRoomForTheNext() {
        List<Outcome> ended = submitted(Submissions.WITH_LEADER_MAX + 1, 60);
        tasks.forget(0);
        assertEquals(Submissions.WITH_LEADER_MAX + 1, asked(ANN).size());
        assertEquals(Submissions.WITH_LEADER_MAX, tasks.waiting());
        assertEquals(List.of(), ended);
    }

    @Test
    void whatSomebodyTookWhoIsGoneIsGivenBack() {
        here.leader = ANN;
        var came = new ArrayList<@Nullable Task>();
        assertTrue(tasks.take(7, "twice", 60_000, 60_000, came::add));
        asks(ANN, Step.GIVEN, task("twice", 1));
        assertEquals(List.of(task("twice", 1)), came);
        tasks.forget(7);
        assertEquals(List.of(Outcome.BUSY), told(ANN));
        assertEquals(0, tasks.held());
    }
}
