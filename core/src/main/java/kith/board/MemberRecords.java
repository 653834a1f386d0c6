package kith.board;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.Membership;
import kith.identity.PeerId;
import kith.identity.Placed;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Checks;
import kith.replica.Checkpoints;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.RecordType;
import kith.replica.Replica;
import org.jspecify.annotations.Nullable;

/// The records about membership of one board, each at its place in the log of the board's own
/// space.
///
/// Their signatures are checked once, when they come; what holds is journalled. Who belongs is
/// worked out from all of them, by [Membership], to which this says how their places lie to each
/// other.
public final class MemberRecords implements Membership.Causality {
    /// So many answers come before the board is told, while others are waited for: each time it
    /// works out anew who belongs, which for a thousand members takes a millisecond. Guess: some
    /// ten milliseconds of checks, so that nobody who writes record after record keeps a removal
    /// from counting.
    private static final int ANSWERS_MAX = 64;

    private final Board board;
    private final Context context;
    private final Journal journal;
    private final TreeMap<Bytes, Placed> records = new TreeMap<>();
    private final TreeMap<Bytes, Placed> unchecked = new TreeMap<>();
    private final TreeMap<Bytes, Placed> checking = new TreeMap<>();
    private final TreeSet<Bytes> admissions = new TreeSet<>();
    private boolean more;

    /// Whether several are being taken in, and whether some held of which the board was not told.
    private boolean several;

    private boolean untold;

    /// Answers since the board was told.
    private int answered;

    MemberRecords(Board board, Context context, Journal journal) {
        this.board = board;
        this.context = context;
        this.journal = journal;
    }

    /// Whether there are more since this was last asked.
    boolean takeNew() {
        boolean was = more;
        more = false;
        return was;
    }

    /// Whether that admission is among them, by its id.
    boolean has(Bytes admission) {
        return admissions.contains(admission);
    }

    /// Takes what a change of the board's own space says about membership, to be checked.
    void notice(Replica replica, int chain, Change change, Bytes hash) {
        List<Op> ops;
        try {
            ops = Content.read(change.content());
        } catch (Malformed nonsense) {
            return;
        }
        int index = 0;
        for (Op op : ops) {
            if (op instanceof Op.Notice notice) {
                place(replica.graph(), chain, change, hash, notice.bytes(), index);
            }
            index++;
        }
    }

    private void place(
            ChangeGraph graph, int chain, Change change, Bytes hash, Bytes bytes, int index) {
        BoardRecord record;
        try {
            var in = new Reader(bytes);
            record = BoardRecord.read(in);
            in.expectEnd();
        } catch (Malformed nonsense) {
            return; // its author signed nonsense; it says nothing about anybody
        }
        var author = new PeerId(graph.id(chain).author());
        long incarnation = graph.id(chain).incarnation();
        var placed =
                new Placed(record, author, incarnation, change.seq(), hash, change.time(), index);
        Bytes key = key(placed);
        if (!records.containsKey(key) && !checking.containsKey(key)) {
            unchecked.put(key, placed);
        }
    }

    private static Bytes key(Placed placed) {
        return new Writer(40).bytes(placed.hash()).u32(placed.index()).toBytes();
    }

    /// Asks for the signatures of what came since; what holds is journalled, so that it is believed
    /// without a check when the home is opened again.
    ///
    /// Some records need no signature beside that of their change. A change may have many of them:
    /// so what follows from them is worked out once, when all were taken in.
    public void checkNew() {
        if (unchecked.isEmpty()) {
            return;
        }
        several = true;
        for (Bytes key : new ArrayList<>(unchecked.keySet())) {
            Placed placed = unchecked.remove(key);
            if (placed == null) {
                continue;
            }
            checking.put(key, placed);
            Checks.all(
                    placed.record().checks(context.hasher()),
                    context.effects(),
                    good -> {
                        checking.remove(key);
                        if (good) {
                            checked(placed);
                        }
                        if (!several && (++answered >= ANSWERS_MAX || !isSettling())) {
                            tell();
                        }
                    });
        }
        several = false;
        tell();
    }

    /// Tells the board what became of records.
    private void tell() {
        boolean news = untold;
        untold = false;
        answered = 0;
        if (!isSettling()) {
            board.settled();
        } else if (news) {
            board.changed();
        }
    }

    private void checked(Placed placed) {
        Writer out = journal.open(RecordType.MEMBERSHIP);
        board.id().write(out);
        writePlaced(out, placed);
        journal.close();
        add(placed);
        untold = true;
    }

    /// A record that was checked before.
    public void add(Placed placed) {
        Bytes key = key(placed);
        unchecked.remove(key);
        records.put(key, placed);
        if (placed.record() instanceof Admission admission) {
            admissions.add(admission.id(context.hasher()));
        }
        more = true;
    }

    /// All records, as sections of a checkpoint.
    public void write(Checkpoints.Aside behind) {
        records.values().forEach(placed -> write(behind, RecordType.MEMBERSHIP, placed));
        unchecked.values().forEach(placed -> write(behind, RecordType.UNCHECKED, placed));
        checking.values().forEach(placed -> write(behind, RecordType.UNCHECKED, placed));
    }

    private void write(Checkpoints.Aside behind, int type, Placed placed) {
        Writer out = behind.open(type);
        board.id().write(out);
        writePlaced(out, placed);
        behind.close();
    }

    public void addUnchecked(Placed placed) {
        unchecked.put(key(placed), placed);
    }

    List<Placed> all() {
        return new ArrayList<>(records.values());
    }

    private static void writePlaced(Writer out, Placed placed) {
        placed.author().write(out);
        out.varint(placed.incarnation()).varint(placed.seq()).bytes(placed.hash());
        out.u64(placed.time()).varint(placed.index());
        placed.record().write(out);
    }

    public static Placed read(Reader in) {
        var author = PeerId.read(in);
        long incarnation = in.varint();
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes hash = in.bytes(32);
        long time = in.u64();
        int index = in.count(Content.OPS_MAX, "index of an operation");
        return new Placed(BoardRecord.read(in), author, incarnation, seq, hash, time, index);
    }

    @Override
    public boolean before(Placed a, Placed b) {
        Place placeA = placeOf(a);
        Place placeB = placeOf(b);
        return placeA != null
                && placeB != null
                && !placeA.equals(placeB)
                && board.facts().graph().covers(placeB, placeA);
    }

    @Override
    public boolean within(Placed place, ChainBound bound) {
        if (place.incarnation() != bound.incarnation() || place.seq() > bound.seq()) {
            return false;
        }
        ChangeGraph graph = board.facts().graph();
        Place at = placeOf(place);
        if (at == null || !graph.ended(at.chain()) && graph.origin(at.chain()) == null) {
            return true; // no fork: one path
        }
        int end = chainWith(place.author(), bound.incarnation(), bound.seq(), bound.hash());
        return end >= 0 && graph.resolve(end, place.seq()) == at.chain();
    }

    private @Nullable Place placeOf(Placed placed) {
        int chain = chainWith(placed.author(), placed.incarnation(), placed.seq(), placed.hash());
        return chain < 0 ? null : new Place(chain, placed.seq());
    }

    private int chainWith(PeerId author, long incarnation, int seq, Bytes hash) {
        ChangeGraph graph = board.facts().graph();
        int found = -1;
        for (Place place : graph.changesAt(author.key(), incarnation, seq)) {
            Past past = graph.past(place.chain(), seq);
            if (past == null || past.hash().equals(hash)) {
                found = place.chain();
            }
        }
        return found;
    }

    /// Whether that admission is among the records of which signatures are being checked.
    public boolean isComing(Admission admission) {
        return holds(unchecked, admission) || holds(checking, admission);
    }

    private static boolean holds(TreeMap<Bytes, Placed> some, Admission admission) {
        for (Placed placed : some.values()) {
            if (placed.record().equals(admission)) {
                return true;
            }
        }
        return false;
    }

    /// Whether some are being checked.
    boolean isSettling() {
        return !unchecked.isEmpty() || !checking.isEmpty();
    }
}
