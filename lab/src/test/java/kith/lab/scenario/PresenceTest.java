package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.SpaceId;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.Replica;
import kith.state.Ephemeral;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who says of itself what, how often, and what that costs others.
@Tag("worlds")
class PresenceTest {
    private static final int FLOOD = 400;

    private static void show(SimPeer peer, long number) {
        var at = new Address(null, "a", Path.ROOT);
        assertTrue(peer.ask(new Command.Show(at, Value.Int.of(number))) instanceof Answer.Done);
    }

    private static Value shown(SimPeer at, SimPeer author) {
        Value value = at.read("a/" + Ephemeral.pathOf(author.key()));
        return value == null ? Value.Null.NULL : value;
    }

    private static SpaceId space(SimPeer peer) {
        for (Replica replica : peer.engine().replicas()) {
            if (replica.name().equals("a")) {
                return replica.id();
            }
        }
        throw new IllegalStateException(peer + " has no space");
    }

    /// A statement of `author` as in `like`, with other numbers, signed by `signer`.
    private static Bytes said(
            SyncMessage.Presence like, SimPeer author, SimPeer signer, long counter, long number) {
        var cells = new Writer(16);
        Value.Int.of(number).write(cells);
        Bytes message =
                SyncMessage.Presence.message(
                        space(author).hash(), like.epoch(), counter, cells.toBytes());
        var out = new Writer(256);
        new SyncMessage.Presence(
                        like.space(),
                        author.key(),
                        like.epoch(),
                        counter,
                        cells.toBytes(),
                        signer.sign(message))
                .write(out);
        return out.toBytes();
    }

    /// Over whose link no signatures are checked but those of the board and of what is shown.
    private static SimPeer withoutDirectory(Scene scene, String name, SimPeer inviter) {
        SimPeer peer = scene.speaking(name, 1, 2);
        scene.letIn(peer, inviter);
        return peer;
    }

    @Test
    void whoShowsSomethingAllTheTimeIsHeardNowAndThenAndInTheEnd() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = withoutDirectory(scene, "ben", ann);
                    int before = ben.checks();
                    for (int i = 0; i < FLOOD; i++) {
                        show(ann, i);
                        scene.run(0.001);
                    }
                    scene.run(1);
                    assertEquals(Value.Int.of(FLOOD - 1), shown(ben, ann));
                    int heard = ben.checks() - before;
                    assertTrue(heard >= 5 && heard <= 10, heard + " in 0.4 s");
                });
    }

    @Test
    void aFloodOfTrueStatementsCostsACheckInAnIntervalAndTheNewestCounts() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer eve = withoutDirectory(scene, "eve", ann);
                    eve.tap((link, frame) -> flooding(eve, frame));
                    int before = ann.checks();
                    show(eve, 1);
                    scene.run(1);
                    int checked = ann.checks() - before;
                    assertTrue(checked <= 4, checked + " checks for " + FLOOD + " statements");
                    assertEquals(Value.Int.of(FLOOD - 1), shown(ann, eve));
                    assertFalse(ann.noted("hung-up"));
                });
    }

    private static List<Bytes> flooding(SimPeer eve, Bytes frame) {
        if (!(SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Presence presence)) {
            return List.of(frame);
        }
        var flood = new ArrayList<Bytes>();
        for (int i = 0; i < FLOOD; i++) {
            flood.add(said(presence, eve, eve, presence.counter() + i, i));
        }
        return flood;
    }

    @Test
    void aFalseStatementDoesNotTakeThePlaceOfATrueOne() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer eve = scene.member("eve", ann);
                    eve.tap((link, frame) -> List.of(frame, forged(frame, ben, eve)));
                    show(ben, 1);
                    show(eve, 2);
                    for (int i = 10; i < 30; i++) {
                        scene.run(0.02);
                        show(ben, i);
                    }
                    scene.run(1);
                    assertEquals(Value.Int.of(29), shown(ann, ben));
                    assertTrue(Scene.noted(ann, "hung-up", "signature-wrong"));
                });
    }

    private static Bytes forged(Bytes frame, SimPeer author, SimPeer by) {
        return SyncMessage.read(new Reader(frame)) instanceof SyncMessage.Presence presence
                ? said(presence, author, by, 1 << 20, 666)
                : frame(new SyncMessage.Ping(0));
    }

    private static Bytes frame(SyncMessage message) {
        var out = new Writer(16);
        message.write(out);
        return out.toBytes();
    }

    // Silence

    private static boolean isThere(SimPeer at, SimPeer author) {
        return !(shown(at, author) instanceof Value.Null);
    }

    private static void isThereFor(Scene scene, SimPeer at, SimPeer author, double seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            scene.run(0.1);
            int tenths = i;
            assertTrue(isThere(at, author), () -> author + " is gone after " + tenths + "/10 s");
        }
    }

    private static SimPeer beating(Scene scene, SimPeer peer, double seconds) {
        peer.kill("stop");
        long nanos = (long) (seconds * Now.SECOND);
        peer.limits(Limits.DEFAULT.with(to -> to.beatEvery(nanos)));
        peer.start();
        scene.run(3);
        return peer;
    }

    /// Nobody hears more of the author; it is shown at `at` until it has been silent for so long,
    /// and no longer.
    private static void goesAfter(Scene scene, SimPeer at, SimPeer author, double seconds) {
        var heard = new long[1];
        scene.world
                .network()
                .witness(
                        (from, to, frame) -> {
                            if (to == at
                                    && SyncMessage.read(new Reader(frame))
                                            instanceof SyncMessage.Presence presence
                                    && presence.author().equals(author.key())) {
                                heard[0] = scene.world.nanos();
                            }
                        });
        scene.run(7);
        assertTrue(heard[0] > 0, "it did not say it again");
        scene.world.network().cutOff(author);
        scene.run(1);
        double passed = (double) (scene.world.nanos() - heard[0]) / Now.SECOND;
        isThereFor(scene, at, author, seconds - 1 - passed);
        scene.run(0.9);
        assertTrue(isThere(at, author), "gone too soon");
        scene.run(0.4);
        assertFalse(isThere(at, author), "still there");
        assertTrue(isThere(author, author), "gone at home");
    }

    @Test
    void whoFallsSilentIsThereForFourteenSecondsAndGoneAfterFifteen() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    show(ann, 1);
                    goesAfter(scene, ben, ann, 15);
                });
    }

    @Test
    void withAShorterHeartbeatAndWithATimeOfItsOwnItIsGoneThen() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = beating(scene, scene.member("ben", ann), 1);
                    show(ann, 1);
                    goesAfter(scene, ben, ann, 5);
                    scene.world.network().healAll();
                    scene.run(70);
                    ben.kill("stop");
                    ben.limits(Limits.DEFAULT.with(to -> to.staleNanos = 20 * Now.SECOND));
                    ben.start();
                    scene.run(5);
                    goesAfter(scene, ben, ann, 20);
                });
    }

    @Test
    void whoeverChoseWhatHeartbeatIsShownWhileItIsThere() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer hasty = beating(scene, scene.member("hasty", ann), 0.5);
                    SimPeer calm = beating(scene, scene.member("calm", ann), 60);
                    List<SimPeer> all = List.of(ann, hasty, calm);
                    all.forEach(one -> show(one, 1));
                    scene.run(2);
                    for (SimPeer author : all) {
                        for (SimPeer at : all) {
                            isThereFor(scene, at, author, 12);
                        }
                    }
                });
    }

    @Test
    void whoIsLinkedThroughOthersOnlyIsShownAndGoneAsSoon() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer cid = scene.member("cid", ann);
                    scene.world.network().cut(ann, cid);
                    scene.await(() -> scene.world.network().isLinked(ben, cid), 60);
                    show(ann, 1);
                    scene.run(2);
                    isThereFor(scene, cid, ann, 40);
                    goesAfter(scene, cid, ann, 15);
                    assertFalse(isThere(ben, ann));
                });
    }

    @Test
    void whoIsSlowOrCanBeCalledInOneDirectionOnlyIsShown() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.world.network().wall(ann);
                    show(ann, 1);
                    show(ben, 1);
                    scene.run(1);
                    scene.world.lag(5 * Now.SECOND);
                    isThereFor(scene, ben, ann, 60);
                    isThereFor(scene, ann, ben, 60);
                    scene.world.lag(0);
                    scene.run(5);
                    ben.tap((link, frame) -> List.of()); // it is deaf to nobody, and says nothing
                    isThereFor(scene, ben, ann, 5);
                });
    }

    @Test
    void whoseTimersAreHeldBackSaysWhatIsDueWhenItHearsSomething() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer tab = scene.member("tab", ann);
                    show(tab, 1);
                    scene.run(1);
                    tab.holdBack(60 * Now.SECOND);
                    isThereFor(scene, ann, tab, 150);
                });
    }

    @Test
    void aClockThatJumpsTakesNobodyAway() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    show(ann, 1);
                    scene.run(1);
                    ben.wallOff(3_600_000);
                    isThereFor(scene, ben, ann, 5);
                    ben.wallOff(-3_600_000);
                    goesAfter(scene, ben, ann, 15);
                });
    }
}
