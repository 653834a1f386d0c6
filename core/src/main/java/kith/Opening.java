package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.identity.Proof;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.GraphImage;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.Links;
import kith.replica.RecordType;
import kith.replica.Replica;
import kith.replica.ReplicaRecords;
import kith.store.Damaged;
import kith.store.Disk;
import kith.store.Recovered;
import kith.store.Recovery;
import org.jspecify.annotations.Nullable;

/// Builds a peer from what its home's store holds.
///
/// The sections of the newest checkpoint and then the records after it are taken in one by one, as
/// they were made. What was checked before it was stored is not checked again; that is what `kith
/// verify` is for.
final class Opening implements Recovery.Visitor {
    private final Config config;
    private final Outbox outbox = new Outbox();
    private final Deferred links = new Deferred();
    private final Context context;
    private Contents contents;
    private boolean clean;
    private long skipped;

    /// The links, once there is an engine.
    private static final class Deferred implements Links {
        private @Nullable Engine engine;

        @Override
        public kith.sync.@Nullable Session session(long link) {
            return engine == null ? null : engine.session(link);
        }

        @Override
        public java.util.Collection<kith.sync.Session> sessions() {
            return engine == null ? List.of() : engine.sessions();
        }
    }

    /// What is read: the boards with their spaces, by the numbers that the records use.
    private static final class Contents {
        final Journal journal;
        final Boards boards;
        final TreeMap<Integer, Replica> byNumber = new TreeMap<>();
        @Nullable Pending pending;

        Contents(Journal journal, Boards boards) {
            this.journal = journal;
            this.boards = boards;
        }
    }

    /// A space of a checkpoint whose graph is being read.
    private record Pending(Board board, int number, String name, GraphImage graph) {}

    Opening(Config config, Now now) {
        this.config = config;
        this.context =
                new Context(
                        config.self().key(),
                        config.hasher(),
                        config.limits(),
                        outbox,
                        links,
                        config.secret(),
                        now);
        this.contents = empty();
    }

    private Contents empty() {
        var journal = new Journal(context);
        var boards = new Boards(context, journal, this::opened);
        return new Contents(journal, boards);
    }

    private void opened(Board board, Replica replica) {
        Engine engine = links.engine;
        if (engine != null) {
            engine.opened(board, replica);
        }
    }

    Engine open(Disk disk) {
        Recovered recovered = Recovery.open(disk, this, context.entropy(16));
        Journal journal = contents.journal;
        journal.begin(
                recovered.appender(config.segmentBytes()),
                recovered.storeId(),
                recovered.damaged());
        var engine = new Engine(config, outbox, context, journal, contents.boards);
        links.engine = engine;
        engine.checkpoints().opened(recovered);
        report(recovered);
        boolean orderly = clean || recovered.fresh();
        for (Board board : contents.boards.all()) {
            board.members();
        }
        for (Replica replica : new ArrayList<>(contents.boards.replicas())) {
            replica.opened(journal.end());
            replica.started(orderly);
            replica.state().settle();
        }
        for (Board board : contents.boards.all()) {
            contents.boards.openListed(board);
        }
        outbox.wakeAt(context.now().nanos()); // there are peers to be dialled
        return engine;
    }

    private void report(Recovered recovered) {
        if (recovered.cutBytes() > 0) {
            outbox.report(
                    new Note(
                            "store-tail-cut",
                            "store",
                            recovered.cutBytes()
                                    + " bytes at the end were not finished when the last run"
                                    + " stopped; nothing that was acknowledged was in them"));
        }
        for (Damaged damaged : recovered.damaged()) {
            outbox.report(new Note("store-damaged", "store", damaged.text()));
        }
        if (skipped > 0) {
            outbox.report(
                    new Note(
                            "store-damaged",
                            "store",
                            skipped + " records hang on damaged ones; others can send them again"));
        }
    }

    @Override
    public void restart() {
        contents = empty();
    }

    @Override
    public void section(int type, byte[] from, int start, int end) {
        var in = new Reader(from, start, end);
        switch (type) {
            case RecordType.SPACE -> pendingSpace(in);
            case RecordType.GRAPH -> {
                in.count(Integer.MAX_VALUE, "space number");
                pending().graph().take(in.bytes(in.remaining()));
            }
            case RecordType.USAGE -> {
                Pending space = pending();
                contents.pending = null;
                contents.byNumber.put(
                        space.number(),
                        contents.boards.restore(
                                space.board(), space.number(), space.name(), space.graph().end()));
                take(type, in);
            }
            case RecordType.COUNTED -> replicaOf(in).readCounted(in);
            case RecordType.UNCHECKED -> board(BoardId.read(in)).addUnchecked(Board.readPlaced(in));
            case RecordType.STATE -> {
                int number = in.count(Integer.MAX_VALUE, "space number");
                replica(number).loadState(in.bytes(in.remaining()));
            }
            default -> take(type, in);
        }
    }

    private Pending pending() {
        Pending pending = contents.pending;
        if (pending == null) {
            throw new Malformed("a checkpoint has a part of a space without its beginning");
        }
        return pending;
    }

    private void pendingSpace(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        Board board = board(BoardId.read(in));
        String name = in.string(1024, "space name");
        in.expectEnd();
        var space = SpaceId.of(board.id(), name, config.hasher());
        var graph = new GraphImage(space.hash(), config.hasher(), config.limits().hashWindow());
        contents.pending = new Pending(board, number, name, graph);
    }

    @Override
    public void record(int type, long position, byte[] from, int start, int end) {
        clean = type == RecordType.CLEAN;
        var in = new Reader(from, start, end);
        if (type == RecordType.RUN) {
            if (!replica(in.count(Integer.MAX_VALUE, "space number")).replay(in, position)) {
                skipped++;
            }
            return;
        }
        take(type, in);
    }

    private void take(int type, Reader in) {
        switch (type) {
            case RecordType.BOARD -> readBoard(in);
            case RecordType.SPACE -> readSpace(in);
            case RecordType.MEMBERSHIP -> {
                Board board = board(BoardId.read(in));
                board.add(Board.readPlaced(in));
            }
            case RecordType.CHAIN -> ReplicaRecords.readChain(in, replicaOf(in));
            case RecordType.HEAD -> ReplicaRecords.readHead(in, replicaOf(in));
            case RecordType.SPLIT -> ReplicaRecords.readSplit(in, replicaOf(in));
            case RecordType.USAGE -> replicaOf(in).readUsage(in);
            case RecordType.CLEAN -> {}
            default -> throw new Malformed("a record of unknown type " + type + " in the store");
        }
    }

    private void readBoard(Reader in) {
        BoardId id = BoardId.read(in);
        String alias = in.string(1024, "alias");
        boolean byDefault = in.flag();
        var addresses = new ArrayList<String>();
        int count = in.count(InvitationLink.ADDRESSES_MAX, "number of addresses");
        for (int i = 0; i < count; i++) {
            addresses.add(in.string(InvitationLink.ADDRESS_BYTES_MAX, "address"));
        }
        Proof proof = Proof.read(in);
        in.expectEnd();
        contents.boards.restore(id, alias, proof, addresses, byDefault);
    }

    private void readSpace(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        Board board = board(BoardId.read(in));
        String name = in.string(1024, "space name");
        in.expectEnd();
        contents.byNumber.put(number, contents.boards.restore(board, number, name, null));
    }

    private Board board(BoardId id) {
        Board board = contents.boards.find(id);
        if (board == null) {
            throw new Malformed("the store speaks of a board that it does not know: " + id);
        }
        return board;
    }

    private Replica replicaOf(Reader in) {
        return replica(in.count(Integer.MAX_VALUE, "space number"));
    }

    private Replica replica(int number) {
        Replica replica = contents.byNumber.get(number);
        if (replica == null) {
            throw new Malformed("the store speaks of space " + number + ", which it does not know");
        }
        return replica;
    }

    Bytes self() {
        return context.self();
    }
}
