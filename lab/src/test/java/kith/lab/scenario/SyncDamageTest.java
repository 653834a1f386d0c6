package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static kith.lab.scenario.Story.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import kith.Answer;
import kith.lab.SimDisk;
import kith.lab.SimPeer;
import kith.lab.check.Converged;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.port.Now;
import kith.replica.Replica;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// A log that went bad in the middle: what is shown stays, what is sent on is what there is, and
/// nobody is kept busy by what there is not.
class SyncDamageTest {
    private static final int SEEDS = 3;

    /// Spoils the record of the log in which that text stands first.
    private static void spoil(SimDisk disk, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        for (String file : disk.list()) {
            byte[] all = disk.read(file, 0, (int) disk.size(file));
            int at = file.endsWith(".log") ? find(all, wanted) : -1;
            if (at >= 0) {
                disk.flip(file, at, 3);
                return;
            }
        }
        throw new AssertionError(text + " is in no log");
    }

    private static int find(byte[] in, byte[] wanted) {
        for (int at = 0; at + wanted.length <= in.length; at++) {
            if (Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    private static void add(Story story, SimPeer peer, String path, String mark) {
        var answers = new ArrayList<Answer>();
        var edits = new ArrayList<Writing.Edit>();
        edits.add(new Writing.Add(Path.parse(path), 1));
        edits.add(new Writing.Put(Path.parse("mark"), new Value.Text(mark)));
        peer.edit("a", edits, answers::add);
        story.run(answers);
    }

    /// A fork of that peer's chain, which makes everybody build the state anew.
    private static void fork(Story story, SimPeer peer, SimPeer[] others) {
        SimPeer twin = story.twin(peer, "twin");
        var rest = new ArrayList<>(List.of(others));
        rest.remove(peer);
        story.islands(island(peer), island(twin), rest.toArray(new SimPeer[0]));
        story.write(peer, "forked-here", "1");
        story.write(twin, "forked-there", "2");
        story.world.network().healAll();
    }

    /// All that are up have the same heads and show the same.
    private static void converged(Story story) {
        story.await("all agree", () -> Converged.holds(story.world));
        new Converged().check(story.world);
    }

    @Test
    void aRebuildDoesNotApplyTwiceWhatCameAgainAfterDamage() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[2], "cem", "0");
                    for (int i = 0; i < 20; i++) {
                        add(story, all[0], "count", "mark-" + (char) ('a' + i));
                    }
                    story.agree();
                    all[1].kill("kill");
                    spoil(all[1].disk(), "mark-h");
                    all[1].start();
                    assertTrue(all[1].noted("store-damaged"), () -> "" + all[1].notes());
                    converged(story); // the others sent all that hangs on it once more
                    fork(story, all[2], all);
                    converged(story);
                    assertEquals(Value.Int.of(20), all[1].read("a/count"));
                });
    }

    @Test
    void aRebuildThatMeetsAHoleKeepsWhatIsShown() {
        Story.each(
                SEEDS,
                Story.SHORT_MEMORY_PLAIN,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.write(all[2], "cem", "0");
                    for (int i = 0; i < 60; i++) {
                        story.write(all[0], "cell" + i, "value-" + i + "-");
                    }
                    story.agree();
                    spoil(all[1].disk(), "value-7-");
                    fork(story, all[2], all);
                    story.await(
                            "the fork is known",
                            () -> shown(all[1]).keySet().containsAll(List.of("forked-there")));
                    story.world.run(5 * Now.SECOND);
                    var expected = new TreeSet<String>(List.of("start", "cem"));
                    for (int i = 0; i < 60; i++) {
                        expected.add("cell" + i);
                    }
                    expected.addAll(List.of("forked-here", "forked-there"));
                    assertEquals(expected, new TreeSet<>(shown(all[1]).keySet()));
                    String hole = "cannot be built anew";
                    assertTrue(Scene.noted(all[1], "store-damaged", hole), "" + all[1].notes());
                    story.write(all[1], "after", "3");
                    story.write(all[0], "after", "4");
                    story.await("ben goes on", () -> "4".equals(shown(all[1]).get("after")));
                });
    }

    @Test
    void whatCannotBeReadIsNotReadOverAndOverForAPeerThatLacksIt() {
        Story.each(
                SEEDS,
                Story.SHORT_MEMORY_PLAIN,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    for (int i = 0; i < 60; i++) {
                        story.write(all[i % 2], "cell" + i, "value-" + i + "-");
                    }
                    story.agree();
                    spoil(all[0].disk(), "value-7-");
                    SimPeer late = story.world.add("late");
                    story.world.network().cutOff(all[1]);
                    story.letIn(late, all[0]);
                    story.world.run(2 * Now.SECOND);
                    long before = all[0].disk().calls();
                    story.world.run(60 * Now.SECOND);
                    long calls = all[0].disk().calls() - before;
                    assertTrue(calls < 1_000, calls + " calls of the disk in a minute");
                    assertTrue(!shown(late).containsKey("cell59"), "" + shown(late));
                    story.world.network().healAll(); // ben has it all
                    converged(story);
                    assertEquals("value-7-", shown(late).get("cell7"));
                });
    }

    @Test
    void aChainWhoseNameWasLostGivesItsNumberToNoOther() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    story.islands(island(all[0], all[1]), island(all[2]));
                    add(story, all[0], "count", "mark-a");
                    story.agree(all[0], all[1]);
                    ChangeGraph before = graph(all[1]);
                    all[1].kill("kill");
                    spoilChain(all[1], all[0]);
                    story.world.network().cutOff(all[1]);
                    all[1].start();
                    add(story, all[1], "count", "mark-b");
                    for (int chain = 0; chain < before.chainCount(); chain++) {
                        ChainId now = graph(all[1]).id(chain);
                        boolean lost = now.author().equals(Bytes.wrap(new byte[32]));
                        assertTrue(lost || now.equals(before.id(chain)), "chain " + chain);
                    }
                    story.world.network().healAll();
                    converged(story);
                    assertEquals(Value.Int.of(2), all[2].read("a/count"));
                });
    }

    private static ChangeGraph graph(SimPeer peer) {
        for (Replica replica : peer.engine().replicas()) {
            if (replica.name().equals("a")) {
                return replica.graph();
            }
        }
        throw new AssertionError(peer + " has no space a");
    }

    /// Spoils the last record that names a chain of that author: a copy of its key.
    private static void spoilChain(SimPeer at, SimPeer author) {
        byte[] key = author.key().toArray();
        for (String file : at.disk().list()) {
            byte[] all = at.disk().read(file, 0, (int) at.disk().size(file));
            int last = -1;
            for (int i = 0; file.endsWith(".log") && i + 32 <= all.length; i++) {
                boolean here = Arrays.equals(all, i, i + 32, key, 0, 32);
                last = here ? i : last;
            }
            if (last >= 0) {
                at.disk().flip(file, last, 3);
            }
        }
    }
}
