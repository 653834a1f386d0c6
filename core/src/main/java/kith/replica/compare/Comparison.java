package kith.replica.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.replica.Replica;
import kith.sync.Session;
import kith.sync.There;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What two peers do not share of a space: for each chain the changes that only one has, and the
/// cells that they show otherwise.
///
/// Versions say which changes differ. That equal versions mean equal cells is what Kith promises,
/// so a comparison does not rely on it: it compares digests of cells, from the top down into what
/// differs.
public final class Comparison {
    /// Bounds on the report and on how many questions are asked for it. Guesses.
    private static final int CELLS_MAX = 100;

    static final int QUESTIONS_MAX = 200;

    private final Comparing comparing;
    private final Session session;
    private final Replica replica;
    private final Consumer<Optional<Value>> then;
    private final List<String> cells = new ArrayList<>();
    private int asked;
    private int open;
    private boolean over;

    /// More cells differ than are told.
    private boolean more;

    private Comparison(
            Comparing comparing, Session session, Replica replica, Consumer<Optional<Value>> then) {
        this.comparing = comparing;
        this.session = session;
        this.replica = replica;
        this.then = then;
    }

    /// Compares, and goes on with what was found; empty when the other side did not answer.
    public static void begin(
            Comparing comparing, Session session, Replica replica, Consumer<Optional<Value>> then) {
        replica.own().close();
        new Comparison(comparing, session, replica, then).ask(Path.ROOT);
    }

    private void ask(Path path) {
        if (asked >= QUESTIONS_MAX || cells.size() >= CELLS_MAX) {
            more = true;
            return;
        }
        asked++;
        open++;
        comparing.ask(session, replica, path, theirs -> theirs(path, theirs));
    }

    private void theirs(Path path, @Nullable TreeMap<String, Bytes> theirs) {
        if (theirs != null) {
            comparing.ownDigests(replica, path, ours -> compare(path, ours, theirs));
        } else if (!over) {
            over = true;
            then.accept(Optional.empty());
        }
    }

    private void compare(
            Path path, @Nullable TreeMap<String, Bytes> ours, TreeMap<String, Bytes> theirs) {
        open--;
        if (ours != null && differs(ours, theirs, "")) {
            compareChildren(path, ours, theirs);
        }
        if (open == 0 && !over) {
            over = true;
            then.accept(Optional.of(report()));
        }
    }

    private void compareChildren(
            Path path, TreeMap<String, Bytes> ours, TreeMap<String, Bytes> theirs) {
        boolean below = false;
        for (String name : names(ours, theirs)) {
            if (!differs(ours, theirs, "/" + name)) {
                continue;
            }
            below = true;
            Path child = path.child(name);
            if (ours.containsKey("/" + name) && theirs.containsKey("/" + name)) {
                ask(child);
            } else {
                tell(child.toText() + here(ours.containsKey("/" + name)));
            }
        }
        if (!below) {
            tell(path.toText() + " differs");
        }
    }

    private void tell(String cell) {
        if (cells.size() < CELLS_MAX) {
            cells.add(cell);
        } else {
            more = true;
        }
    }

    private static String here(boolean here) {
        return here ? " only here" : " only there";
    }

    private static List<String> names(TreeMap<String, Bytes> ours, TreeMap<String, Bytes> theirs) {
        var all = new TreeMap<String, Boolean>();
        ours.keySet().forEach(name -> all.put(name, true));
        theirs.keySet().forEach(name -> all.put(name, true));
        var names = new ArrayList<String>();
        for (String name : all.keySet()) {
            if (name.startsWith("/")) {
                names.add(name.substring(1));
            }
        }
        return names;
    }

    private static boolean differs(
            TreeMap<String, Bytes> ours, TreeMap<String, Bytes> theirs, String name) {
        return !Objects.equals(ours.get(name), theirs.get(name));
    }

    private Value report() {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        List<Value> onlyHere = new ArrayList<>();
        List<Value> onlyThere = new ArrayList<>();
        ChangeGraph graph = replica.graph();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            int there = Math.max(session.there(replica).told(chain), graph.first(chain) - 1);
            int here = graph.last(chain);
            if (here > there) {
                onlyHere.add(missing(chain, there + 1, here));
            } else if (there > here) {
                onlyThere.add(missing(graph.id(chain), here + 1, there, List.of()));
            }
        }
        for (There.Unplaced one : session.there(replica).unplaced()) {
            onlyThere.add(missing(one.id(), one.seqFirst(), one.seqLast(), List.of()));
        }
        var differing = new ArrayList<Value>();
        cells.forEach(cell -> differing.add(new Value.Text(cell)));
        boolean same = onlyHere.isEmpty() && onlyThere.isEmpty() && cells.isEmpty();
        add(names, values, "same", Value.Bool.of(same));
        add(names, values, "changesOnlyHere", Value.Array.of(onlyHere));
        add(names, values, "changesOnlyThere", Value.Array.of(onlyThere));
        add(names, values, "cells", Value.Array.of(differing));
        if (more) {
            add(names, values, "moreCells", Value.Bool.TRUE);
        }
        return Value.Obj.of(names, values);
    }

    private Value missing(int chain, int from, int to) {
        List<String> paths = replica.recentPaths(chain, from, to, CELLS_MAX, Comparison::paths);
        return missing(replica.graph().id(chain), from, to, paths);
    }

    private static Value missing(ChainId id, int from, int to, List<String> paths) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Value>();
        add(names, values, "author", new Value.Text(new PeerId(id.author()).text()));
        add(names, values, "from", Value.Int.of(from));
        add(names, values, "to", Value.Int.of(to));
        var cells = new ArrayList<Value>();
        paths.forEach(path -> cells.add(new Value.Text(path)));
        add(names, values, "cells", Value.Array.of(cells));
        return Value.Obj.of(names, values);
    }

    private static void add(List<String> names, List<Value> values, String name, Value value) {
        names.add(name);
        values.add(value);
    }

    /// The paths that a change touches, as text.
    static List<String> paths(Bytes content) {
        var paths = new ArrayList<String>();
        try {
            for (Op op : Content.read(content)) {
                if (op instanceof Op.At at) {
                    paths.add(at.path().toText());
                }
            }
        } catch (Malformed nonsense) {
            paths.add("(not readable)");
        }
        return paths;
    }
}
