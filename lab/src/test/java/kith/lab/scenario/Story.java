package kith.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Answer;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lab.check.Broken;
import kith.lab.check.CausalOrder;
import kith.lab.check.Checker;
import kith.lab.check.Converged;
import kith.lab.check.InSyncIsTrue;
import kith.lab.check.MemoryBounded;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Segment;
import kith.value.Value;

/// A few peers on one board with the space `a`, and how long to wait for what.
final class Story {
    /// Retries wait up to a minute.
    private static final long AGREE_NANOS = 120 * Now.SECOND;

    /// Bounds so small that a short story reaches them.
    static final World.Config SHORT_MEMORY = shortMemory(1 << 13);

    /// The same where no segment is left, and written anew: what was written stands in the log as
    /// it is.
    static final World.Config SHORT_MEMORY_PLAIN = shortMemory(Segment.BYTES_MAX);

    private static World.Config shortMemory(int segmentBytes) {
        return new World.Config(
                Now.MILLI / 10,
                20 * Now.MILLI,
                2 * Now.MILLI,
                Limits.DEFAULT.with(
                        to -> {
                            to.hashWindow = 2;
                            to.creditBytes = Limits.CREDIT_BYTES_MIN;
                            to.tailBytes = 1 << 9;
                            to.loadBytes = 1 << 11;
                            to.checkpointBytes = 1 << 12;
                        }),
                segmentBytes);
    }

    final World world;
    private final InSyncIsTrue inSync = new InSyncIsTrue();
    private final List<Checker> checkers =
            List.of(new Converged(), inSync, new CausalOrder(), new MemoryBounded());

    /// What happens in one world.
    interface Plot {
        void play(Story story);
    }

    private Story(long seed, World.Config config) {
        world = new World(seed, seed % 2 == 0 ? config.withSketchesFrom(1) : config);
    }

    /// Plays in some worlds; what goes wrong names the seed.
    static void each(int seeds, Plot plot) {
        each(seeds, World.Config.DEFAULT, plot);
    }

    static void each(int seeds, World.Config config, Plot plot) {
        for (int seed = 1; seed <= seeds; seed++) {
            var story = new Story(seed, config);
            try {
                plot.play(story);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /// New peers who are all let in by the first, which founds the board.
    SimPeer[] meet(String... names) {
        var peers = new SimPeer[names.length];
        peers[0] = world.add(names[0]);
        write(peers[0], "start", "once");
        for (int i = 1; i < names.length; i++) {
            peers[i] = join(names[i], peers[0]);
        }
        agree();
        return peers;
    }

    /// A new peer, let in by that one.
    SimPeer join(String name, SimPeer by) {
        SimPeer newcomer = world.add(name);
        letIn(newcomer, by);
        return newcomer;
    }

    void letIn(SimPeer newcomer, SimPeer by) {
        var answers = new ArrayList<Answer>();
        by.invite(newcomer, null, answers::add);
        if (!(run(answers) instanceof Answer.Joined)) {
            throw new Broken(newcomer + " was not let in by " + by + ": " + answers);
        }
    }

    /// Writes one cell; the answer, that is its version if all is well.
    Answer write(SimPeer peer, String path, String text) {
        var answers = new ArrayList<Answer>();
        peer.put("a", path, new Value.Text(text), answers::add);
        return run(answers);
    }

    /// Lets time pass until there is an answer.
    Answer run(List<Answer> answers) {
        if (!world.runUntil(() -> !answers.isEmpty(), AGREE_NANOS)) {
            throw new Broken("no answer");
        }
        return answers.getFirst();
    }

    /// A second running copy of a peer, which stops in order for it and goes on. No links yet.
    SimPeer twin(SimPeer original, String name) {
        stop(original);
        SimPeer twin = world.copyOf(original, name);
        world.network().cutOff(original);
        world.network().cutOff(twin);
        original.start();
        twin.start();
        return twin;
    }

    /// Ann, Ben, Cem, and a copy of Ann: she wrote `here`, which only Ben can hear of, and the copy
    /// wrote `there`, which only Cem can.
    SimPeer[] forked() {
        SimPeer[] all = meet("ann", "ben", "cem");
        SimPeer twin = twin(all[0], "twin");
        islands(island(all[0], all[1]), island(twin, all[2]));
        write(all[0], "here", "1");
        write(twin, "there", "2");
        return new SimPeer[] {all[0], all[1], all[2], twin};
    }

    /// Stops in order, and is down.
    void stop(SimPeer peer) {
        peer.stop(() -> {});
        await(peer + " stops", () -> !peer.isUp());
    }

    /// From now on there are links only within each of these groups.
    void islands(SimPeer[]... groups) {
        world.network().healAll();
        for (SimPeer peer : world.peers()) {
            for (SimPeer other : world.peers()) {
                boolean together = false;
                for (SimPeer[] group : groups) {
                    List<SimPeer> all = List.of(group);
                    together |= all.contains(peer) && all.contains(other);
                }
                if (peer != other && !together) {
                    world.network().cut(peer, other);
                }
            }
        }
    }

    static SimPeer[] island(SimPeer... peers) {
        return peers;
    }

    /// No link is missing any more; all agree in the end, which is checked.
    void reunite() {
        world.network().healAll();
        agree();
    }

    void await(String what, World.Condition condition) {
        if (!world.runUntil(condition, AGREE_NANOS)) {
            throw new Broken("not within two minutes: " + what);
        }
    }

    /// Waits until all who are up have the same heads, and checks every promise.
    void agree() {
        world.runUntil(() -> Converged.holds(world), AGREE_NANOS);
        world.run(3 * Now.SECOND);
        inSync.glance(world);
        checkers.forEach(checker -> checker.check(world));
        world.insiders().forEach(peer -> peer.engine().check());
    }

    /// Waits until these have the same heads, whatever others have.
    void agree(SimPeer... some) {
        List<SimPeer> all = List.of(some);
        List<SimPeer> others = new ArrayList<>(world.peers());
        others.removeIf(peer -> all.contains(peer) || !peer.belongs());
        others.forEach(peer -> peer.belongs(false));
        await(all + " agree", () -> Converged.holds(world));
        others.forEach(peer -> peer.belongs(true));
    }

    /// What a peer shows in space `a`: texts by name.
    static TreeMap<String, String> shown(SimPeer peer) {
        var shown = new TreeMap<String, String>();
        if (peer.read("a") instanceof Value.Obj all) {
            for (int i = 0; i < all.size(); i++) {
                boolean text = all.value(i) instanceof Value.Text;
                shown.put(
                        all.name(i),
                        text ? ((Value.Text) all.value(i)).value() : all.value(i).toString());
            }
        }
        return shown;
    }

    /// What a peer's status lists as forks of space `a`.
    static List<Value> forks(SimPeer peer) {
        var forks = new ArrayList<Value>();
        if (peer.read(".peer/spaces/home/a/forks") instanceof Value.Array all) {
            for (int i = 0; i < all.size(); i++) {
                forks.add(all.at(i));
            }
        }
        return forks;
    }
}
