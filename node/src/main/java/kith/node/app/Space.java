package kith.node.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lang.Malformed;
import kith.state.Query;
import kith.state.Shown;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A subtree that is shared as a whole, with a log of its own.
///
/// ```java
/// var tasks = peer.board("home").space("tasks");
/// tasks.transaction(
///         t -> {
///             t.at("groceries/milk").set("2 litres");
///             t.at("groceries/bread").remove();
///         });
/// ```
public final class Space {
    private static final String ADDRESS_MALFORMED = "address-malformed";

    private final Peer peer;
    private final Address root;

    Space(Peer peer, Address root) {
        this.peer = peer;
        this.root = root;
    }

    public String name() {
        return root.space();
    }

    /// The cell at that path, whether anything is there or not. Segments are separated by `/`, and
    /// `~` escapes as on the command line.
    ///
    /// @throws Refused when the text is no path
    public Cell at(String path) {
        return at(path(path));
    }

    static Path path(String text) {
        try {
            return Path.parse(text);
        } catch (Malformed malformed) {
            throw new Refused(ADDRESS_MALFORMED, malformed.getMessage());
        }
    }

    /// The cell at the path of these names, which may be any texts.
    public Cell at(Path path) {
        return new Cell(this, path);
    }

    /// The cell above all others of the space.
    public Cell root() {
        return at(Path.ROOT);
    }

    /// Writes several cells as one: everybody sees all of it or nothing. What `body` throws is
    /// thrown on, and nothing is written.
    public Written transaction(Consumer<Transaction> body) {
        var transaction = new Transaction(this);
        body.accept(transaction);
        return write(transaction.edits(), transaction.seen());
    }

    Written write(List<Writing.Edit> edits, List<String> seen) {
        Answer answer = peer.call(new Command.Write(root, edits, seen, true));
        return new Written(peer, root, ((Answer.Written) answer).version());
    }

    Peer peer() {
        return peer;
    }

    /// Looks at the state of the space, while the engine is owned. A space that does not exist yet
    /// is empty.
    <R> R look(Function<kith.state.Space, R> looking, R otherwise) {
        return peer.observers()
                .look(
                        engine -> {
                            kith.state.Space state = engine.state(root);
                            return state == null ? otherwise : looking.apply(state);
                        });
    }

    /// Begins to replicate the space, if that is not done yet.
    void open() {
        if (!look(state -> true, false)) {
            peer.call(new Command.Open(root));
        }
    }

    /// The state of the space if it is open; the engine is owned.
    kith.state.@Nullable Space state() {
        return peer.observers()
                .look(engine -> Optional.ofNullable(engine.state(root)))
                .orElse(null);
    }

    /// The same, of which it is known that it is open.
    kith.state.Space opened() {
        kith.state.Space state = state();
        if (state == null) {
            throw new IllegalStateException(this + " is not open");
        }
        return state;
    }

    /// The version that is shown now.
    List<String> version() {
        var one = new Command.Read(root, 0, null, 1);
        return peer.node().driver().call(one) instanceof Answer.Found found
                ? found.version()
                : List.of();
    }

    @Nullable Value value(Path path) {
        return look(state -> Optional.ofNullable(state.value(path)), Optional.<Value>empty())
                .orElse(null);
    }

    List<String> names(Path path) {
        return look(
                state -> {
                    var names = new ArrayList<String>();
                    Query query = Query.of(path).depth(1);
                    while (query != null) {
                        Query.Answer page = state.query(query);
                        for (Query.Found found : page.cells()) {
                            if (found.path().size() > path.size()) {
                                names.add(found.path().name());
                            }
                        }
                        query = page.next();
                    }
                    return names;
                },
                new ArrayList<String>());
    }

    List<Shown.Standing> conflicts(Path path) {
        return look(state -> state.conflicts(path), List.of());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Space space && space.peer == peer && space.root.equals(root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    @Override
    public String toString() {
        return "@" + root.board() + "/" + Address.text(root.space());
    }
}
