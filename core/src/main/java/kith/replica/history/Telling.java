package kith.replica.history;

import java.util.ArrayList;
import java.util.List;
import kith.clock.HybridTime;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.ChangeGraph;
import kith.log.Frontier.NamedPlace;
import kith.replica.history.Page.Edit;
import kith.replica.history.Page.Kind;
import kith.replica.history.Page.Told;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Makes what is told of a change out of the change: which edits, of which size, with which
/// names.
final class Telling {
    /// Bytes of values that are told of one change. Guess: a change of a thousand small cells.
    static final int VALUES_BYTES_MAX = 1 << 17;

    private final ChangeGraph graph;
    private final Ask ask;
    private final List<Edit> edits = new ArrayList<>();
    private int valueBytes;
    private boolean cut;

    private Telling(ChangeGraph graph, Ask ask) {
        this.graph = graph;
        this.ask = ask;
    }

    /// Null when the change did not touch what is asked about. Its places may have numbers of
    /// before a split.
    static @Nullable Told tell(ChangeGraph graph, Ask ask, int chain, Change change) {
        return new Telling(graph, ask).told(chain, change);
    }

    private @Nullable Told told(int chain, Change change) {
        List<Op> ops = opsOf(change);
        boolean touched = ask.path().isRoot();
        for (Op op : ops) {
            if (touches(op)) {
                touched = true;
                add(op);
            } else if (isNote(op)) {
                add(op);
            }
        }
        if (!touched) {
            return null;
        }
        View view = change.seen();
        return new Told(
                HybridTime.millis(change.time()),
                parents(chain, change),
                view == null ? null : seen(chain, view),
                change.contentBytes(),
                ops.size(),
                edits,
                cut,
                change.isBare());
    }

    /// One whose author signed nonsense does nothing.
    private static List<Op> opsOf(Change change) {
        try {
            return Content.read(change.content());
        } catch (Malformed nonsense) {
            return List.of();
        }
    }

    private boolean touches(Op op) {
        return switch (op) {
            case Op.Remove(Path path) -> path.startsWith(ask.path()) || ask.path().startsWith(path);
            case Op.At at -> at.path().startsWith(ask.path());
            case Op.Notice ignored -> ask.path().isRoot();
        };
    }

    private static boolean isNote(Op op) {
        return op instanceof Op.At at && at.path().startsWith(Page.UNDONE);
    }

    private void add(Op op) {
        if (edits.size() >= ask.editsMax()) {
            cut = true;
            return;
        }
        edits.add(
                switch (op) {
                    case Op.Set(Path path, Value value) -> edit(Kind.SET, path, value);
                    case Op.Unset(Path path) -> new Edit(Kind.UNSET, path, null, 0);
                    case Op.Remove(Path path) -> new Edit(Kind.REMOVE, path, null, 0);
                    case Op.Add(Path path, long delta) -> edit(Kind.ADD, path, Value.Int.of(delta));
                    case Op.Zero zero -> new Edit(Kind.ZERO, zero.path(), null, 0);
                    case Op.Insert(Path path, Value value) -> edit(Kind.INSERT, path, value);
                    case Op.Take(Path path, Value value) -> edit(Kind.TAKE, path, value);
                    case Op.Splice splice -> edit(Kind.SPLICE, splice.path(), fields(splice));
                    case Op.ListSplice splice -> edit(Kind.SPLICE, splice.path(), fields(splice));
                    case Op.ListMove move -> edit(Kind.MOVE, move.path(), fields(move));
                    case Op.Notice notice ->
                            new Edit(Kind.NOTICE, Path.ROOT, null, notice.bytes().size());
                });
    }

    private static Value fields(Op.Splice splice) {
        return Value.Obj.of(
                List.of("at", "delete", "insert"),
                List.of(
                        Value.Int.of(splice.at()),
                        Value.Int.of(splice.delete()),
                        new Value.Text(splice.insert())));
    }

    /// Elements that are nested as deep as a value may be have no object around them.
    private static Value fields(Op.ListSplice splice) {
        Value insert = Value.Array.of(splice.insert());
        return Value.Obj.of(
                List.of("at", "delete", "insert"),
                List.of(
                        Value.Int.of(splice.at()),
                        Value.Int.of(splice.delete()),
                        insert.depth() < Value.DEPTH_MAX ? insert : Value.Null.NULL));
    }

    private static Value fields(Op.ListMove move) {
        return Value.Obj.of(
                List.of("from", "to"), List.of(Value.Int.of(move.from()), Value.Int.of(move.to())));
    }

    private Edit edit(Kind kind, Path path, Value value) {
        int size = value.encodedSize();
        boolean fits = size <= ask.valueBytesMax() && valueBytes + size <= VALUES_BYTES_MAX;
        cut |= !fits;
        valueBytes += fits ? size : 0;
        return new Edit(kind, path, fits ? value : null, size);
    }

    private List<String> parents(int chain, Change change) {
        var names = new ArrayList<String>();
        if (change.seq() > 1) {
            names.add(name(graph, chain, change.seq() - 1));
        }
        for (Place dep : change.deps()) {
            names.add(name(graph, dep.chain(), dep.seq()));
        }
        return names;
    }

    private List<String> seen(int chain, View view) {
        var names = new ArrayList<String>();
        if (view.own() > 0) {
            names.add(name(graph, chain, view.own()));
        }
        for (Place other : view.others()) {
            names.add(name(graph, other.chain(), other.seq()));
        }
        return names;
    }

    /// The name of a change under the number of its chain now.
    static String name(ChangeGraph graph, int chain, int seq) {
        return new NamedPlace(graph.id(graph.resolve(chain, seq)), seq).text();
    }
}
