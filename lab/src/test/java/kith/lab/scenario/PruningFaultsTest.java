package kith.lab.scenario;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Command.Prune.What;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.log.ChainId;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.Replica;
import kith.replica.base.Baseline;
import kith.replica.base.Manifest;
import kith.replica.base.Vouch;
import kith.replica.base.Vouch.By;
import kith.replica.base.Vouch.Tip;
import kith.state.Writing;
import kith.store.Segment;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Pruning where somebody lies, was alone for long, forked, left, or has a bad disk.
class PruningFaultsTest {
    private static final Address SPACE = new Address(null, "a", Path.ROOT);
    private static final long LEASE_MILLIS = 3_600_000;
    private static final long PAST_LEASE_NANOS = 2 * LEASE_MILLIS * Now.MILLI;
    private static final long HOUR_NANOS = 3600 * Now.SECOND;

    /// A frame is there long before what it tells of is on disk for good.
    private static final World.Config SLOW_SYNCS =
            new World.Config(
                    Now.MILLI / 10, Now.MILLI, 50 * Now.MILLI, Limits.DEFAULT, Segment.BYTES_MAX);

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

    private static Replica space(SimPeer peer) {
        return peer.engine().replicas().stream()
                .filter(replica -> replica.name().equals("a"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean hasBase(SimPeer peer) {
        return peer.engine().replicas().stream()
                .anyMatch(one -> one.name().equals("a") && one.basis().base() != null);
    }

    private static Baseline base(SimPeer peer) {
        return requireNonNull(space(peer).basis().base());
    }

    private static void pruneAlone(Story story, SimPeer... part) {
        story.agree(part);
        Answer answer = prune(story, part[0], What.NOW);
        assertTrue(answer instanceof Answer.Pruned, answer::toString);
        story.await("a base", () -> Stream.of(part).allMatch(PruningFaultsTest::hasBase));
    }

    /// All of these, who each wrote something and may be pruned.
    private static SimPeer[] begun(Story story, String... names) {
        SimPeer[] all = story.meet(names);
        for (int i = 0; i < 20; i++) {
            story.write(all[i % all.length], "cell" + i, "x");
        }
        prune(story, all[0], What.SET);
        story.agree();
        return all;
    }

    /// Two parts that are as large as each other, both apart for longer than the lease.
    private static SimPeer[] halves(Story story) {
        SimPeer[] all = story.meet("ann", "ben", "cem", "dan");
        prune(story, all[0], What.SET);
        story.agree();
        story.islands(Story.island(all[0], all[1]), Story.island(all[2], all[3]));
        story.world.run(PAST_LEASE_NANOS);
        for (int i = 0; i < 5; i++) {
            story.write(all[i % 2], "left" + i, "l");
            story.write(all[2 + i % 2], "right" + i, "r");
        }
        for (SimPeer[] part : List.of(Story.island(all[0], all[1]), Story.island(all[2], all[3]))) {
            story.agree(part);
            Answer answer = prune(story, part[0], What.NOW);
            assertTrue(answer instanceof Answer.Pruned, answer::toString);
        }
        story.world.run(HOUR_NANOS);
        return all;
    }

    private static void haveBothParts(SimPeer... all) {
        for (SimPeer one : all) {
            for (int i = 0; i < 5; i++) {
                assertEquals("l", Story.shown(one).get("left" + i), one + "");
                assertEquals("r", Story.shown(one).get("right" + i), one + "");
            }
        }
    }

    private static void haveOneBase(Story story, SimPeer... all) {
        story.await(
                "one base",
                () ->
                        Stream.of(all)
                                .allMatch(
                                        one ->
                                                hasBase(one)
                                                        && base(one)
                                                                .digest()
                                                                .equals(base(all[0]).digest())));
    }

    /// If both did they could not come together again: the contents would be gone on both sides.
    @Test
    void neitherOfTwoHalvesDropsWhatTheOtherLacks() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = halves(story);
                    for (SimPeer one : all) {
                        assertFalse(hasBase(one), one + "");
                    }
                    story.reunite();
                    haveBothParts(all);
                    prune(story, all[0], What.NOW);
                    haveOneBase(story, all);
                    haveBothParts(all);
                });
    }

    /// What a member vouched for binds it also after it was down: it is in its checkpoint.
    @Test
    void whatWasVouchedForIsRememberedOverARestart() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = halves(story);
                    List<By> before = space(all[0]).basis().newest();
                    assertEquals(2, before.size());
                    story.stop(all[0]);
                    all[0].start();
                    assertEquals(before, space(all[0]).basis().newest());
                });
    }

    /// Others may hear a vouch before it is on disk for good where it was given.
    @Test
    void whatOthersHeardThatAMemberVouchedForIsOnItsDisk() {
        Story.each(
                8,
                SLOW_SYNCS,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem");
                    prune(story, all[0], What.NOW);
                    for (int i = 0; i < 100_000 && heardOf(all[1], all[0]) == null; i++) {
                        story.world.run(Now.MILLI / 20);
                    }
                    Vouch said = requireNonNull(heardOf(all[1], all[0]));
                    all[0].crash();
                    Stream.of(all).forEach(one -> story.world.network().cut(one, all[0]));
                    all[0].start();
                    Vouch known = heardOf(all[0], all[0]);
                    assertTrue(known != null && known.agrees(said), "it may vouch for another");
                });
    }

    private static @Nullable Vouch heardOf(SimPeer at, SimPeer member) {
        return space(at).basis().newestOf(member.key());
    }

    @Test
    void ofTwoVouchesOfOneMemberTheOneThatHasTheOtherCountsInEitherOrder() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben");
                    Replica of = space(all[0]);
                    ChainId chain = of.graph().id(of.graph().frontier().getFirst().chain());
                    var less = new Vouch(Bytes.EMPTY, all[0].key(), tip(chain, 1), Bytes.EMPTY);
                    var more = new Vouch(Bytes.EMPTY, all[1].key(), tip(chain, 2), Bytes.EMPTY);
                    of.basis().heard(new By(all[1].key(), more));
                    of.basis().heard(new By(all[1].key(), less));
                    assertEquals(more, heardOf(all[0], all[1]));
                });
    }

    private static List<Tip> tip(ChainId chain, int seq) {
        return List.of(new Tip(chain, seq));
    }

    /// It names another version each time, so that what others make of one is of no use.
    @Test
    void whoProposesSomethingElseAllTheTimeDoesNotKeepTheOthersBusy() {
        Story.each(
                2,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem", "dan");
                    Replica of = space(all[0]);
                    for (int i = 0; i < 100; i++) {
                        story.write(all[0], "his" + i % 7, "x");
                    }
                    story.agree();
                    int chain = of.own().frontier().getFirst().chain();
                    for (int i = 0; i < 100; i++) {
                        var tips = tip(of.graph().id(chain), of.graph().last(chain) - 80);
                        Bytes on = hasBase(all[0]) ? base(all[0]).digest() : Bytes.EMPTY;
                        var lie = new Vouch(on, all[0].key(), tips, Bytes.EMPTY);
                        of.own().writeOps(List.of(vouched(story, all[0], lie).vouch().toOp()));
                        story.write(all[0], "and", "more" + i);
                        story.world.run(4 * Now.MILLI);
                    }
                    int made = space(all[1]).basis().nextFile() - 1;
                    assertTrue(made < 10, made + " in two seconds");
                });
    }

    @Test
    void theLargerPartPrunesAndTheOtherTakesItsSnapshot() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    prune(story, all[0], What.SET);
                    story.agree();
                    story.islands(Story.island(all[0], all[1]), Story.island(all[2]));
                    story.world.run(PAST_LEASE_NANOS);
                    for (int i = 0; i < 5; i++) {
                        story.write(all[i % 2], "left" + i, "l");
                        story.write(all[2], "right" + i, "r");
                    }
                    prune(story, all[2], What.NOW);
                    pruneAlone(story, all[0], all[1]);
                    assertFalse(hasBase(all[2]));
                    story.reunite();
                    haveBothParts(all);
                    haveOneBase(story, all);
                });
    }

    /// One branch is in the snapshot under the name of the chain, the other is what somebody has.
    @Test
    void aForkThatIsFoundBelowTheCutLosesNothing() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = story.forked();
                    prune(story, all[0], What.SET);
                    story.world.run(PAST_LEASE_NANOS);
                    story.write(all[1], "ben", "b");
                    story.write(all[0], "more", "3");
                    pruneAlone(story, all[0], all[1]);
                    story.world.network().healAll();
                    story.world.run(120 * Now.SECOND);
                    for (SimPeer one : all) {
                        assertEquals("1", Story.shown(one).get("here"), one + "");
                        assertEquals("2", Story.shown(one).get("there"), one + "");
                        assertEquals("3", Story.shown(one).get("more"), one + "");
                    }
                });
    }

    /// What was seen by who wrote is what was shown; also when it was restarted meanwhile.
    private static void writesWhileItLoads(Story story, boolean restarted) {
        SimPeer[] all = story.meet("ann", "ben", "cem");
        splice(story, all[2], 0, "abc");
        prune(story, all[0], What.SET);
        story.agree();
        story.islands(Story.island(all[0], all[1]), Story.island(all[2]));
        story.world.run(PAST_LEASE_NANOS);
        for (int i = 0; i < 200; i++) {
            splice(story, all[i % 2], 0, "0123456789");
        }
        pruneAlone(story, all[0], all[1]);
        long before = space(all[2]).graph().changeCount();
        story.world.network().healAll();
        for (int i = 0; i < 100_000; i++) {
            if (space(all[2]).graph().changeCount() > before) {
                break;
            }
            story.world.run(Now.MILLI / 5);
        }
        if (restarted) {
            story.world.run(10 * Now.MILLI);
            all[2].kill("in the middle");
            Stream.of(all).forEach(one -> story.world.network().cut(one, all[2]));
            all[2].start();
        }
        assertEquals("abc", Story.shown(all[2]).getOrDefault("text", ""), "it is not too late");
        splice(story, all[2], 3, "Z");
        story.world.network().healAll();
        story.agree();
        String text = Story.shown(all[0]).getOrDefault("text", "");
        assertTrue(text.contains("abcZ"), text);
    }

    @Test
    void whatIsWrittenWhileTheSnapshotIsLoadedStandsWhereItsAuthorPutIt() {
        Story.each(3, story -> writesWhileItLoads(story, false));
    }

    @Test
    void theSameAfterARestart() {
        Story.each(8, story -> writesWhileItLoads(story, true));
    }

    @Test
    void aSnapshotThatIsDamagedOnDiskIsTakenFromOthers() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem");
                    pruneAlone(story, all);
                    SimPeer dan = story.join("dan", all[1]);
                    story.await("dan has it", () -> hasBase(dan));
                    dan.disk().truncate(base(dan).file(), 10);
                    dan.kill("now");
                    dan.start();
                    story.world.run(600 * Now.SECOND);
                    assertEquals(all[0].read("a"), dan.read("a"));
                });
    }

    private static By vouched(Story story, SimPeer by, Vouch what) {
        Bytes message = what.message(space(by).space(), story.world.crypto().hasher());
        return new By(by.key(), what.signed(by.sign(message)));
    }

    private static SimPeer[] byKey(SimPeer... all) {
        SimPeer[] sorted = all.clone();
        Arrays.sort(sorted, Comparator.comparing(SimPeer::key));
        return sorted;
    }

    /// One member alone cannot keep all others from pruning.
    @Test
    void aVouchForNonsenseOfOneMemberHoldsNobodyUp() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = byKey(begun(story, "ann", "ben", "cem", "dan"));
                    Replica of = space(all[0]);
                    int chain = of.graph().frontier().getFirst().chain();
                    List<Tip> tips = List.of(new Tip(of.graph().id(chain), 1));
                    var lie = new Vouch(Bytes.EMPTY, all[0].key(), tips, Bytes.EMPTY);
                    of.own().writeOps(List.of(vouched(story, all[0], lie).vouch().toOp()));
                    story.write(all[0], "and", "more");
                    story.agree();
                    prune(story, all[1], What.NOW);
                    story.world.run(HOUR_NANOS);
                    assertTrue(hasBase(all[1]));
                });
    }

    @Test
    void aNewcomerIsLetInAlsoWhenMostWhoVouchedWereRemoved() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem", "dan", "eva", "fay");
                    pruneAlone(story, all);
                    story.agree();
                    var vouchers = base(all[0]).vouches().stream().map(By::author).toList();
                    for (SimPeer one : all) {
                        if (one != all[0] && vouchers.contains(one.key())) {
                            var answers = new ArrayList<Answer>();
                            all[0].call(new Command.RemoveMember(null, one.id()), answers::add);
                            story.run(answers);
                        }
                    }
                    story.world.run(60 * Now.SECOND);
                    SimPeer gil = story.join("gil", all[0]);
                    story.world.run(600 * Now.SECOND);
                    assertEquals("x", Story.shown(gil).get("cell1"));
                });
    }

    /// Two who lie together get what they vouch for, and stop nobody's peer.
    @Test
    void aSnapshotThatIsNoneStopsNobody() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem");
                    pruneAlone(story, all);
                    Bytes junk = Bytes.wrap(new byte[] {1, 9, 9, 9});
                    var hasher = story.world.crypto().hasher();
                    Manifest real = base(all[0]).manifest();
                    var piece = new Manifest.Piece(junk.size(), hasher.sha256(junk));
                    var none =
                            new Manifest(
                                    real.space(), real.before(), real.chains(), List.of(piece));
                    var vouch =
                            new Vouch(none.before(), none.digest(hasher), List.of(), Bytes.EMPTY);
                    List<By> both =
                            List.of(vouched(story, all[0], vouch), vouched(story, all[1], vouch));
                    for (SimPeer one : all) {
                        one.disk().write("snapshot-9-9", 0, junk.toArray(), 0, junk.size());
                        space(one)
                                .basis()
                                .set(new Baseline(none, hasher, "snapshot-9-9", both, false));
                    }
                    SimPeer dan = story.join("dan", all[1]);
                    story.world.run(60 * Now.SECOND);
                    assertTrue(dan.isUp());
                });
    }

    @Test
    void whoProposedAloneTakesWhatTheOthersAgreedOn() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = byKey(begun(story, "ann", "ben", "cem"));
                    story.islands(Story.island(all[0]), Story.island(all[1], all[2]));
                    story.write(all[0], "alone", "x");
                    prune(story, all[0], What.NOW);
                    story.write(all[1], "other", "x");
                    story.write(all[2], "third", "x");
                    pruneAlone(story, all[1], all[2]);
                    story.reunite();
                    story.world.run(HOUR_NANOS);
                    assertTrue(hasBase(all[0]));
                });
    }

    /// No lease is over: two and two propose in one moment and cannot hear each other.
    @Test
    void twoProposalsOfOneMomentBecomeOneSnapshot() {
        Story.each(
                3,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem", "dan");
                    story.islands(Story.island(all[0], all[1]), Story.island(all[2], all[3]));
                    story.write(all[0], "here", "x");
                    prune(story, all[0], What.NOW);
                    story.write(all[2], "there", "x");
                    prune(story, all[2], What.NOW);
                    story.world.run(60 * Now.SECOND);
                    story.reunite();
                    for (SimPeer one : all) {
                        story.write(one, "all" + one, "y");
                    }
                    story.agree();
                    prune(story, all[0], What.NOW);
                    haveOneBase(story, all);
                });
    }

    private static Writing.Edit edit(Rng rng) {
        String name = "" + (char) ('a' + rng.nextInt(2));
        Value some = Value.Int.of(rng.nextInt(9));
        return switch (rng.nextInt(14)) {
            case 0 -> new Writing.Remove(Path.of(rng.chance(50) ? "text" : "list", name));
            case 1 -> new Writing.Remove(Path.of(rng.chance(50) ? "count" : "set", name));
            case 2 -> new Writing.Add(Path.of("count", name), rng.between(-5, 6));
            case 3 -> new Writing.Insert(Path.of("set", name), some);
            case 4 -> new Writing.Take(Path.of("set", name), some);
            case 5, 6, 7 ->
                    new Writing.Splice(
                            Path.of("text", name), rng.nextInt(4), rng.nextInt(3), some.toString());
            case 8, 9 ->
                    new Writing.ListSplice(
                            Path.of("list", name),
                            rng.nextInt(3),
                            rng.nextInt(2),
                            List.of(some, some));
            case 10, 11 ->
                    new Writing.ListMove(Path.of("list", name), rng.nextInt(4), rng.nextInt(4));
            case 12 -> new Writing.Remove(Path.of(rng.chance(50) ? "x" : "list"));
            default -> new Writing.Put(Path.of("x", name), some);
        };
    }

    private static void writeAtRandom(Story story, int count, SimPeer... all) {
        Rng rng = story.world.rng();
        for (int i = 0; i < count; i++) {
            SimPeer one = all[rng.nextInt(all.length)];
            one.call(new Command.Write(SPACE, List.of(edit(rng)), List.of(), false), _ -> {});
            if (rng.chance(30)) {
                story.world.run(rng.nextInt(30) * Now.MILLI);
            }
            if (rng.chance(2)) {
                story.islands(Story.island(all[0]), Story.island(all[1], all[2]));
            } else if (rng.chance(5)) {
                story.world.network().healAll();
            }
        }
        story.reunite();
        for (SimPeer one : all) {
            story.write(one, "seen" + one, "x");
        }
        story.agree();
    }

    @Test
    void randomHistoriesGiveEverybodyTheSameSnapshotAndANewcomerTheSameState() {
        Story.each(
                4,
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem");
                    Bytes old = Bytes.EMPTY;
                    for (int round = 0; round < 2; round++) {
                        writeAtRandom(story, 100, all);
                        prune(story, all[story.world.rng().nextInt(3)], What.NOW);
                        story.world.run(5 * Now.SECOND);
                        for (SimPeer one : all) {
                            assertEquals(base(all[0]).digest(), base(one).digest());
                        }
                        assertNotEquals(old, base(all[0]).digest());
                        old = base(all[0]).digest();
                    }
                    SimPeer dan = story.join("dan", all[1]);
                    story.agree();
                    assertEquals(all[0].read("a"), dan.read("a"));
                    writeAtRandom(story, 50, all[0], all[1], dan);
                    assertEquals(all[0].read("a"), dan.read("a"));
                });
    }

    @Test
    void aLogThatCannotBeReadStopsTheSnapshotAndNotTheDisk() {
        Story.each(
                3,
                Story.SHORT_MEMORY_PLAIN.withSlowDisks(1 << 20, Limits.DISK_QUEUE_BYTES_MIN),
                story -> {
                    SimPeer[] all = begun(story, "ann", "ben", "cem");
                    Stream.of(all).forEach(SimPeer::failReads);
                    prune(story, all[0], What.NOW);
                    story.await("it fails to read", () -> all[0].noted("disk-read-failed"));
                    story.world.run(10 * Now.SECOND);
                    assertFalse(all[0].noted("disk-failed"), () -> "" + all[0].notes());
                    assertTrue(story.write(all[0], "later", "1") instanceof Answer.Written);
                });
    }
}
