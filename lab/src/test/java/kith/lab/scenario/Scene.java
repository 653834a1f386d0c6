package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.MemoryBounded;
import kith.lang.Bytes;
import kith.port.Now;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A world with the means to tell a story in it: who does what, and what they see then.
final class Scene {
    private static final int SEEDS = worlds(2);

    final World world;
    private final MemoryBounded memory = new MemoryBounded();

    /// A story.
    interface Play {
        void in(Scene scene);
    }

    /// In every second one heads are compared by sketches, however few they are.
    Scene(long seed, World.Config config) {
        world = new World(seed, seed % 2 == 0 ? config.withSketchesFrom(1) : config);
    }

    /// In how many worlds stories are told that take long: in so many, or in more by `./dev soak`.
    static int worlds(int usually) {
        return Integer.getInteger("kith.worlds", usually);
    }

    /// Tells a story in several worlds.
    static void each(Play play) {
        each(SEEDS, World.Config.DEFAULT, play);
    }

    static void each(World.Config config, Play play) {
        each(SEEDS, config, play);
    }

    static void each(int seeds, World.Config config, Play play) {
        for (long seed = 1; seed <= seeds; seed++) {
            try {
                play.in(new Scene(seed, config));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("in the world of seed " + seed, failure);
            }
        }
    }

    /// Somebody with a board, on which there is a space `a` with one cell.
    SimPeer founder(String name) {
        SimPeer founder = world.add(name);
        found(founder);
        return founder;
    }

    void found(SimPeer founder) {
        founder.put("a", "start", Value.Bool.TRUE, answer -> {});
        run(1);
    }

    /// Somebody whom a member lets in.
    SimPeer member(String name, SimPeer inviter) {
        SimPeer newcomer = world.add(name);
        letIn(newcomer, inviter);
        return newcomer;
    }

    void letIn(SimPeer newcomer, SimPeer inviter) {
        Answer answer = join(newcomer, invitation(inviter));
        assertTrue(answer instanceof Answer.Joined, () -> newcomer + ": " + answer);
        run(2);
    }

    /// An invitation for one, without end.
    InvitationLink invitation(SimPeer inviter) {
        return invitation(Invitations.by(inviter));
    }

    InvitationLink invitation(Invitations wanted) {
        var links = new ArrayList<InvitationLink>();
        wanted.make(links::add, answer -> fail("no invitation: " + answer));
        await(() -> !links.isEmpty(), 5);
        return links.getFirst();
    }

    Answer join(SimPeer newcomer, InvitationLink link) {
        return call(newcomer, new Command.Join(link, null));
    }

    /// Calls and waits for the answer.
    Answer call(SimPeer peer, Command command) {
        var answers = new ArrayList<Answer>();
        peer.call(command, answers::add);
        await(() -> !answers.isEmpty(), 60);
        return answers.getFirst();
    }

    void refused(Problem problem, Answer answer) {
        if (!(answer instanceof Answer.Failed failed) || failed.problem() != problem) {
            fail("expected " + problem.code() + ", got " + answer);
        }
    }

    void put(SimPeer peer, String path, long number) {
        peer.put("a", path, Value.Int.of(number), answer -> {});
    }

    @Nullable Value at(SimPeer peer, String path) {
        return peer.read("a/" + path);
    }

    void sees(SimPeer peer, String path, long number) {
        assertEquals(Value.Int.of(number), at(peer, path), () -> peer + " at " + path);
    }

    void seesNothing(SimPeer peer, String path) {
        assertEquals(null, at(peer, path), () -> peer + " at " + path);
    }

    /// A part of what a peer tells of itself, as text; empty when there is nothing.
    String health(SimPeer peer, String path) {
        run(1); // it is looked at now and then only
        Value value = peer.read(".peer/" + path);
        return value == null ? "" : value.toString();
    }

    /// What a peer tells of its link to another.
    String link(SimPeer peer, SimPeer other) {
        return health(peer, "links/" + other.id().text());
    }

    /// Whether that was noted, with that in its detail.
    static boolean noted(SimPeer peer, String code, String detail) {
        return peer.notes().stream()
                .anyMatch(note -> note.code().equals(code) && note.detail().contains(detail));
    }

    /// Starts a peer that speaks these versions of the protocol.
    SimPeer speaking(String name, Integer... versions) {
        SimPeer peer = world.add(name);
        peer.kill("stop");
        peer.speaks(List.of(versions));
        peer.start();
        return peer;
    }

    /// Starts a peer that says that it is there.
    SimPeer in(String name, String region) {
        SimPeer peer = world.add(name);
        peer.kill("stop");
        peer.in(region);
        peer.start();
        return peer;
    }

    /// A peer changes what it sends.
    static void tap(SimPeer peer, BiFunction<Long, Bytes, List<Bytes>> change) {
        peer.tap(change::apply);
    }

    /// No links between those of one group and those of the other.
    void part(List<SimPeer> these, List<SimPeer> those) {
        these.forEach(one -> those.forEach(other -> world.network().cut(one, other)));
    }

    void run(double seconds) {
        world.run((long) (seconds * Now.SECOND));
        memory.glance(world);
    }

    void await(World.Condition condition, double seconds) {
        assertTrue(
                world.runUntil(condition, (long) (seconds * Now.SECOND)),
                "did not happen within " + seconds + " s");
        memory.glance(world);
    }
}
