package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import kith.Address;
import kith.identity.PeerId;
import kith.lab.Follower;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.network.spread.SpreadMessage;
import kith.network.spread.Spreader;
import kith.network.spread.Way;
import kith.port.Now;
import kith.state.Subscription;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// How a stream of updates reaches sixteen peers when some of the ways that it takes are cut, lie,
/// or swallow what they should pass on.
@Tag("worlds")
class SpreadTest {
    private static final int PEERS = 16;
    private static final int UPDATES = 60;

    /// The number of the space on each link: the board's own is the first.
    private static final int SPACE = 2;
    private static final long PAUSE_NANOS = 50 * Now.MILLI;

    /// Types of frames: runs, as they are and packed.
    private static final int CHANGES = 9;

    private static final int PACKED = 0x1a;

    /// A board of sixteen, each with a client that checks that what it is told fits to what it
    /// knows: nothing twice, nothing left out.
    private static final class Board {
        final Scene scene;
        final List<SimPeer> peers = new ArrayList<>();
        final List<Follower> followers = new ArrayList<>();
        int runs;
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
            runs += isRun(frame) ? 1 : 0;
            bytes += isOfSync(frame) ? frame.size() : 0;
        }

        /// What clusters, probes and the directory say would be said without any update, too.
        private static boolean isOfSync(Bytes frame) {
            int type = frame.at(0) & 0xff;
            return type < SyncMessage.OPTIONAL || Spreader.has(type);
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

        /// Nobody is on the way twice, and each says that it passed it on to the one before.
        void leadsToTheAuthor(SimPeer peer) {
            var seen = new TreeSet<PeerId>();
            PeerId at = peer.id();
            while (!at.equals(author().id())) {
                assertTrue(seen.add(at), "a way in a circle");
                PeerId from = way(at).from();
                assertNotNull(from, "a way that ends on the way");
                PeerId receiver = at;
                assertTrue(
                        way(from).to().stream().anyMatch(pass -> pass.to().equals(receiver)),
                        "not passed on by whom it came from");
                at = from;
            }
            assertNull(way(at).from());
            assertEquals(0, way(at).hops());
        }

        private Way way(PeerId of) {
            var at = new Address(null, "a", Path.of("n"));
            for (SimPeer peer : peers) {
                if (peer.id().equals(of)) {
                    return Objects.requireNonNull(peer.engine().way(at));
                }
            }
            throw new AssertionError("who is " + of);
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

    private static void each(Scene.Play play) {
        Scene.each(Scene.worlds(2), World.Config.DEFAULT, play);
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

    /// Two announce what they never deliver, many hundred updates at a time, and ask for the same
    /// again and again: what is kept for them is bounded (the scene looks), and others bring it.
    @Test
    void aStreamGoesOnThroughAFloodOfPromisesThatNobodyKeeps() {
        each(
                scene -> {
                    var board = new Board(scene, PEERS, 1, 2, 3);
                    long[] floods = {0};
                    for (SimPeer eve : board.peers.subList(1, 3)) {
                        Scene.tap(
                                eve,
                                (link, frame) -> {
                                    floods[0] += isRun(frame) ? 1 : 0;
                                    return isRun(frame) ? flood(floods[0]) : List.of(frame);
                                });
                    }
                    board.stream(() -> {});
                    board.agrees();
                    assertTrue(floods[0] > 0, "nobody was flooded");
                });
    }

    /// In the place of a run, and each time of ten many: promises of what follows on it much later,
    /// and a wish for its first.
    private static List<Bytes> flood(long round) {
        var frames = new ArrayList<Bytes>();
        int many = round % 10 == 1 ? 100 : 0;
        for (int i = 0; i < many; i++) {
            int seq = 100_000 + (int) (round * 100 % 1_000_000) + i;
            frames.add(bytes(new SpreadMessage.Promise(SPACE, 0, seq, 1)));
            frames.add(bytes(new SpreadMessage.Fetch(SPACE, 0, 1)));
        }
        return frames;
    }

    private static Bytes bytes(SpreadMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    private static void swallows(SimPeer peer) {
        Scene.tap(peer, (link, frame) -> isRun(frame) ? List.of() : List.of(frame));
    }

    private static boolean isRun(Bytes frame) {
        int type = frame.at(0) & 0xff;
        return type == CHANGES || type == PACKED;
    }

    /// It is cut in one direction for frames about changes only: a link that brings nothing at all
    /// is ended by its heartbeat.
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
                                return link == deaf[0] && isRun(frame) ? List.of() : List.of(frame);
                            });
                    board.stream(() -> {});
                    board.agrees();
                });
    }

    /// From whom each has the last update, and from whom that one has it, and so on.
    @Test
    void theWaysOfAnUpdateLeadFromEachBackToItsAuthor() {
        each(
                scene -> {
                    var board = new Board(scene, PEERS, 1, 2, 3);
                    board.stream(() -> {});
                    board.agrees();
                    for (SimPeer peer : board.peers) {
                        board.leadsToTheAuthor(peer);
                    }
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
        long[] bytes = new long[2];
        for (int version = 2; version <= 3; version++) {
            var scene = new Scene(1, World.Config.DEFAULT);
            var board = new Board(scene, PEERS, version);
            board.stream(() -> {});
            runs[version - 2] = board.runs;
            bytes[version - 2] = board.bytes;
            board.agrees();
        }
        int least = UPDATES * (PEERS - 1);
        assertTrue(runs[0] > 8 * least, () -> runs[0] + " runs over all links");
        assertTrue(runs[1] < 3 * least, () -> runs[1] + " runs over those that feed");
        assertTrue(bytes[1] < bytes[0] / 2, () -> bytes[1] + " bytes, and " + bytes[0]);
    }
}
