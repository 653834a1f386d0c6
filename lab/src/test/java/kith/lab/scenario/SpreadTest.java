package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lab.Follower;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.port.Now;
import kith.state.Subscription;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// How a stream of updates reaches sixteen peers when some of the ways that it takes are cut, lie,
/// or swallow what they should pass on.
class SpreadTest {
    private static final int PEERS = 16;
    private static final int UPDATES = 60;
    private static final long PAUSE_NANOS = 50 * Now.MILLI;

    /// Types of frames: whole runs, as they are and packed, and what was promised or is asked for.
    private static final int CHANGES = 9;

    private static final int PACKED = 0x1a;

    /// A board of sixteen, each with a client that checks that what it is told fits to what it knows:
    /// nothing twice, nothing left out.
    private static final class Board {
        final Scene scene;
        final List<SimPeer> peers = new ArrayList<>();
        final List<Follower> followers = new ArrayList<>();
        int runs;
        int frames;
        long bytes;

        Board(Scene scene, int count, Integer... versions) {
            this.scene = scene;
            for (int i = 0; i < count; i++) {
                peers.add(scene.speaking("p" + i, versions));
            }
            scene.found(author());
            for (SimPeer peer : peers.subList(1, count)) {
                author().invite(peer, null, answer -> {});
            }
            scene.run(20);
            for (SimPeer peer : peers) {
                var follower = new Follower(peer, "a", Subscription.Mode.CHANGES, 9, 0);
                follower.start(scene.world.nextNumber());
                followers.add(follower);
            }
            scene.run(2);
            scene.world.network().witness(this::passed);
        }

        private void passed(SimPeer from, SimPeer to, Bytes frame) {
            int type = frame.at(0) & 0xff;
            runs += type == CHANGES || type == PACKED ? 1 : 0;
            frames++;
            bytes += frame.size();
        }

        SimPeer author() {
            return peers.getFirst();
        }

        /// Writes one update after the other; in the middle something happens.
        void stream(Runnable middle) {
            for (int i = 0; i < UPDATES; i++) {
                scene.put(author(), "n", i);
                scene.world.run(PAUSE_NANOS);
                if (i == UPDATES / 2) {
                    middle.run();
                }
            }
        }

        boolean allSee(long number) {
            Value expected = Value.Int.of(number);
            return peers.stream()
                    .filter(SimPeer::isUp)
                    .allMatch(peer -> expected.equals(scene.at(peer, "n")));
        }

        void agrees() {
            scene.await(() -> allSee(UPDATES - 1), 3);
            scene.run(1);
            for (Follower follower : followers) {
                if (follower.peer().isUp()) {
                    follower.check();
                    assertTrue(follower.told() >= UPDATES / 2, () -> follower + " was told little");
                }
            }
        }
    }

    private static World.Config quiet() {
        return World.Config.DEFAULT;
    }

    private static void each(Scene.Play play) {
        Scene.each(3, quiet(), play);
    }

    @Test
    void aStreamGoesOnWhenAnyLinkIsCut() {
        each(
                scene -> {
                    var board = new Board(scene, PEERS, 1, 2, 3);
                    board.stream(() -> scene.world.network().breakOne());
                    board.agrees();
                });
    }

    @Test
    void aStreamGoesOnWhenAnyPeerIsGone() {
        each(
                scene -> {
                    var board = new Board(scene, PEERS, 1, 2, 3);
                    int which = 1 + scene.world.rng().nextInt(PEERS - 1);
                    board.stream(() -> board.peers.get(which).crash());
                    board.agrees();
                });
    }

    @Test
    void aStreamGoesOnPastWhoTakesEverythingAndPassesNothingOn() {
        each(
                scene -> {
                    var board = new Board(scene, PEERS, 1, 2, 3);
                    board.stream(() -> board.peers.subList(1, 5).forEach(SpreadTest::swallows));
                    board.agrees();
                });
    }

    private static void swallows(SimPeer peer) {
        Scene.tap(peer, (link, frame) -> isRun(frame) ? List.of() : List.of(frame));
    }

    private static boolean isRun(Bytes frame) {
        int type = frame.at(0) & 0xff;
        return type == CHANGES || type == PACKED;
    }

    /// It is cut in one direction for frames about changes only: a link that brings nothing at all is
    /// ended by its heartbeat.
    @Test
    void aStreamGoesOnWhenOneDirectionOfALinkBringsNothing() {
        each(
                scene -> {
                    var board = new Board(scene, PEERS, 1, 2, 3);
                    SimPeer one = board.author();
                    long[] deaf = {-1};
                    Scene.tap(
                            one,
                            (link, frame) -> {
                                deaf[0] = deaf[0] < 0 && isRun(frame) ? link : deaf[0];
                                return link == deaf[0] && isRun(frame)
                                        ? List.of()
                                        : List.of(frame);
                            });
                    board.stream(() -> {});
                    board.agrees();
                });
    }

    @Test
    void whoSpeaksVersion2IsFedAlways() {
        each(
                scene -> {
                    var board = new Board(scene, 4, 1, 2, 3);
                    SimPeer old = scene.speaking("old", 1, 2);
                    board.author().invite(old, null, answer -> {});
                    scene.run(5);
                    board.peers.add(old);
                    board.stream(() -> {});
                    board.agrees();
                });
    }

    @Test
    void anUpdateGoesOverFewLinksWhereItWentOverAll() {
        int[] runs = new int[2];
        for (int version = 2; version <= 3; version++) {
            var scene = new Scene(1, quiet());
            var board = new Board(scene, PEERS, version);
            board.stream(() -> {});
            board.agrees();
            runs[version - 2] = board.runs;
            System.out.println(
                    "version " + version + ": runs/update/peer "
                            + (double) board.runs / UPDATES / (PEERS - 1)
                            + " frames " + (double) board.frames / UPDATES
                            + " bytes " + board.bytes / UPDATES
                            + " links " + scene.world.network().linkCount());
        }
        assertTrue(runs[1] < runs[0], () -> runs[1] + " and " + runs[0] + " before");
        assertEquals(true, runs[1] <= 3.5 * UPDATES * (PEERS - 1), () -> runs[1] + " runs");
    }
}
