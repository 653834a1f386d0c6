package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import kith.Answer;
import kith.Command;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryRecord;
import kith.dht.Place;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Reader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Members who lie to the directory of their board, and clocks and addresses that do.
@Tag("worlds")
class DirectoryFaultsTest {
    private static final int SEEDS = Scene.worlds(2);
    private static final double SETTLED_SECONDS = 15;

    /// By then everybody has looked around twice. Where two of three keep silent, somebody whom
    /// only such ones are linked to finds nobody before.
    private static final double GROWN_SECONDS = 60;
    private static final long HOUR_MILLIS = 3_600_000;

    /// What a round of look-ups takes: of one's own place and two buckets, some twenty each.
    private static final int SEEKS_A_MINUTE_MAX = 60;

    /// Everybody else who looks for that one finds just that address.
    private static void allFind(Scene scene, SimPeer whom, String address) {
        for (SimPeer by : scene.world.peers()) {
            if (by.isUp() && by.isHonest()) {
                List<String> found = Finds.addresses(scene, by, whom);
                assertEquals(List.of(address), found, () -> by + " looks for " + whom);
            }
        }
    }

    @Test
    void recordsThatAreForgedExpiredOrOfAnotherBoardAreNeverTold() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 6);
                    scene.run(SETTLED_SECONDS);
                    SimPeer eve = all.getLast();
                    SimPeer ann = all.get(1);
                    BoardId board = Finds.boardOf(ann);
                    long now = scene.world.wallMillis();
                    long later = now + HOUR_MILLIS;
                    Finds.plants(
                            scene, eve, Finds.record(eve, board, ann.id(), "evil:1", later, later));
                    Finds.plants(
                            scene,
                            eve,
                            Finds.record(ann, board, ann.id(), "old:1", later, now - 1));
                    var other = new BoardId(Bytes.wrap(new byte[BoardId.SIZE_BYTES]));
                    Finds.plants(
                            scene,
                            eve,
                            Finds.record(ann, other, ann.id(), "there:1", later, later));
                    allFind(scene, ann, ann.address());
                    Finds.plants(
                            scene, eve, Finds.record(ann, board, ann.id(), "new:1", later, later));
                    allFind(scene, ann, "new:1"); // the same way, and good
                });
    }

    @Test
    void anOlderRecordThatIsReplayedDoesNotComeBack() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 6);
                    scene.run(SETTLED_SECONDS);
                    SimPeer eve = all.getLast();
                    SimPeer ann = all.get(1);
                    long then = scene.world.wallMillis() - 60_000;
                    DirectoryRecord old =
                            Finds.record(
                                    ann,
                                    Finds.boardOf(ann),
                                    ann.id(),
                                    "before:1",
                                    then,
                                    then + HOUR_MILLIS);
                    ann.call(new Command.Listen(List.of("after:1")), answer -> {});
                    scene.run(SETTLED_SECONDS);
                    Finds.plants(scene, eve, old);
                    allFind(scene, ann, "after:1");
                });
    }

    /// Keeps what it is asked to keep, and answers everybody that there is nothing but itself.
    private static void answersWithItself(Scene scene, SimPeer eve) {
        var places = new TreeMap<Long, Place>();
        scene.world
                .network()
                .witness(
                        (from, to, frame) -> {
                            if (to == eve && message(frame) instanceof DirectoryMessage.Seek seek) {
                                places.put(seek.nonce(), seek.place());
                            }
                        });
        eve.tap(
                (link, frame) ->
                        switch (message(frame)) {
                            case DirectoryMessage.Answer answer ->
                                    List.of(
                                            Finds.frame(
                                                    lie(eve, answer, places.get(answer.nonce()))));
                            case DirectoryMessage.Seek ignored -> List.of();
                            case null, default -> List.of(frame);
                        });
    }

    private static DirectoryMessage.Answer lie(
            SimPeer eve, DirectoryMessage.Answer answer, @Nullable Place asked) {
        Place place = Objects.requireNonNull(asked);
        var lie =
                new DirectoryMessage.Answer(
                        answer.board(),
                        answer.nonce(),
                        eve.id(),
                        List.of(),
                        List.of(),
                        Check.UNSIGNED,
                        List.of());
        return lie.signed(eve.sign(lie.message(place)));
    }

    private static @Nullable DirectoryMessage message(Bytes frame) {
        var in = new Reader(frame);
        int type = in.u8();
        return DirectoryMessage.has(type) ? DirectoryMessage.read(type, in) : null;
    }

    @Test
    void whoAnswersLookUpsWithItselfHidesNobody() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 8);
                    answersWithItself(scene, all.get(3));
                    scene.run(SETTLED_SECONDS);
                    for (SimPeer whom : all) {
                        if (whom.isHonest()) {
                            allFind(scene, whom, whom.address());
                        }
                    }
                });
    }

    @Test
    void manyWhoCameInByOneInvitationAndKeepSilentHideNobody() {
        Scene.each(
                2,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 8);
                    InvitationLink open = scene.invitation(Invitations.by(all.getFirst()).uses(0));
                    for (int i = 0; i < 24; i++) {
                        SimPeer sybil = scene.world.add("sybil" + i);
                        assertTrue(scene.join(sybil, open) instanceof Answer.Joined);
                        sybil.tap(
                                (link, frame) ->
                                        message(frame) == null ? List.of(frame) : List.of());
                    }
                    scene.run(SETTLED_SECONDS);
                    for (SimPeer whom : all) {
                        allFind(scene, whom, whom.address());
                    }
                });
    }

    /// So many members, all let in by one invitation of the founder.
    private static List<SimPeer> byOneLink(Scene scene, int peers) {
        SimPeer founder = scene.founder("p0");
        InvitationLink open = scene.invitation(Invitations.by(founder).uses(0));
        var all = new ArrayList<SimPeer>();
        all.add(founder);
        for (int i = 1; i < peers; i++) {
            all.add(scene.world.add("p" + i));
            assertTrue(scene.join(all.getLast(), open) instanceof Answer.Joined);
        }
        return all;
    }

    /// One invitation tells nobody apart then; but those behind a further one are told apart.
    @Test
    void whereAllCameByOneLinkThoseWhomOneOfThemLetsInHideNobody() {
        Scene.each(
                2,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = byOneLink(scene, 12);
                    InvitationLink further =
                            scene.invitation(Invitations.by(all.getLast()).uses(0));
                    for (int i = 0; i < 24; i++) {
                        SimPeer sybil = scene.world.add("sybil" + i);
                        assertTrue(scene.join(sybil, further) instanceof Answer.Joined);
                        sybil.tap(
                                (link, frame) ->
                                        message(frame) == null ? List.of(frame) : List.of());
                    }
                    scene.run(GROWN_SECONDS);
                    for (SimPeer whom : all) {
                        allFind(scene, whom, whom.address());
                    }
                });
    }

    @Test
    void whereAllCameByOneLinkTheDirectoryComesToRest() {
        var scene = new Scene(1, World.Config.DEFAULT);
        List<SimPeer> all = byOneLink(scene, 20);
        scene.run(300);
        int[] seeks = new int[1];
        scene.world
                .network()
                .witness(
                        (from, to, frame) ->
                                seeks[0] +=
                                        message(frame) instanceof DirectoryMessage.Seek ? 1 : 0);
        scene.run(60);
        int each = seeks[0] / all.size();
        assertTrue(each <= SEEKS_A_MINUTE_MAX, () -> each + " questions of each in a minute");
    }

    @Test
    void everybodyBehindOneAddressIsFoundAndDialsWithoutEnd() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 8);
                    String shared = all.getFirst().address();
                    all.forEach(one -> one.call(new Command.Listen(List.of(shared)), answer -> {}));
                    scene.run(60);
                    int links = scene.world.network().linkCount();
                    scene.run(120);
                    assertTrue(scene.world.network().linkCount() <= links + all.size());
                    allFind(scene, all.get(3), shared);
                });
    }

    @Test
    void whoseClockJumpsIsFoundAgainWhenItIsRightAndHidesNobody() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 6);
                    scene.run(SETTLED_SECONDS);
                    SimPeer ann = all.get(1);
                    ann.wallOff(3 * HOUR_MILLIS);
                    ann.call(new Command.Listen(List.of("ahead:1")), answer -> {});
                    scene.run(SETTLED_SECONDS);
                    SimPeer ben = all.get(2);
                    for (SimPeer by : all) {
                        if (by != ann) {
                            assertEquals(List.of(ben.address()), Finds.addresses(scene, by, ben));
                        }
                    }
                    ann.wallOff(0);
                    scene.run(60);
                    allFind(scene, ann, "ahead:1");
                });
    }

    @Test
    void whoEndsInOrderTakesBackWhatItSaidAndWhoFallsSilentIsForgotten() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = Finds.board(scene, 5);
                    scene.run(SETTLED_SECONDS);
                    SimPeer ann = all.get(1);
                    SimPeer ben = all.get(2);
                    var ended = new ArrayList<SimPeer>();
                    ann.stop(() -> ended.add(ann));
                    scene.await(() -> !ended.isEmpty(), 5);
                    scene.run(2);
                    for (SimPeer by : List.of(all.get(0), all.get(3), all.get(4))) {
                        assertEquals(List.of(), Finds.addresses(scene, by, ann));
                        assertFalse(Finds.replicas(scene, by, "a").contains(ann.id().text()));
                        assertEquals(List.of(ben.address()), Finds.addresses(scene, by, ben));
                    }
                    ben.crash();
                    scene.run(2 * 3_600 + 60);
                    SimPeer by = all.get(3);
                    assertEquals(List.of(), Finds.addresses(scene, by, ben));
                    assertEquals(
                            Set.of(
                                    all.get(0).id().text(),
                                    all.get(3).id().text(),
                                    all.get(4).id().text()),
                            Finds.replicas(scene, by, "a"));
                });
    }
}
