package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import kith.board.Board;
import kith.board.MemberRecords;
import kith.identity.BoardId;
import kith.identity.InvitationLink;
import kith.identity.Proof;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.GraphImage;
import kith.port.About;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.Links;
import kith.replica.RecordType;
import kith.replica.Replica;
import kith.replica.ReplicaRecords;
import kith.replica.base.Baseline;
import kith.state.StateImage;
import kith.store.Damaged;
import kith.store.Disk;
import kith.store.Recovered;
import kith.store.Recovery;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// Builds a peer from what its home's store holds.
///
/// The sections of the newest checkpoint and then the records after it are taken in one by one, as
/// they were made. What was checked before it was stored is not checked again; that is what `kith
/// verify` is for.
final class Opening implements Recovery.Visitor {
    private final Config config;
    private final Outbox outbox;
    private final Deferred links = new Deferred();
    private final Context context;
    private Contents contents;
    private boolean clean;

    /// The spaces whose chain is not to be written on, though the end was in order.
    private final TreeSet<Integer> shared = new TreeSet<>();

    /// Records that hang on others which are not there, and why the first did not fit that was read
    /// all the same.
    private long skipped;

    private @Nullable Malformed skippedFirst;

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

        @Override
        public void changed(Replica replica) {
            if (engine != null) {
                engine.changed(replica);
            }
        }

        @Override
        public Spreading spreading() {
            return engine == null ? Spreading.NONE : engine.spreading();
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
        this.outbox = new Outbox(config.limits().diskQueueBytes());
        this.context =
                new Context(
                        config.self().key(),
                        config.hasher(),
                        config.limits(),
                        outbox,
                        links,
                        config.secret(),
                        config.about().can(About.Can.KEEPS),
                        now);
        this.contents = empty();
    }

    private Contents empty() {
        var journal = new Journal(context);
        var boards = new Boards(context, journal, config.about().region(), this::opened);
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
        checkSkipped(recovered);
        Journal journal = contents.journal;
        journal.begin(
                recovered.appender(config.segmentBytes()),
                recovered.storeId(),
                recovered.damaged());
        recovered.rewritten().forEach(journal::replace);
        var engine = new Engine(config, outbox, context, journal, contents.boards);
        links.engine = engine;
        engine.checkpoints().opened(recovered);
        report(recovered);
        // What was lost here others may have: to write on behind it would be a fork.
        boolean lost = !recovered.damaged().isEmpty() || skipped > 0;
        boolean orderly = !lost && (clean || recovered.fresh());
        for (Board board : contents.boards.all()) {
            contents.boards.open(board, Address.BOARD); // its record may be lost
            board.opened();
        }
        for (Replica replica : new ArrayList<>(contents.boards.replicas())) {
            replica.opened(journal.end());
            boolean whole = replica.basis().shown() == null; // else not all of ours is shown
            replica.started(orderly && whole && !shared.contains(replica.number()));
            replica.state().settle();
        }
        if (!lost) {
            deleteSnapshotsOfNobody(disk);
        }
        contents.boards.lookAtListed();
        outbox.wakeAt(context.now().nanos()); // there are peers to be dialled
        return engine;
    }

    /// Snapshots that were being made or fetched when the last run ended, or that others replaced.
    private void deleteSnapshotsOfNobody(Disk disk) {
        var used = new TreeSet<String>();
        for (Replica replica : contents.boards.replicas()) {
            Baseline base = replica.basis().base();
            if (base != null) {
                used.add(base.file());
            }
        }
        for (String file : disk.list()) {
            if (Baseline.isFile(file) && !used.contains(file)) {
                disk.delete(file);
            }
        }
    }

    /// Only damage makes a record hang on what is not there.
    private void checkSkipped(Recovered recovered) {
        if (skipped > 0 && recovered.damaged().isEmpty()) {
            String why = skippedFirst == null ? "" : ": " + skippedFirst.getMessage();
            throw new Malformed(
                    skipped
                            + " records speak of what the store has not, and none is damaged"
                            + why);
        }
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
        skipped = 0;
        skippedFirst = null;
        shared.clear();
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
            case RecordType.COUNTED -> known(replica(in), "a space").readCounted(in);
            case RecordType.UNCHECKED ->
                    known(board(in), "a board").records().addUnchecked(MemberRecords.read(in));
            case RecordType.STATE -> {
                Replica replica = known(replica(in), "a space");
                Bytes part = in.bytes(in.remaining());
                StateImage.load(replica.state(), part, replica.graph().chainCount());
            }
            case RecordType.BASE ->
                    ReplicaRecords.readBase(in, known(replica(in), "a space"), true);
            case RecordType.VOUCHES -> hear(known(replica(in), "a space"), in);
            default -> known(take(type, in) ? this : null, "something");
        }
    }

    /// A checkpoint is whole or is not used, so nothing can be missing in it.
    private static <T> T known(@Nullable T found, String what) {
        if (found == null) {
            throw new Malformed("a checkpoint speaks of " + what + " that it does not have");
        }
        return found;
    }

    private Pending pending() {
        Pending pending = contents.pending;
        if (pending == null) {
            throw new Malformed("a checkpoint has a part of a space without its beginning");
        }
        return pending;
    }

    private void pendingSpace(Reader in) {
        int number = spaceNumber(in);
        Board board = known(board(in), "a board");
        String name = in.string(1024, "space name");
        in.expectEnd();
        var space = SpaceId.of(board.id(), name, config.hasher());
        var graph = new GraphImage(space.hash(), config.hasher(), config.limits().hashWindow());
        contents.pending = new Pending(board, number, name, graph);
    }

    @Override
    public void record(int type, long position, byte[] from, int start, int end) {
        clean = type == RecordType.CLEAN;
        if (!RecordType.isInLog(type)) {
            throw new Malformed("a record of unknown type " + type + " in the store");
        }
        var in = new Reader(from, start, end);
        try {
            boolean taken =
                    ReplicaRecords.isRun(type)
                            ? in(in, replica -> replica.replay(type, in, position))
                            : take(type, in);
            skipped += taken ? 0 : 1;
        } catch (Malformed malformed) {
            skipped++;
            skippedFirst = skippedFirst == null ? malformed : skippedFirst;
        }
    }

    /// Takes a record in; false when it hangs on one that was lost to damage.
    private boolean take(int type, Reader in) {
        return switch (type) {
            case RecordType.BOARD -> readBoard(in);
            case RecordType.SPACE -> readSpace(in);
            case RecordType.MEMBERSHIP -> readMembership(in);
            case RecordType.CHAIN -> in(in, replica -> ReplicaRecords.readChain(in, replica));
            case RecordType.HEAD -> in(in, replica -> ReplicaRecords.readHead(in, replica));
            case RecordType.SPLIT -> in(in, replica -> ReplicaRecords.readSplit(in, replica));
            case RecordType.USAGE ->
                    in(
                            in,
                            replica -> {
                                replica.admitting().read(in);
                                return true;
                            });
            case RecordType.CLEAN -> readClean(in);
            case RecordType.BASE ->
                    in(
                            in,
                            replica -> {
                                ReplicaRecords.readBase(in, replica, false);
                                return true;
                            });
            case RecordType.VOUCHES ->
                    in(
                            in,
                            replica -> {
                                hear(replica, in);
                                return true;
                            });
            default -> throw new Malformed("a record of unknown type " + type + " in the store");
        };
    }

    private static void hear(Replica replica, Reader in) {
        ReplicaRecords.readVouches(in).forEach(replica.basis()::heard);
    }

    /// Does something in the space whose number comes next.
    private boolean in(Reader in, Predicate<Replica> action) {
        Replica replica = replica(in);
        return replica != null && action.test(replica);
    }

    private boolean readMembership(Reader in) {
        Board board = board(in);
        if (board == null) {
            return false;
        }
        board.records().add(MemberRecords.read(in));
        return true;
    }

    private boolean readClean(Reader in) {
        shared.clear();
        while (in.remaining() > 0) {
            shared.add(in.count(Integer.MAX_VALUE, "space number"));
        }
        return true;
    }

    private boolean readBoard(Reader in) {
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
        return true;
    }

    private boolean readSpace(Reader in) {
        int number = spaceNumber(in);
        Board board = board(in);
        String name = in.string(1024, "space name");
        in.expectEnd();
        if (board == null || board.spaces().containsKey(name)) {
            return false;
        }
        contents.byNumber.put(number, contents.boards.restore(board, number, name, null));
        return true;
    }

    private @Nullable Board board(Reader in) {
        return contents.boards.find(BoardId.read(in));
    }

    private @Nullable Replica replica(Reader in) {
        return contents.byNumber.get(spaceNumber(in));
    }

    private int spaceNumber(Reader in) {
        int number = in.count(Integer.MAX_VALUE - 1, "space number");
        contents.boards.numberTaken(number);
        return number;
    }

    Bytes self() {
        return context.self();
    }
}
