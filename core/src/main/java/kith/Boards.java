package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import kith.Problem.Refusal;
import kith.board.Board;
import kith.board.Listed;
import kith.crdt.Op;
import kith.identity.Access;
import kith.identity.BoardId;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRules;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.log.ChangeGraph;
import kith.network.trace.Subject;
import kith.port.Note;
import kith.replica.Checkpoints;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.RecordType;
import kith.replica.Replica;
import kith.state.Observation;
import kith.store.CheckpointWriter;
import kith.sync.SyncMessage;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The boards that this peer is on, and all spaces that it replicates.
final class Boards implements Checkpoints.Others {
    static final String FIRST_NAME = "home";

    /// Bound on the boards of one peer, and on spaces. Guesses.
    private static final int BOARDS_MAX = 1_000;

    private static final int SPACES_MAX = 10_000;

    /// Of them, those that others' lists cannot take, so that there is always room for what is
    /// asked for here. Guess: more than one opens by hand.
    private static final int RESERVED_SPACES = 2_000;

    /// A board with more spaces than this gets no more because they are listed. Guess: so that one
    /// board leaves room for others.
    private static final int BOARD_LISTED_MAX = 4_000;

    /// Spaces of one board that are opened because one member listed them. Guess: a program of a
    /// member makes some hundreds; so that four must conspire to fill a board.
    private static final int LISTER_LISTED_MAX = 1_000;

    /// Listed spaces opened at once, which is up to twice in a step; each costs a record and a
    /// message over each link. Guess: half a millisecond of work.
    private static final int OPENED_AT_ONCE = 16;

    /// Of the name of a board here; less than a record on disk may have, since a name that is taken
    /// gets a number behind it.
    static final int ALIAS_BYTES_MAX = Path.SEGMENT_BYTES_MAX - 24;

    private final Context context;
    private final Journal journal;
    private final String region;
    private final TreeMap<BoardId, Board> byId = new TreeMap<>();

    /// The same in their order: each step looks at all of them, and they are seldom more.
    private List<Board> all = List.of();

    private final List<Replica> replicas = new ArrayList<>();
    private final TreeMap<BoardId, Listed> listed = new TreeMap<>();
    private @Nullable BoardId lookedAt;
    private final Opened opened;

    /// Whether some board may list what is not looked at yet.
    private boolean listing;

    /// The space that was found listed last, and the revision of its board's facts then.
    private @Nullable Replica announced;

    private long announcedAt;
    private @Nullable Board byDefault;
    private boolean founding;

    /// The number of the next space. Those of spaces whose record was lost stay theirs.
    private int numberNext;

    private final List<Runnable> whenFounded = new ArrayList<>();

    /// Told when a space begins to be replicated here.
    interface Opened {
        void opened(Board board, Replica replica);
    }

    /// `region`: that of this peer; empty where nobody says.
    Boards(Context context, Journal journal, String region, Opened opened) {
        this.context = context;
        this.journal = journal;
        this.region = region;
        this.opened = opened;
    }

    /// All boards, in the order of their ids.
    List<Board> all() {
        return all;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /// Where that change is, or would be; null when we have no such space.
    @Nullable Replica replica(Subject change) {
        Board board = find(change.board());
        if (board != null) {
            for (Replica replica : board.spaces().values()) {
                if (replica.space().equals(change.space())) {
                    return replica;
                }
            }
        }
        return null;
    }

    @Nullable Board find(BoardId id) {
        return byId.get(id);
    }

    /// The board called so here; null is the default one.
    @Nullable Board find(@Nullable String name) {
        if (name == null) {
            return byDefault;
        }
        for (Board board : all) {
            if (board.alias().equals(name) || isText(board.id(), name)) {
                return board;
            }
        }
        return null;
    }

    /// Each write asks, and most names are too short for the text to be made.
    private static boolean isText(BoardId id, String name) {
        return name.length() == PeerId.TEXT_CHARS && id.text().equals(name);
    }

    Board named(@Nullable String name) {
        Board board = find(name);
        if (board != null) {
            return board;
        }
        if (name == null) {
            throw new Refusal(
                    Problem.BOARD_UNKNOWN,
                    "this home is on no board yet: write something, or join one");
        }
        throw new Refusal(
                Problem.BOARD_UNKNOWN,
                "no board is called '" + name + "' here; there are: " + names());
    }

    private String names() {
        var names = new StringBuilder();
        for (Board board : all) {
            names.append(names.isEmpty() ? "" : ", ").append(board.alias());
        }
        return names.isEmpty() ? "none" : names.toString();
    }

    boolean isDefault(Board board) {
        return board == byDefault;
    }

    // Founding

    /// Goes on once there is a default board, which is founded when there is none.
    void withDefault(Runnable then) {
        if (byDefault != null) {
            then.run();
            return;
        }
        whenFounded.add(then);
        if (!founding) {
            founding = true;
            // Also when it is refused: those who wait are told that there is no board.
            found(FIRST_NAME, board -> founded(), refusal -> founded());
        }
    }

    private void founded() {
        founding = false;
        var waiting = new ArrayList<>(whenFounded);
        whenFounded.clear();
        waiting.forEach(Runnable::run);
    }

    interface Then {
        void accept(Board board);
    }

    /// Goes on with the board, or where one too many would be here by then, with `otherwise`.
    void found(String name, Then then, Consumer<Refusal> otherwise) {
        var self = new PeerId(context.self());
        long millis = Math.max(0, context.now().wallMillis());
        var nonce = context.entropy(Founding.NONCE_BYTES);
        Founding unsigned;
        try {
            unsigned = Founding.unsigned(nonce, self, name, millis, BoardRules.NONE);
        } catch (Malformed malformed) {
            throw new Refusal(Problem.VALUE_MALFORMED, String.valueOf(malformed.getMessage()));
        }
        context.effects()
                .sign(
                        unsigned.message(),
                        null,
                        signature -> {
                            var proof = new Proof(unsigned.signed(signature), List.of());
                            Board board;
                            try {
                                board = add(proof, name, List.of());
                            } catch (Refusal refusal) {
                                otherwise.accept(refusal);
                                return;
                            }
                            then.accept(board);
                        });
    }

    /// A board we are on from now. When its name is taken here it gets another.
    Board add(Proof proof, String wish, List<String> addresses) {
        if (byId.size() >= BOARDS_MAX) {
            throw new Refusal(Problem.NOT_ALLOWED, "on " + BOARDS_MAX + " boards already");
        }
        requirePlace(); // for its own space, before anything of it is here
        BoardId id = proof.founding().board(context.hasher());
        String alias = wish;
        for (int i = 2; find(alias) != null; i++) {
            alias = wish + "-" + i;
        }
        Board board = restore(id, alias, proof, addresses, byDefault == null);
        board.write(isDefault(board));
        open(board, Address.BOARD);
        return board;
    }

    Board restore(
            BoardId id, String alias, Proof proof, List<String> addresses, boolean asDefault) {
        Board known = byId.get(id);
        if (known != null) { // let in once more
            known.renew(proof);
            return known;
        }
        var board = new Board(id, alias, proof, addresses, context, journal);
        byId.put(id, board);
        all = List.copyOf(byId.values());
        if (asDefault) {
            byDefault = board;
        }
        return board;
    }

    // Spaces

    /// The space of that name, which is begun when there is none.
    Replica open(Board board, String name) {
        Replica known = board.spaces().get(name);
        if (known != null) {
            return known;
        }
        requireName(name);
        requirePlace();
        Replica replica = restore(board, numberNext, name, null);
        Writer out = journal.open(RecordType.SPACE);
        out.varint(replica.number());
        board.id().write(out);
        out.string(name);
        journal.close();
        replica.started(true);
        opened.opened(board, replica);
        return replica;
    }

    private void requirePlace() {
        if (replicas.size() >= SPACES_MAX) {
            throw new Refusal(Problem.NOT_ALLOWED, SPACES_MAX + " spaces are open already");
        }
    }

    /// A space that is known from disk; `graph` is null for an empty one.
    Replica restore(Board board, int number, String name, @Nullable ChangeGraph graph) {
        var id = SpaceId.of(board.id(), name, context.hasher());
        var identity = new Replica.Identity(number, board.id().hash(), id, name);
        ChangeGraph known = graph != null ? graph : emptyGraph(id);
        var replica = new Replica(identity, context, journal, board.roster(name, id), known);
        board.spaces().put(name, replica);
        replicas.add(replica);
        numberTaken(number);
        if (name.equals(Address.BOARD)) {
            replica.state()
                    .observe(
                            Listed.SPACES,
                            Observation.Reach.SUBTREE,
                            changes -> {
                                listing = true;
                                listed(board).changed(changes);
                            },
                            failure -> {
                                throw failure;
                            });
        }
        return replica;
    }

    /// The store speaks of a space of that number.
    void numberTaken(int number) {
        numberNext = Math.max(numberNext, number + 1);
    }

    private ChangeGraph emptyGraph(SpaceId id) {
        return new ChangeGraph(id.hash(), context.hasher(), context.limits().hashWindow());
    }

    /// Refuses a name that could not be read back, or that no path can hold.
    static void requireReadable(String name, int bytesMax) {
        try {
            int bytes = Utf8.size(name);
            if (bytes == 0 || bytes > bytesMax) {
                throw new Malformed("a name of " + bytes + " bytes, expected 1 to " + bytesMax);
            }
            Path.of(name);
        } catch (Malformed malformed) {
            throw new Refusal(Problem.ADDRESS_MALFORMED, String.valueOf(malformed.getMessage()));
        }
    }

    static void requireName(String name) {
        requireReadable(name, Path.SEGMENT_BYTES_MAX);
        boolean kiths = name.startsWith(".") && !name.equals(Address.BOARD);
        if (kiths) {
            throw new Refusal(
                    Problem.PATH_RESERVED,
                    "a space cannot be called '"
                            + name
                            + "': names with a leading dot are Kith's own");
        }
    }

    /// Lists a space in its board's own space, so that others replicate it too. Asked after each
    /// write: what was listed is, as long as nothing was changed there.
    void announce(Board board, Replica replica) {
        Replica facts = board.facts();
        if (replica == announced && facts.state().revision() == announcedAt) {
            return;
        }
        Path path = Listed.SPACES.child(replica.name());
        if (!replica.name().equals(Address.BOARD) && facts.state().value(path) == null) {
            facts.own().writeOps(List.of(new Op.Set(path, Value.Bool.TRUE)));
        }
        announced = replica;
        announcedAt = facts.state().revision();
    }

    /// A space that is to be written into.
    Replica toWrite(Board board, Address at) {
        requireWritable(board, at);
        return open(board, at.space());
    }

    private void requireWritable(Board board, Address at) {
        if (at.space().isEmpty()) {
            throw new Refusal(
                    Problem.ADDRESS_MALFORMED, "name a space, such as tasks or tasks/groceries");
        }
        if (at.space().equals(Address.BOARD)) {
            throw new Refusal(
                    Problem.PATH_RESERVED, ".board is written by Kith itself; read it freely");
        }
        var self = new PeerId(context.self());
        if (!Access.mayWrite(at.space(), self)) {
            throw new Refusal(
                    Problem.NOT_ALLOWED, "only the peer itself writes into " + at.space());
        }
        if (!board.isMember(self)) {
            throw new Refusal(
                    Problem.NOT_ALLOWED, "this peer was removed from board " + board.alias());
        }
    }

    /// Lists a space as one that is kept in a region, or everywhere. Who has it already keeps it.
    void keep(Address at, String in) {
        Board board = named(at.board());
        requireWritable(board, at);
        requireName(at.space());
        if (Utf8.size(in) > SyncMessage.REGION_BYTES_MAX) {
            throw new Refusal(
                    Problem.VALUE_MALFORMED,
                    "a region of "
                            + Utf8.size(in)
                            + " bytes, at most "
                            + SyncMessage.REGION_BYTES_MAX);
        }
        Value kept =
                in.isEmpty()
                        ? Value.Bool.TRUE
                        : Value.Obj.EMPTY.with(Listed.REGION, new Value.Text(in));
        board.facts().own().writeOps(List.of(new Op.Set(Listed.SPACES.child(at.space()), kept)));
    }

    /// At the end of a step: opens spaces that others have listed, asks for signatures of records.
    void settle() {
        openListed();
        for (Board board : all) {
            board.records().checkNew();
        }
    }

    // What others have listed

    private Listed listed(Board board) {
        return listed.computeIfAbsent(board.id(), id -> new Listed());
    }

    /// The home is open: what is listed is looked at anew. Who listed what is open already counts.
    void lookAtListed() {
        listing = true;
        for (Board board : all) {
            Listed of = listed(board);
            of.lookAtAll();
            for (String name : board.spaces().keySet()) {
                PeerId lister = Listed.lister(board.facts(), name);
                if (lister != null) {
                    of.opened(lister);
                }
            }
        }
        context.effects().wakeAt(context.now().nanos());
    }

    /// Goes on with one board, the boards by turns.
    private void openListed() {
        BoardId next = listing ? nextListing() : null;
        Board board = next == null ? null : byId.get(next);
        listing = next != null;
        if (board != null) {
            lookedAt = next;
            openListed(board, listed(board));
            if (nextListing() != null) {
                context.effects().wakeAt(context.now().nanos());
            }
        }
    }

    /// The first board after the last one of which something is to be looked at.
    private @Nullable BoardId nextListing() {
        BoardId at = lookedAt;
        for (int i = 0; i < listed.size(); i++) {
            BoardId next = at == null ? null : listed.higherKey(at);
            at = next == null ? listed.firstKey() : next;
            Listed of = listed.get(at);
            if (of != null && !of.isEmpty()) {
                return at;
            }
        }
        return null;
    }

    private void openListed(Board board, Listed of) {
        int opened = 0;
        for (String name : of.take(board.facts())) {
            boolean kiths = name.isEmpty() || name.startsWith(".");
            boolean wanted = !kiths && Listed.isFor(region, board.facts(), name);
            PeerId lister = wanted ? Listed.lister(board.facts(), name) : null;
            if (lister == null || board.spaces().containsKey(name)) {
                continue;
            }
            if (opened == OPENED_AT_ONCE) {
                of.later(name);
            } else if (mayOpen(board, of, lister)) {
                open(board, name);
                of.opened(lister);
                opened++;
            }
        }
    }

    private boolean mayOpen(Board board, Listed of, PeerId lister) {
        boolean ours = lister.key().equals(context.self());
        boolean full =
                replicas.size() >= SPACES_MAX - RESERVED_SPACES
                        || board.spaces().size() >= BOARD_LISTED_MAX;
        boolean his = !ours && of.openFor(lister) >= LISTER_LISTED_MAX;
        if ((full || his) && of.isNews()) {
            String detail =
                    "more are listed"
                            + (full ? "" : " by " + lister.shortText())
                            + " than are replicated for that: "
                            + (full ? board.spaces().size() : LISTER_LISTED_MAX);
            context.effects().report(new Note("spaces-full", "@" + board.alias(), detail));
        }
        return !full && !his;
    }

    /// The spaces in which another copy of this home may be writing on our newest chain.
    Bytes abandoned() {
        var out = new Writer(16);
        for (Replica replica : replicas) {
            if (replica.own().isAbandoned()) {
                out.varint(replica.number());
            }
        }
        return out.toBytes();
    }

    @Override
    public void first(CheckpointWriter writer) {
        for (Board board : all) {
            board.write(writer.open(RecordType.BOARD), isDefault(board));
            writer.close();
        }
    }

    @Override
    public void of(Replica replica, Checkpoints.Aside behind) {
        Board board = byId.get(new BoardId(replica.board()));
        if (board != null && replica == board.facts()) {
            board.records().write(behind);
        }
    }

    /// A record about membership, in a change of its own.
    void publish(Board board, BoardRecord record) {
        var out = new Writer(256);
        record.write(out);
        board.facts().own().writeOps(List.of(new Op.Notice(out.toBytes())));
    }

    static Bytes bytes(Proof proof) {
        var out = new Writer(512);
        proof.write(out);
        return out.toBytes();
    }
}
