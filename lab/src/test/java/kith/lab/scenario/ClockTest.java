package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.clock.HybridTime;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.log.ChangeGraph;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.Replica;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Clocks that are wrong: what waits, who is told, and what goes on.
@Tag("worlds")
class ClockTest {
    private static final long HOUR_MILLIS = 3_600_000;
    private static final long YEAR_MILLIS = 365 * 24 * HOUR_MILLIS;
    private static final double HOUR_SECONDS = 3_600;

    /// A disk so slow that what is sent is often there before it is safe here.
    private static final World.Config SLOW_DISK =
            new World.Config(
                    Now.MILLI / 10,
                    5 * Now.MILLI,
                    3 * Now.SECOND,
                    Limits.DEFAULT,
                    World.Config.DEFAULT.segmentBytes());

    private static String held(Scene scene, SimPeer peer) {
        return scene.health(peer, "spaces/home/a/held");
    }

    @Test
    void whatComesFromAYearAheadWaitsAndItIsSaidWhoseClockThatIs() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    scene.put(ben, "before", 1);
                    scene.run(2);
                    scene.world.network().cutOff(ben); // nobody tells it
                    ben.wallOff(YEAR_MILLIS);
                    scene.put(ben, "after", 2);
                    scene.world.network().healAll();
                    scene.put(cid, "of-cid", 3);
                    scene.run(60);
                    scene.sees(ann, "before", 1);
                    scene.seesNothing(ann, "after");
                    scene.sees(ann, "of-cid", 3);
                    scene.sees(ben, "of-cid", 3);
                    for (SimPeer other : List.of(ann, cid)) {
                        assertTrue(held(scene, other).contains(ben.id().text()));
                        assertTrue(held(scene, other).contains("clock-ahead"));
                        String whose = ben.id().shortText() + ": its clock is ";
                        assertTrue(Scene.noted(other, "clock-ahead", whose));
                    }
                    assertTrue(Scene.noted(ben, "clock-ahead", "refused: "));
                });
    }

    @Test
    void whatWaitsIsTakenWhenItsTimeComes() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.world.network().cutOff(ben);
                    ben.wallOff(2 * HOUR_MILLIS);
                    scene.put(ben, "x", 7);
                    scene.world.network().healAll();
                    scene.run(HOUR_SECONDS - 60);
                    scene.seesNothing(ann, "x");
                    scene.run(120);
                    scene.sees(ann, "x", 7);
                    assertFalse(held(scene, ann).contains("clock-ahead"));
                });
    }

    @Test
    void anHourAheadIsPutUpWith() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    ben.wallOff(HOUR_MILLIS - 1_000);
                    scene.put(ben, "x", 7);
                    scene.run(1);
                    scene.sees(ann, "x", 7);
                });
    }

    @Test
    void whoIsAYearBehindIsHeardAndTakesInWhatItMissedWhenItsClockIsMended() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    ben.wallOff(-YEAR_MILLIS);
                    scene.put(ben, "of-ben", 1);
                    scene.put(ann, "of-ann", 2);
                    scene.run(3);
                    scene.sees(ann, "of-ben", 1);
                    scene.seesNothing(ben, "of-ann");
                    assertTrue(held(scene, ben).contains("clock-ahead"));
                    ben.wallOff(0);
                    scene.run(20);
                    scene.sees(ben, "of-ann", 2);
                    assertFalse(held(scene, ben).contains("clock-ahead"));
                });
    }

    @Test
    void aLinkTellsHowFarTheOtherClockIsOff() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.world.add("ben");
                    ben.wallOff(HOUR_MILLIS * 3 / 4 + 500);
                    scene.letIn(ben, ann);
                    assertTrue(scene.link(ann, ben).contains("\"clockOffSeconds\":2700"));
                    assertTrue(scene.link(ben, ann).contains("\"clockOffSeconds\":-2700"));
                    assertTrue(Scene.noted(ann, "clock-off", "differs from ours by 2700 s"));
                    assertTrue(Scene.noted(ben, "clock-off", "differs from ours by -2700 s"));
                });
    }

    @Test
    void aClockThatJumpsBackWhileRunningTurnsNothingBack() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    long last = 0;
                    for (int i = 0; i < 20; i++) {
                        ben.wallOff(scene.world.rng().between(-10_000, 10_000) * 100L);
                        scene.put(ben, "x", i);
                        scene.run(1);
                        long now = newest(ben);
                        assertTrue(now > last, "change " + i);
                        last = now;
                        scene.sees(ann, "x", i); // a later write is never hidden by an earlier one
                    }
                });
    }

    private static long newest(SimPeer peer) {
        long newest = 0;
        for (Replica replica : peer.engine().replicas()) {
            ChangeGraph graph = replica.graph();
            for (int chain = 0; chain < graph.chainCount(); chain++) {
                if (replica.name().equals("a") && graph.last(chain) >= graph.first(chain)) {
                    newest = Math.max(newest, graph.tip(chain).time());
                }
            }
        }
        return newest;
    }

    @Test
    void whoLostItsNewestChangesAndHasItsClockSetBackDoesNotFork() {
        Scene.each(
                SLOW_DISK,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.put(ben, "x0", 0);
                    scene.run(10);
                    ben.wallOff(-HOUR_MILLIS / 2);
                    for (int i = 1; i < 6; i++) {
                        String path = "x" + i;
                        scene.world.network().cutOff(ben);
                        ben.crash();
                        ben.start();
                        scene.put(ben, path, i); // before others tell it what it had
                        scene.world.network().healAll();
                        scene.await(() -> scene.at(ann, path) != null, 60);
                    }
                    scene.run(60);
                    for (SimPeer peer : List.of(ann, ben)) {
                        assertEquals("[]", scene.health(peer, "spaces/home/a/forks"));
                        scene.sees(peer, "x5", 5);
                    }
                });
    }

    @Test
    void whoHearsThatItsClockIsAYearAheadWritesWithTheTimeOfTheOthers() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.run(2);
                    ben.wallOff(YEAR_MILLIS);
                    scene.put(ben, "wrong", 2);
                    scene.run(2);
                    scene.sees(ann, "wrong", 2);
                    assertTrue(scene.link(ben, ann).contains("\"clockOffSeconds\":-31536000"));
                    ben.wallOff(0);
                    scene.put(ben, "right", 3);
                    scene.run(2);
                    scene.sees(ann, "right", 3);
                    for (SimPeer peer : List.of(ann, ben)) {
                        assertTrue(HybridTime.millis(newest(peer)) <= scene.world.wallMillis());
                    }
                });
    }

    @Test
    void oneWhoLiesAboutTheTimeTurnsNoneOfOurWritesBack() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    ben.wallOff(-YEAR_MILLIS);
                    scene.world.network().cutOff(ben);
                    scene.run(1);
                    scene.world.network().healAll();
                    scene.run(60);
                    long before = newest(ann);
                    scene.put(ann, "start", 7);
                    scene.run(1);
                    assertTrue(newest(ann) > before);
                    scene.sees(ann, "start", 7);
                });
    }
}
