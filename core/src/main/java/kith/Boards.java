package kith;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.Problem.Refusal;
import kith.crdt.Op;
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
import kith.port.Note;
import kith.replica.Checkpoints;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.RecordType;
import kith.replica.Replica;
import kith.state.Observation;
import kith.store.CheckpointWriter;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The boards that this peer is on, and all spaces that it replicates.
final class Boards implements Checkpoints.Others {
    static final String FIRST_NAME = "home";

    /// Where a board's own space lists its spaces.
    static final Path SPACES = Path.of("spaces");

    /// Where a board's own space says at which addresses its peers listen.
    static final Path PEERS = Path.of("peers");

    /// Bound on the boards of one peer, and on spaces. Guesses.
    private static final int BOARDS_MAX = 1_000;

    private static final int SPACES_MAX = 10_000;

    /// Of the name of a board here; less than a record on disk may have, since a name that is taken
    /// gets a number behind it.
    static final int ALIAS_BYTES_MAX = Path.SEGMENT_BYTES_MAX - 24;

    private final Context context;
    private final Journal journal;
    private final TreeMap<BoardId, Board> byId = new TreeMap<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final TreeSet<BoardId> listsChanged = new TreeSet<>();
    private final Opened opened;
    private @Nullable Board byDefault;
    private boolean founding;
    private boolean full;

    /// The number of the next space. Those of spaces whose record was lost stay theirs.
    private int numberNext;

    private final List<Runnable> whenFounded = new ArrayList<>();

    /// Told when a space begins to be replicated here.
    interface Opened {
        void opened(Board board, Replica replica);
    }

    Boards(Context context, Journal journal, Opened opened) {
        this.context = context;
        this.journal = journal;
        this.opened = opened;
    }

    Collection<Board> all() {
        return byId.values();
    }

    List<Replica> replicas() {
        return replicas;
    }

    @Nullable Board find(BoardId id) {
        return byId.get(id);
    }

    /// The board called so here; null is the default one.
    @Nullable Board find(@Nullable String name) {
        if (name == null) {
            return byDefault;
        }
        for (Board board : byId.values()) {
            if (board.alias().equals(name) || board.id().text().equals(name)) {
                return board;
            }
        }
        return null;
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
        for (Board board : byId.values()) {
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
            found(
                    FIRST_NAME,
                    board -> {
                        founding = false;
                        var waiting = new ArrayList<>(whenFounded);
                        whenFounded.clear();
                        waiting.forEach(Runnable::run);
                    });
        }
    }

    interface Then {
        void accept(Board board);
    }

    void found(String name, Then then) {
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
                            then.accept(add(proof, name, List.of()));
                        });
    }

    /// A board we are on from now. When its name is taken here it gets another.
    Board add(Proof proof, String wish, List<String> addresses) {
        if (byId.size() >= BOARDS_MAX) {
            throw new Refusal(Problem.NOT_ALLOWED, "on " + BOARDS_MAX + " boards already");
        }
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
        if (replicas.size() >= SPACES_MAX) {
            throw new Refusal(Problem.NOT_ALLOWED, SPACES_MAX + " spaces are open already");
        }
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
                            SPACES,
                            Observation.Reach.SUBTREE,
                            changes -> listsChanged.add(board.id()),
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

    /// Lists a space in its board's own space, so that others replicate it too.
    void announce(Board board, Replica replica) {
        Path path = SPACES.child(replica.name());
        if (!replica.name().equals(Address.BOARD)
                && board.facts().state().shown(path).isNothing()) {
            board.facts().own().writeOps(List.of(new Op.Set(path, Value.Bool.TRUE)));
        }
    }

    /// At the end of a step: opens spaces that others have listed, asks for signatures of records.
    void settle() {
        while (!listsChanged.isEmpty()) {
            Board board = byId.get(listsChanged.pollFirst());
            if (board != null) {
                openListed(board);
            }
        }
        for (Board board : byId.values()) {
            board.checkNew();
        }
    }

    void openListed(Board board) {
        Value listed = board.facts().state().value(SPACES);
        if (listed instanceof Value.Obj spaces) {
            for (int i = 0; i < spaces.size(); i++) {
                String name = spaces.name(i);
                if (!name.startsWith(".") && !name.isEmpty()) {
                    openListed(board, name);
                }
            }
        }
    }

    /// Others may list as many as they like.
    private void openListed(Board board, String name) {
        if (replicas.size() < SPACES_MAX) {
            open(board, name);
        } else if (!full) {
            full = true;
            String detail = "more are listed than the " + SPACES_MAX + " that are replicated here";
            context.effects().report(new Note("spaces-full", "@" + board.alias(), detail));
        }
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
        for (Board board : byId.values()) {
            board.write(writer.open(RecordType.BOARD), isDefault(board));
            writer.close();
        }
    }

    @Override
    public void of(Replica replica, CheckpointWriter writer) {
        Board board = byId.get(new BoardId(replica.board()));
        if (board != null && replica == board.facts()) {
            board.writeRecords(writer);
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
