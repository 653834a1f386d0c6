package kith.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.lab.check.Broken;
import kith.lab.check.NothingDurableLost;
import kith.lang.Rng;
import kith.replica.Replica;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What the users of a world write: a few cells that all of them fight for, counters, sets, large
/// values, several cells at once, and against versions that are no longer the newest.
final class Writers {
    private static final int BIG_CHARS = 100_000;
    private static final int BURST_MAX = 60;

    /// Versions that a peer remembers of what it wrote.
    private static final int VERSIONS_KEPT = 8;

    private final World world;
    private final Rng rng;
    private final NothingDurableLost durable;
    private final TreeMap<String, ArrayDeque<String>> versions = new TreeMap<>();
    private long writes;

    Writers(World world, NothingDurableLost durable) {
        this.world = world;
        this.rng = world.rng();
        this.durable = durable;
    }

    long writes() {
        return writes;
    }

    void write(SimPeer peer) {
        String space = space(peer);
        int count = rng.chance(80) ? 1 : rng.between(1, 20);
        write(peer, new Address(null, space, Path.ROOT), edits(count), List.of());
    }

    /// Most share one space; there is another, and each has one of its own.
    private String space(SimPeer peer) {
        int lot = rng.nextInt(100);
        return lot < 75 ? "a" : lot < 92 ? "b" : "~" + peer.id().text() + "/own";
    }

    /// Leases are short, so that those who are silent or away are soon not waited for.
    void prune(SimPeer peer) {
        var at = new Address(null, rng.chance(80) ? "a" : "b", Path.ROOT);
        var what = rng.chance(30) ? Command.Prune.What.SET : Command.Prune.What.NOW;
        peer.call(new Command.Prune(at, what, rng.nextInt(5_000)), answer -> {});
    }

    void burst(SimPeer peer) {
        var at = new Address(null, "a", Path.ROOT);
        int count = rng.between(5, BURST_MAX);
        for (int i = 0; i < count && peer.isUp(); i++) {
            peer.call(
                    new Command.Write(at, edits(1), List.of(), rng.chance(30)),
                    answer -> answered(peer, at, answer));
        }
    }

    void big(SimPeer peer) {
        var text = new StringBuilder(BIG_CHARS);
        String word = world.word();
        while (text.length() < BIG_CHARS) {
            text.append(word);
        }
        var put = new Writing.Put(Path.of("big", word(3)), new Value.Text(text.toString()));
        write(peer, new Address(null, "a", Path.ROOT), List.of(put), List.of());
    }

    /// Against one version that it wrote before, or against two.
    void old(SimPeer peer) {
        var known = versions.getOrDefault(peer.name(), new ArrayDeque<>());
        var parents = new ArrayList<String>();
        for (String version : known) {
            if (parents.isEmpty() && rng.chance(30) || parents.size() == 1 && rng.chance(5)) {
                parents.add(version);
            }
        }
        write(peer, new Address(null, "a", Path.ROOT), edits(1), parents);
    }

    /// Into a board that is not the default one.
    void elsewhere(SimPeer peer, String board) {
        write(peer, new Address(board, "a", Path.ROOT), edits(1), List.of());
    }

    private void write(SimPeer peer, Address at, List<Writing.Edit> edits, List<String> parents) {
        peer.call(
                new Command.Write(at, edits, parents, true), answer -> answered(peer, at, answer));
    }

    private void answered(SimPeer peer, Address at, Answer answer) {
        switch (answer) {
            case Answer.Written written -> {
                writes++;
                boolean first = at.board() == null && at.space().equals("a");
                if (first) {
                    remember(peer, written.version());
                }
                if (rng.chance(40)) {
                    await(peer, at, written.version());
                }
            }
            case Answer.Failed(Problem problem, String detail) -> {
                boolean known =
                        problem == Problem.VERSION_UNKNOWN
                                || problem == Problem.POSITION_MALFORMED
                                || detail.endsWith("allows one edit in a transaction")
                                || problem == Problem.BOARD_UNKNOWN && at.board() != null
                                || problem == Problem.NOT_ALLOWED
                                || problem == Problem.DISK_FAILED
                                || problem == Problem.STOPPING;
                if (!known) {
                    throw new Broken(peer + " could not write: " + problem + ", " + detail);
                }
            }
            default -> throw new Broken(peer + " wrote and was answered " + answer);
        }
    }

    private void remember(SimPeer peer, String version) {
        var known = versions.computeIfAbsent(peer.name(), name -> new ArrayDeque<>());
        known.add(version);
        if (known.size() > VERSIONS_KEPT) {
            known.remove();
        }
    }

    private void await(SimPeer peer, Address at, String version) {
        Replica replica = replica(peer, at);
        if (replica == null) {
            return;
        }
        peer.call(
                new Command.Await(at, version, rng.nextInt(3), 5_000),
                answer -> {
                    if (answer instanceof Answer.Safe safe && safe.durability().here()) {
                        durable.promised(replica, version, peer);
                    }
                });
    }

    private static @Nullable Replica replica(SimPeer peer, Address at) {
        for (Replica replica : peer.engine().replicas()) {
            if (at.board() == null && replica.name().equals(at.space())) {
                return replica;
            }
        }
        return null;
    }

    private List<Writing.Edit> edits(int count) {
        var edits = new ArrayList<Writing.Edit>();
        for (int i = 0; i < count; i++) {
            edits.add(edit());
        }
        return edits;
    }

    private Writing.Edit edit() {
        Path path = Path.of(word(4), word(4));
        if (rng.chance(30)) {
            path = path.child(word(3));
        }
        return switch (rng.nextInt(16)) {
            case 0 -> new Writing.Remove(rng.chance(50) ? path : Path.of(word(4)));
            case 1, 6 -> new Writing.Add(Path.of("count", word(3)), rng.between(-5, 6));
            case 2 -> new Writing.Insert(Path.of("set", word(3)), Value.Int.of(rng.nextInt(5)));
            case 3 -> new Writing.Take(Path.of("set", word(3)), Value.Int.of(rng.nextInt(5)));
            case 4 -> new Writing.Put(Path.of(word(4)), Value.Int.of(rng.nextInt(100)));
            case 5 -> new Writing.Remove(Path.of(rng.chance(50) ? "count" : "set", word(3)));
            case 12, 13 ->
                    new Writing.Splice(
                            Path.of("text", word(2)),
                            rng.nextInt(rng.chance(80) ? 3 : 30),
                            rng.chance(70) ? 0 : rng.nextInt(4),
                            rng.chance(20) ? "" : world.word());
            case 14 ->
                    rng.chance(70)
                            ? new Writing.PutText(Path.of("text", word(2)), world.word())
                            : new Writing.Remove(Path.of("text", word(2)));
            default -> new Writing.Put(path, new Value.Text(world.word()));
        };
    }

    private String word(int count) {
        return String.valueOf((char) ('a' + rng.nextInt(count)));
    }
}
