package kith.node.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.replica.snapshot.Snapshots;
import kith.state.Query;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// A subtree that is shared as a whole, with a log of its own.
///
/// ```java
/// Space tasks = peer.board("home").space("tasks");
/// tasks.transaction(t -> {
///     t.at("groceries/milk").set("2 litres");
///     t.at("groceries/bread").remove();
/// });
/// System.out.println(tasks.at("groceries").children());   // [milk]
/// ```
///
/// It need not be there: it is empty then, and begins with the first write.
public final class Space {
    /// How often the body of a transaction is run when what it read is another by then; beyond, it
    /// is refused. Guess: enough for a hundred threads that count in one cell.
    private static final int ATTEMPTS_MAX = 100;

    private final Peer peer;
    private final Address root;

    Space(Peer peer, Address root) {
        this.peer = peer;
        this.root = root;
    }

    public String name() {
        return root.space();
    }

    /// The cell at that path, whether anything is there or not. Names are separated by `/`, and
    /// `~` escapes as on the command line. What a user typed is better given to [Cell#child].
    ///
    /// @throws Refused when the text is no path
    public Cell at(String path) {
        return root().at(path);
    }

    /// The cell at the path of these names, which may be any texts.
    public Cell at(Path path) {
        return new Cell(this, path);
    }

    /// The cell above all others of the space.
    public Cell root() {
        return at(Path.ROOT);
    }

    // Writing

    /// Writes several cells as one: everybody sees all of it or nothing. What `body` throws is
    /// thrown on, and nothing is written. See [Transaction] for what holds for what it reads.
    ///
    /// @throws Refused when others wrote what it reads each of the 100 times that it was run
    ///     (`transaction-overtaken`)
    public Written transaction(Consumer<? super Transaction> body) {
        Objects.requireNonNull(body, "body");
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            var transaction = new Transaction(this);
            try {
                body.accept(transaction);
            } finally {
                transaction.over();
            }
            Written written = commit(transaction);
            if (written != null) {
                return written;
            }
        }
        throw new Refused(
                Refused.TRANSACTION_OVERTAKEN,
                "what the transaction reads was written by others each of the "
                        + ATTEMPTS_MAX
                        + " times that it was run; nothing is written: try again later, or let"
                        + " fewer write there at once");
    }

    /// Null when something that the transaction has read is another now.
    private @Nullable Written commit(Transaction transaction) {
        List<Writing.Edit> edits = transaction.edits();
        if (edits.isEmpty()) {
            return new Written(peer, root, "");
        }
        if (!transaction.hasRead()) {
            return write(edits, List.of());
        }
        peer.call(new Command.Open(root));
        peer.node().driver().awaitRoom(); // what is done together waits for nothing
        return peer.together(() -> transaction.isCurrent() ? write(edits, seen()) : null);
    }

    Written write(List<Writing.Edit> edits, List<String> seen) {
        Answer answer = peer.call(new Command.Write(root, edits, seen, true));
        return new Written(peer, root, ((Answer.Written) answer).version());
    }

    // Versions

    /// The version that is shown now: the changes which, with all before them, are what is here.
    /// Empty where nothing was ever written. What is written afterwards, at once too, is not in it.
    public List<String> version() {
        var newest = new Command.Log(root, false, null, List.of(), 1, 0, 0); // closes what is open
        return peer.ask(newest) instanceof Answer.Logged logged ? logged.version() : List.of();
    }

    /// Gives the present version a name that all members see.
    ///
    /// ```java
    /// tasks.at("done").set(1);
    /// tasks.name("before lunch");
    /// tasks.at("done").set(2);
    /// System.out.println(tasks.at("done").valueAt("before lunch"));   // Optional[1]
    /// System.out.println(tasks.names());                              // [before lunch]
    /// ```
    ///
    /// @throws Refused when nothing was ever written here, or that cannot be a name
    public Written name(String name) {
        return name(name, List.of());
    }

    /// The same for another version; empty: the present one.
    public Written name(String name, List<String> version) {
        return named(new Command.Name(root, Objects.requireNonNull(name, "name"), version, false));
    }

    /// The name goes; the version stays.
    public Written unname(String name) {
        Objects.requireNonNull(name, "name");
        return named(new Command.Name(root, name, List.of(), true));
    }

    private Written named(Command.Name name) {
        return new Written(peer, root, ((Answer.Written) peer.call(name)).version());
    }

    /// The names of versions, in order.
    public List<String> names() {
        return at(Path.of(".versions")).children();
    }

    Written undo(Path path, @Nullable String change, boolean redo) {
        var at = new Address(root.board(), root.space(), path);
        var undone = (Answer.Undone) peer.call(new Command.Undo(at, change, redo));
        return new Written(peer, root, undone.by().version());
    }

    Optional<Value> valueAt(Path path, List<String> version) {
        var at = new Address(root.board(), root.space(), path);
        Query whole = Query.of(path);
        var cells = new ArrayList<Query.Found>();
        Query query = whole;
        while (query != null) {
            var past = new Command.Past(at, version, query.depth(), query.after(), Query.CELLS_MAX);
            Query.Answer page = ((Answer.Found) peer.call(past)).cells();
            cells.addAll(page.cells());
            query = page.next();
        }
        return Optional.ofNullable(new Query.Answer(whole, cells, true).value());
    }

    // Pruning

    /// How the pruning of a space stands.
    ///
    /// ```java
    /// tasks.at("milk").set("2 litres");
    /// Space.Pruning how = tasks.prune(Duration.ofDays(30));
    /// System.out.println(how.changes() + ", " + how.wanted());   // 0, 1
    /// ```
    ///
    /// @param lease for how long after its last write a member is waited for; empty: not pruned
    /// @param changes how many changes the snapshot stands for that there is; 0: there is none
    /// @param bytes its size
    /// @param vouches how many members vouch for it
    /// @param wanted how many are wanted here
    /// @param proposed how many vouch for the next one so far
    /// @param busy whether one is being made or fetched
    /// @param hindrance why nothing goes on; empty when nothing is known to hinder it
    public record Pruning(
            Optional<Duration> lease,
            int changes,
            long bytes,
            int vouches,
            int wanted,
            int proposed,
            boolean busy,
            String hindrance) {}

    /// From now on contents of old changes are dropped in this space, by all who have it: those
    /// that every member has who wrote within the lease. A snapshot of the state takes their place,
    /// once enough members vouch for it. Old versions can be read no more then; the newest state
    /// stays, and whoever was away for longer merges what it wrote meanwhile.
    ///
    /// ```java
    /// tasks.at("milk").set("2 litres");
    /// tasks.prune(Duration.ofDays(30));
    /// System.out.println(tasks.pruning().lease());   // Optional[PT720H]
    /// ```
    ///
    /// @throws Refused when the lease is negative or over ten years, or nothing was ever written
    ///     here
    public Pruning prune(Duration lease) {
        return prune(Command.Prune.What.SET, millis(lease));
    }

    /// What is too much to count is refused like everything that is too long.
    private static long millis(Duration lease) {
        try {
            return lease.toMillis();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    /// From now on only peers of that region replicate this space by themselves, so that what
    /// happens in it does not leave the region; with "", all do. Who has it already keeps it: so
    /// say it before the first write.
    ///
    /// ```java
    /// var trams = peer.board("home").space("trams");
    /// trams.keepIn("eu");
    /// trams.at("line").set(7);
    /// System.out.println(trams.at("line").value());   // Optional[7]
    /// ```
    ///
    /// @throws Refused when the region has more than 32 bytes
    public void keepIn(String region) {
        peer.call(new Command.Keep(root, region));
    }

    /// From now on nothing more is dropped. What is gone stays gone.
    public Pruning stopPruning() {
        return prune(Command.Prune.What.STOP, 0);
    }

    /// Proposes a snapshot now and does not wait for the time to come; returns when it is made
    /// here, which takes seconds for many changes. Whether enough others vouch for it tells
    /// [#pruning].
    ///
    /// @throws Refused when there is nothing to drop (`nothing-to-prune`)
    public Pruning pruneNow() {
        return prune(Command.Prune.What.NOW, 0);
    }

    /// How it stands.
    ///
    /// @throws Refused when nothing was ever written here
    public Pruning pruning() {
        return prune(Command.Prune.What.SHOW, 0);
    }

    private Pruning prune(Command.Prune.What what, long leaseMillis) {
        Answer answer = peer.call(new Command.Prune(root, what, leaseMillis));
        Snapshots.Report report = ((Answer.Pruned) answer).report();
        long lease = report.leaseMillis();
        return new Pruning(
                lease < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(lease)),
                report.changes(),
                report.bytes(),
                report.vouches(),
                report.wanted(),
                report.proposed(),
                report.busy(),
                report.hindrance());
    }

    // Presence

    /// Shows this to all who have the space, for as long as this peer is here and until it shows
    /// something else: a name, a cursor, "is typing". It is never stored; null ends it.
    ///
    /// @throws Refused when it is larger than 4,096 bytes
    public void show(@Nullable Object value) {
        Value shown = Values.of(value);
        peer.call(new Command.Open(root));
        peer.call(new Command.Show(root, shown));
    }

    /// Who shows what: a cell for each peer, by its id.
    public Cell presence() {
        return at(".presence");
    }

    // For the cells

    Peer peer() {
        return peer;
    }

    Observers observers() {
        return peer.observers();
    }

    boolean isHealth() {
        return root.space().equals(Address.PEER);
    }

    Address address() {
        return root;
    }

    /// The peer's health is brought up to date when somebody asks.
    void refresh() {
        if (isHealth()) {
            peer.ask(new Command.Read(root, 0, null, 1));
        }
    }

    /// The same as [#look], of what is up to date. Not while the engine is owned.
    <R> R see(Function<kith.state.Space, R> looking, R otherwise) {
        refresh();
        return look(looking, otherwise);
    }

    /// Looks at the state of the space, while the engine is owned. A space that does not exist yet
    /// is empty.
    <R> R look(Function<kith.state.Space, R> looking, R otherwise) {
        return observers()
                .look(
                        engine -> {
                            kith.state.Space state = engine.state(root);
                            return state == null ? otherwise : looking.apply(state);
                        });
    }

    /// Begins to replicate the space, if that is not done yet. False: its board is not there, and
    /// to look for something founds none. Who waits for a board is tried while this is called, so
    /// it must not try them again.
    boolean open() {
        if (look(state -> true, false)) {
            return true;
        }
        var board = new Address(root.board(), Address.BOARD, Path.ROOT);
        if (!observers().look(engine -> engine.state(board) != null)) {
            return false;
        }
        Refused.unless(peer.ask(new Command.Open(root)));
        return true;
    }

    /// The state of the space if it is open; the engine is owned.
    kith.state.@Nullable Space state() {
        return observers().look(engine -> Optional.ofNullable(engine.state(root))).orElse(null);
    }

    /// The same, of which it is known that it is open.
    kith.state.Space opened() {
        kith.state.Space state = state();
        if (state == null) {
            throw new IllegalStateException(this + " is not open");
        }
        return state;
    }

    /// The version that is shown now, of which an open change may still grow.
    private List<String> seen() {
        var one = new Command.Read(root, 0, null, 1);
        return peer.ask(one) instanceof Answer.Found found ? found.version() : List.of();
    }

    Optional<Value> value(Path path) {
        return look(state -> Optional.ofNullable(state.value(path)), Optional.empty());
    }

    /// Read page by page: a level may be long.
    List<String> names(Path path) {
        var names = new ArrayList<String>();
        Query query = Query.of(path).depth(1);
        while (query != null) {
            Query ask = query;
            Query.Answer page =
                    see(state -> state.query(ask), new Query.Answer(ask, List.of(), true));
            for (Query.Found found : page.cells()) {
                if (found.path().size() > path.size()) {
                    names.add(found.path().name());
                }
            }
            query = page.next();
        }
        return names;
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
        String board = root.board() == null ? "" : "@" + root.board() + "/";
        return board + Address.text(root.space());
    }
}
