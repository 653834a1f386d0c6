package kith.lab.tab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.Command;
import kith.Config;
import kith.Engine;
import kith.Input;
import kith.lab.Chaos;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Now;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;

/// Worlds whose engines are recorded, and what happens in them: a record that has nothing of what a
/// peer meets would show nothing.
final class Recordings implements SimPeer.Witness {
    private static final int LIST_ROUNDS = 200;

    private final List<Bytes> records = new ArrayList<>();
    private final TreeSet<String> happened = new TreeSet<>();
    private EngineRecord record = new EngineRecord();

    List<Bytes> records() {
        return records;
    }

    /// Commands and edits by the names of their types, `reopened`, `removal`.
    TreeSet<String> happened() {
        return happened;
    }

    @Override
    public void opens(SimPeer peer, Config config, Now now) {
        if (!peer.disk().copy().list().isEmpty()) {
            happened.add("reopened");
        }
        record.opens(peer, config, now);
    }

    @Override
    public void steps(SimPeer peer, Input input, Now now, Engine.Step step) {
        if (input instanceof Input.Call call) {
            happened.add(call.command().getClass().getSimpleName());
            if (call.command() instanceof Command.Write write) {
                write.edits().forEach(each -> happened.add(each.getClass().getSimpleName()));
            }
        }
        record.steps(peer, input, now, step);
    }

    /// A storm, in which no list is written.
    void storm(long seed) {
        var chaos = new Chaos(seed);
        begin(chaos.world());
        chaos.run();
        if (chaos.world().removals() > 0) {
            happened.add("removal");
        }
        end();
    }

    /// Two who insert into one list, delete from it and move in it, linked or not, while one of
    /// them crashes and comes back. Answers how long the list is in the end.
    int list(long seed) {
        var world = new World(seed, World.Config.DEFAULT);
        begin(world);
        SimPeer ada = world.add("ada");
        ada.edit("a", List.of(splice(0, 0, 8)), answer -> {});
        world.run(Now.SECOND);
        SimPeer bob = world.add("bob");
        ada.invite(bob, null, answer -> {});
        world.run(5 * Now.SECOND);
        for (int round = 0; round < LIST_ROUNDS; round++) {
            if (round == LIST_ROUNDS / 2) {
                bob.crash();
                world.run(Now.SECOND);
                bob.start();
            }
            for (SimPeer each : List.of(ada, bob)) {
                each.edit("a", List.of(edit(world.rng(), length(each))), answer -> {});
            }
            world.run(world.rng().between(1, 200) * Now.MILLI);
        }
        world.run(30 * Now.SECOND);
        end();
        return length(ada) == length(bob) ? length(ada) : -1;
    }

    private static Writing.Edit edit(Rng rng, int length) {
        if (length < 4 || rng.chance(45)) {
            return splice(rng.nextInt(length + 1), 0, rng.between(1, 4));
        }
        return rng.chance(50)
                ? new Writing.ListMove(list(), rng.nextInt(length), rng.nextInt(length))
                : splice(rng.nextInt(length - 1), 1, 0);
    }

    private static Writing.Edit splice(int at, int delete, int insert) {
        var values = new ArrayList<Value>();
        for (int i = 0; i < insert; i++) {
            values.add(Value.Int.of(at + i));
        }
        return new Writing.ListSplice(list(), at, delete, values);
    }

    private static Path list() {
        return Path.of("list");
    }

    private static int length(SimPeer peer) {
        return peer.read("a/list") instanceof Value.Array array ? array.size() : 0;
    }

    private void begin(World world) {
        record = new EngineRecord();
        world.witness(this);
    }

    private void end() {
        records.addAll(record.records());
    }
}
