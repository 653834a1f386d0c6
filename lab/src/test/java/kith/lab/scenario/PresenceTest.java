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
import kith.replica.Replica;
import kith.state.Ephemeral;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Who says of itself what, how often, and what that costs others.
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
}
