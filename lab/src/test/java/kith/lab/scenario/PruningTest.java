package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Command.Prune.What;
import kith.Problem;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.log.Headers;
import kith.log.Run;
import kith.log.RunCodec;
import kith.port.Now;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.state.Writing;
import kith.sync.SnapshotMessage;
import kith.sync.SyncMessage;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// Contents are dropped, a snapshot that members vouch for stands for them, and everybody still
/// ends in the same state.
class PruningTest {
    private static final Address SPACE = new Address(null, "a", Path.ROOT);
    private static final long LEASE_MILLIS = 3_600_000;

    private static Answer prune(Story story, SimPeer peer, What what) {
        var answers = new ArrayList<Answer>();
        peer.call(new Command.Prune(SPACE, what, LEASE_MILLIS), answers::add);
        return story.run(answers);
    }

    private static void splice(Story story, SimPeer peer, int at, String text) {
        var edit = new Writing.Splice(Path.of("text"), at, 0, text);
        var answers = new ArrayList<Answer>();
        peer.call(new Command.Write(SPACE, List.of(edit), List.of(), false), answers::add);
        assertTrue(story.run(answers) instanceof Answer.Written, answers::toString);
    }

    private static void writeMuch(Story story, SimPeer... peers) {
        for (int i = 0; i < 20; i++) {
            for (SimPeer peer : peers) {
                story.write(peer, "cell" + i % 7, peer.name() + " " + i);
                splice(story, peer, 0, peer.name() + i);
            }
        }
        story.agree();
    }

    private static Replica space(SimPeer peer) {
        return peer.engine().replicas().stream()
                .filter(replica -> replica.name().equals("a"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isPruned(SimPeer peer) {
        return peer.engine().replicas().stream()
                .anyMatch(one -> one.name().equals("a") && one.basis().base() != null);
    }

    private static Baseline base(SimPeer peer) {
        Baseline base = space(peer).basis().base();
        assertNotNull(base, () -> peer + " builds on no snapshot");
        return base;
    }

    /// Two who have written much, and have pruned it.
    private static SimPeer[] pruned(Story story, String... names) {
        SimPeer[] all = story.meet(names);
        writeMuch(story, all);
        assertTrue(prune(story, all[0], What.SET) instanceof Answer.Pruned);
        story.agree();
        Answer answer = prune(story, all[0], What.NOW);
        assertTrue(answer instanceof Answer.Pruned, answer::toString);
        story.await("all have a base", () -> Stream.of(all).allMatch(one -> isPruned(one)));
        return all;
    }

    @Test
    void whatEverybodyHasIsPrunedAndAllMakeTheSameSnapshot() {
        Story.each(
                4,
                story -> {
                    SimPeer[] all = pruned(story, "ann", "ben", "cem");
                    Bytes digest = base(all[0]).digest();
                    Stream.of(all).forEach(one -> assertEquals(digest, base(one).digest()));
                    writeMuch(story, all);
                });
    }

    @Test
    void aNewcomerTakesTheSnapshotAndBareHeadersAndEndsInTheSameState() {
        Story.each(
                4,
                story -> {
                    SimPeer[] all = pruned(story, "ann", "ben");
                    story.write(all[1], "after", "it");
                    SimPeer dan = story.join("dan", all[1]);
                    story.agree();
                    assertTrue(isPruned(dan));
                    assertEquals(all[0].read("a"), dan.read("a"));
                    writeMuch(story, all[0], all[1], dan);
                    assertEquals(all[0].read("a"), dan.read("a"));
                });
    }

    @Test
    void aNewcomerThatIsKilledOnTheWayTakesItAgain() {
        Story.each(
                6,
                Story.SHORT_MEMORY,
                story -> {
                    SimPeer[] all = pruned(story, "ann", "ben");
                    SimPeer dan = story.join("dan", all[1]);
                    for (int i = 0; i < 5; i++) {
                        story.world.run(story.world.rng().nextInt(40) * 1_000_000L);
                        dan.kill("in the middle");
                        dan.start();
                    }
                    story.agree();
                    assertEquals(all[0].read("a"), dan.read("a"));
                    story.stop(dan);
                    dan.start();
                    story.agree();
                    assertEquals(all[0].read("a"), dan.read("a"));
                    var files = new ArrayList<String>(dan.disk().list());
                    files.removeIf(file -> !Baseline.isFile(file));
                    assertEquals(List.of(base(dan).file()), files, "what was begun is deleted");
                });
    }

    /// A link that breaks again and again does not make it begin anew.
    @Test
    void aNewcomerWhoseLinksBreakGoesOnWithWhatItHas() {
        Story.each(
                2,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    for (int i = 0; i < 20; i++) {
                        story.write(all[i % 2], "large" + i, "0123456789".repeat(6_000));
                    }
                    prune(story, all[0], What.SET);
                    story.agree();
                    prune(story, all[0], What.NOW);
                    story.await("both", () -> isPruned(all[0]) && isPruned(all[1]));
                    int pieces = base(all[0]).manifest().pieces().size();
                    assertTrue(pieces > 10, pieces + " pieces");
                    var sent = new ArrayList<Integer>();
                    UnaryOperator<SnapshotMessage> noting =
                            message -> {
                                if (message instanceof SnapshotMessage.Piece piece) {
                                    sent.add(piece.index());
                                }
                                return message;
                            };
                    Stream.of(all).forEach(one -> tap(one, noting));
                    SimPeer dan = story.join("dan", all[1]);
                    int cuts = 0;
                    while (!isPruned(dan) && cuts < 30) {
                        int before = sent.size();
                        for (int i = 0; i < 60_000 && sent.size() < before + 3; i++) {
                            story.world.run(Now.MILLI);
                        }
                        story.world.run(2 * Now.MILLI);
                        Stream.of(all).forEach(one -> story.world.network().cut(one, dan));
                        story.world.run(Now.SECOND);
                        story.world.network().healAll();
                        cuts++;
                    }
                    assertTrue(cuts > 2, cuts + " cuts");
                    assertTrue(isPruned(dan), sent + " of " + pieces);
                    story.agree();
                    assertEquals(all[0].read("a"), dan.read("a"));
                });
    }

    /// Who was away for long wrote meanwhile: that is merged with what stands in the snapshot.
    @Test
    void whoComesBackLateTakesTheStateAnewAndKeepsItsOwnWrites() {
        Story.each(
                4,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    writeMuch(story, all);
                    story.islands(Story.island(all[0], all[1]), Story.island(all[2]));
                    story.write(all[2], "own", "written alone");
                    splice(story, all[2], 0, "ALONE");
                    story.world.run(2 * LEASE_MILLIS * 1_000_000L);
                    for (int i = 0; i < 10; i++) {
                        story.write(all[0], "cell" + i, "new " + i);
                        splice(story, all[0], 3, "x" + i);
                        story.write(all[1], "other" + i, "new " + i);
                    }
                    story.agree(all[0], all[1]);
                    prune(story, all[0], What.SET);
                    story.agree(all[0], all[1]);
                    Answer answer = prune(story, all[0], What.NOW);
                    assertTrue(answer instanceof Answer.Pruned, answer::toString);
                    story.await("both", () -> isPruned(all[0]) && isPruned(all[1]));
                    assertFalse(isPruned(all[2]));
                    story.reunite();
                    assertTrue(isPruned(all[2]));
                    assertEquals("written alone", Story.shown(all[0]).get("own"));
                    assertTrue(Story.shown(all[0]).getOrDefault("text", "").contains("ALONE"));
                    assertEquals(all[0].read("a"), all[2].read("a"));
                    writeMuch(story, all);
                });
    }

    @Test
    void aSecondSnapshotStandsOnTheFirst() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = pruned(story, "ann", "ben");
                    Bytes first = base(all[0]).digest();
                    writeMuch(story, all);
                    Answer answer = prune(story, all[1], What.NOW);
                    assertTrue(answer instanceof Answer.Pruned, answer::toString);
                    story.await("both", () -> isPast(all[0], first) && isPast(all[1], first));
                    assertEquals(base(all[0]).digest(), base(all[1]).digest());
                    SimPeer dan = story.join("dan", all[1]);
                    story.agree();
                    assertEquals(all[0].read("a"), dan.read("a"));
                });
    }

    private static boolean isPast(SimPeer peer, Bytes digest) {
        return isPruned(peer) && !base(peer).digest().equals(digest);
    }

    @Test
    void whatASilentMemberLacksIsNotDroppedBeforeItsLeaseIsOver() {
        Story.each(
                2,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    writeMuch(story, all);
                    story.islands(Story.island(all[0], all[1]), Story.island(all[2]));
                    story.write(all[0], "late", "unheard");
                    story.agree(all[0], all[1]);
                    prune(story, all[0], What.SET);
                    prune(story, all[0], What.NOW);
                    story.await("both", () -> isPruned(all[0]) && isPruned(all[1]));
                    assertFalse(isDropped(all[0], "late"), "what only two have");
                    story.reunite();
                    assertEquals("unheard", Story.shown(all[2]).get("late"));
                    assertEquals(base(all[0]).digest(), base(all[2]).digest());
                });
    }

    /// Whether the snapshot has the change that wrote a cell of that name, which nobody touched
    /// since.
    private static boolean isDropped(SimPeer peer, String name) {
        var written = space(peer).state().conflicts(Path.of(name)).getFirst();
        int chain = space(peer).graph().number(written.author());
        return space(peer).basis().isDropped(chain, written.seq());
    }

    /// Changes frames of one kind that a peer sends.
    private static void tap(SimPeer peer, UnaryOperator<SnapshotMessage> change) {
        Scene.tap(
                peer,
                (link, frame) -> {
                    boolean ours = frame.at(0) >= 20 && frame.at(0) <= 25 && frame.at(0) != 24;
                    if (!ours) {
                        return List.of(frame);
                    }
                    var message = (SnapshotMessage) SyncMessage.read(new Reader(frame));
                    var out = new Writer();
                    change.apply(message).write(out);
                    return List.of(out.toBytes());
                });
    }

    private static SnapshotMessage withVouches(
            SnapshotMessage message, UnaryOperator<Bytes> change, int max) {
        if (!(message
                instanceof SnapshotMessage.Offered(int space, Bytes manifest, List<Bytes> all))) {
            return message;
        }
        return new SnapshotMessage.Offered(
                space, manifest, all.stream().limit(max).map(change).toList());
    }

    private static void isNotTaken(
            Story story, UnaryOperator<SnapshotMessage> change, String note) {
        SimPeer[] all = pruned(story, "ann", "ben");
        Stream.of(all).forEach(one -> tap(one, change));
        SimPeer dan = story.join("dan", all[1]);
        story.world.run(30 * Now.SECOND);
        assertFalse(isPruned(dan));
        assertEquals(0, space(dan).graph().changeCount());
        assertTrue(
                dan.notes().stream().anyMatch(one -> one.code().equals(note)),
                () -> dan.notes() + "");
        Stream.of(all).forEach(one -> tap(one, message -> message));
        dan.kill("to link anew");
        dan.start();
        story.agree();
        assertTrue(isPruned(dan));
        assertEquals(all[0].read("a"), dan.read("a"));
    }

    @Test
    void aSnapshotForWhichOneMemberVouchesIsNotTakenByWhoWantsTwo() {
        UnaryOperator<SnapshotMessage> one = message -> withVouches(message, vouch -> vouch, 1);
        Story.each(2, story -> isNotTaken(story, one, "snapshot-unvouched"));
    }

    @Test
    void aVouchWhoseSignatureDoesNotHoldIsNone() {
        UnaryOperator<SnapshotMessage> forged =
                message -> withVouches(message, vouch -> flipped(vouch, vouch.size() - 1), 9);
        Story.each(2, story -> isNotTaken(story, forged, "snapshot-unvouched"));
    }

    @Test
    void aPieceThatIsNotThatOfTheSnapshotEndsTheLink() {
        UnaryOperator<SnapshotMessage> other =
                message ->
                        message
                                        instanceof
                                        SnapshotMessage.Piece(
                                                int space,
                                                Bytes digest,
                                                int index,
                                                Bytes bytes)
                                ? new SnapshotMessage.Piece(
                                        space, digest, index, flipped(bytes, bytes.size() / 2))
                                : message;
        Story.each(2, story -> isNotTaken(story, other, "message-malformed"));
    }

    @Test
    void aManifestThatWasChangedHasNoVouches() {
        UnaryOperator<SnapshotMessage> other =
                message ->
                        message
                                        instanceof
                                        SnapshotMessage.Offered(
                                                int space,
                                                Bytes manifest,
                                                List<Bytes> all)
                                ? new SnapshotMessage.Offered(
                                        space, flipped(manifest, manifest.size() - 1), all)
                                : message;
        Story.each(2, story -> isNotTaken(story, other, "message-malformed"));
    }

    private static Bytes flipped(Bytes bytes, int at) {
        byte[] changed = bytes.toArray();
        changed[at] ^= 1;
        return Bytes.wrap(changed);
    }

    /// Nobody who comes anew can be given it then, until somebody is who has it whole.
    @Test
    void whoLacksAPieceOnDiskGivesNothingAndTheNewcomerTurnsToAnother() {
        Story.each(
                2,
                story -> {
                    SimPeer[] all = pruned(story, "ann", "ben", "cem");
                    String file = base(all[0]).file();
                    all[0].disk().truncate(file, 10);
                    SimPeer dan = story.join("dan", all[0]);
                    story.agree();
                    assertEquals(all[1].read("a"), dan.read("a"));
                });
    }

    @Test
    void nothingIsPrunedWhereNobodyAskedForItAndNeverWhatABoardKnowsOfItsMembers() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    writeMuch(story, all);
                    var refused = (Answer.Failed) prune(story, all[0], What.NOW);
                    assertEquals(Problem.NOTHING_TO_PRUNE, refused.problem());
                    var answers = new ArrayList<Answer>();
                    var facts = new Address(null, ".board", Path.ROOT);
                    all[0].call(new Command.Prune(facts, What.SET, 1), answers::add);
                    assertTrue(story.run(answers) instanceof Answer.Failed, answers::toString);
                });
    }

    @Test
    void aRunWithoutContentsThatNoSnapshotStandsForEndsTheLink() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    Scene.tap(all[0], (link, frame) -> List.of(bare(frame)));
                    story.write(all[0], "x", "y");
                    story.world.run(5_000_000_000L);
                    assertTrue(
                            Scene.noted(all[1], "message-malformed", "no snapshot"),
                            () -> all[1].notes().toString());
                });
    }

    /// A frame of changes turned into one of bare ones.
    private static Bytes bare(Bytes frame) {
        var in = new Reader(frame);
        if (!(SyncMessage.read(in) instanceof SyncMessage.Changes changes)) {
            return frame;
        }
        RunCodec.Numbering same = (chain, seq) -> chain;
        Run run = RunCodec.read(new Reader(changes.run()), 0, same);
        var bare =
                new Headers((from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end)))
                        .bare(run);
        var out = new Writer();
        RunCodec.write(out, bare, same);
        var message =
                new SyncMessage.Changes(
                        changes.space(), changes.chain(), true, changes.signature(), out.toBytes());
        var written = new Writer();
        message.write(written);
        return written.toBytes();
    }
}
