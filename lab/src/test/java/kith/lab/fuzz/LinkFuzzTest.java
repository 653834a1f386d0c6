package kith.lab.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.Converged;
import kith.lang.Rng;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Engines that get frames which no program would send: nobody throws, and the others are not
/// harmed. As soon as the spoiling ends, all agree.
final class LinkFuzzTest {
    private static final int SEEDS = 25;
    private static final int SEEDS_OF_SOAK = 2_000;

    /// Retries wait up to a minute.
    private static final long CALM_NANOS = 180 * Now.SECOND;

    @Test
    void whatAMemberSaysHarmsNobody() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            runSeed(seed, LinkFuzzTest::member);
        }
    }

    @Test
    void whatAStrangerSaysHarmsNobody() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            runSeed(seed, LinkFuzzTest::stranger);
        }
    }

    @Tag("soak")
    @Test
    void whatAnybodySaysForLongHarmsNobody() {
        for (long seed = 1_000; seed < 1_000 + SEEDS_OF_SOAK; seed++) {
            runSeed(seed, LinkFuzzTest::member);
            runSeed(seed, LinkFuzzTest::stranger);
        }
    }

    private interface Story {
        void tell(World world);
    }

    /// In every second one heads are compared by sketches, however few they are.
    private static World.Config config(long seed) {
        var config = World.Config.DEFAULT;
        return seed % 2 == 0 ? config.withSketchesFrom(1) : config;
    }

    private static void runSeed(long seed, Story story) {
        try {
            story.tell(new World(seed, config(seed)));
        } catch (RuntimeException | Error failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }

    private static void member(World world) {
        SimPeer anna = world.add("anna");
        SimPeer bert = world.add("bert");
        SimPeer carl = world.add("carl");
        anna.put("a", "start", Value.Bool.TRUE, answer -> {});
        world.run(Now.SECOND);
        join(world, anna, bert);
        join(world, anna, carl);
        var forger = new Forger(bert, new Rng(world.seed()), 15);
        bert.tap(forger);
        write(world, List.of(anna, bert, carl), 40);
        assertTrue(forger.spoilt() > 0);
        forger.stop();
        agree(world, anna, bert);
    }

    private static void stranger(World world) {
        SimPeer anna = world.add("anna");
        SimPeer carl = world.add("carl");
        anna.put("a", "start", Value.Bool.TRUE, answer -> {});
        world.run(Now.SECOND);
        join(world, anna, carl);
        SimPeer bert = world.add("bert");
        var forger = new Forger(bert, new Rng(world.seed()), 40);
        bert.tap(forger);
        bert.put("b", "own", Value.Bool.TRUE, answer -> {});
        for (int i = 0; i < 10; i++) {
            bert.call(new Command.Connect(anna.address()), answer -> {});
            anna.invite(bert, "other", answer -> {});
            write(world, List.of(anna, bert, carl), 3);
        }
        forger.stop();
        world.run(Now.SECOND); // what is being written is in no head yet
        assertTrue(world.runUntil(() -> Converged.holds(world), CALM_NANOS));
        new Converged().check(world);
    }

    private static void join(World world, SimPeer inviter, SimPeer newcomer) {
        var answers = new ArrayList<Answer>();
        inviter.invite(newcomer, null, answers::add);
        assertTrue(world.runUntil(() -> !answers.isEmpty(), CALM_NANOS));
        assertTrue(answers.getFirst() instanceof Answer.Joined, String.valueOf(answers));
    }

    private static void write(World world, List<SimPeer> peers, int times) {
        Rng rng = world.rng();
        for (int i = 0; i < times; i++) {
            SimPeer peer = peers.get(rng.nextInt(peers.size()));
            String path = "w/" + rng.nextInt(5);
            peer.put("a", path, Value.Int.of(world.nextNumber()), answer -> {});
            world.run(rng.nextInt(300) * Now.MILLI);
        }
    }

    private static void agree(World world, SimPeer honest, SimPeer spoilt) {
        world.network().cutOff(spoilt); // what it left out over these links is missing there
        world.run(Now.SECOND); // what is being written is in no head yet
        world.network().healAll();
        boolean agreed =
                world.runUntil(
                        () -> Converged.holds(world) && shows(honest).equals(shows(spoilt)),
                        CALM_NANOS);
        new Converged().check(world);
        assertEquals(shows(honest), shows(spoilt));
        assertTrue(agreed);
    }

    private static String shows(SimPeer peer) {
        return String.valueOf(peer.read("a"));
    }
}
