package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.identity.Access;
import kith.identity.BoardId;
import kith.identity.BoardRecord;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.Check;
import kith.identity.Members;
import kith.identity.Members.Acceptance;
import kith.identity.Membership;
import kith.identity.PeerId;
import kith.identity.Placed;
import kith.identity.Proof;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Past;
import kith.port.Checks;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.RecordType;
import kith.replica.Replica;
import kith.replica.Roster;
import kith.store.CheckpointWriter;
import org.jspecify.annotations.Nullable;

/// One board that this peer is on: who belongs, and the spaces we replicate of it.
///
/// Records about membership ride in changes of the board's own space. Their signatures are checked
/// once, when they come; who belongs is then evaluated anew from all of them, so it depends on what
/// is known and not on the order in which it came.
final class Board implements Membership.Causality {
    private final BoardId id;
    private Proof proof;
    private final List<String> firstAddresses;
    private final Context context;
    private final Journal journal;
    private final TreeMap<String, Replica> spaces = new TreeMap<>();
    private final TreeMap<Bytes, Placed> records = new TreeMap<>();
    private final TreeMap<Bytes, Placed> unchecked = new TreeMap<>();
    private final TreeMap<Bytes, Placed> checking = new TreeMap<>();

    /// Whom we trust although no record says so yet, each until this admission is among the
    /// records: then they decide, for or against.
    private final TreeMap<PeerId, Bytes> provisional = new TreeMap<>();

    private final TreeSet<Bytes> admissions = new TreeSet<>();

    /// Who was bounded by us in which space since the start.
    private final TreeSet<String> bounded = new TreeSet<>();

    private String alias;
    private Members members;
    private boolean stale;
    private boolean changed;
    private boolean boundsDue = true;
    private boolean out;

    /// `proof` is that of our own membership; `firstAddresses` are those of the invitation by which
    /// we came, for as long as the board itself tells of no other.
    Board(
            BoardId id,
            String alias,
            Proof proof,
            List<String> firstAddresses,
            Context context,
            Journal journal) {
        this.id = id;
        this.alias = alias;
        this.proof = proof;
        this.firstAddresses = List.copyOf(firstAddresses);
        this.context = context;
        this.journal = journal;
        this.members = evaluate();
        trustInProof();
    }

    private void trustInProof() {
        for (Admission admission : proof.admissions()) {
            trustFor(admission.member(), admission);
        }
    }

    /// We were let in once more, by what did not count the first time.
    void renew(Proof other) {
        proof = other;
        out = false;
        trustInProof();
        changed();
    }

    BoardId id() {
        return id;
    }

    String alias() {
        return alias;
    }

    Proof proof() {
        return proof;
    }

    List<String> firstAddresses() {
        return firstAddresses;
    }

    Members members() {
        if (stale) {
            stale = false;
            members = evaluate();
        }
        return members;
    }

    TreeMap<String, Replica> spaces() {
        return spaces;
    }

    /// The board's own space.
    Replica facts() {
        Replica facts = spaces.get(Address.BOARD);
        if (facts == null) {
            throw new IllegalStateException("board " + id + " has no space of its own");
        }
        return facts;
    }

    void write(boolean byDefault) {
        write(journal.open(RecordType.BOARD), byDefault);
        journal.close();
    }

    void write(Writer out, boolean byDefault) {
        id.write(out);
        out.string(alias).flag(byDefault).varint(firstAddresses.size());
        firstAddresses.forEach(out::string);
        proof.write(out);
    }

    /// A member, or one whose proof we hold although the records have not come yet.
    boolean isMember(PeerId peer) {
        return members().contains(peer) || isTrusted(peer);
    }

    private boolean isTrusted(PeerId peer) {
        return provisional.containsKey(peer) && !members().isRemoved(peer);
    }

    /// Takes somebody for a member as long as that admission is not among the records: its own, or
    /// ours where it let us in.
    void trustFor(PeerId peer, Admission until) {
        provisional.put(peer, until.id(context.hasher()));
        dropTrust();
    }

    /// Whether records are being checked: who belongs may be another thing in a moment.
    boolean isSettling() {
        return !unchecked.isEmpty() || !checking.isEmpty();
    }

    /// Not while records are being checked: one that came before may not be there yet.
    private void dropTrust() {
        if (isSettling()) {
            return;
        }
        for (PeerId peer : new ArrayList<>(provisional.keySet())) {
            Bytes until = provisional.get(peer);
            if (until != null && admissions.contains(until)) {
                provisional.remove(peer);
            }
        }
    }

    /// Whether it is news that we belong here no more.
    boolean isOutNow(boolean weAreIn) {
        boolean news = !weAreIn && !isSettling() && !out;
        out |= news;
        return news;
    }

    Roster roster(String space, SpaceId spaceId) {
        return new Roster() {
            @Override
            public boolean mayWrite(PeerId peer) {
                if (!Access.mayWrite(space, peer)) {
                    return false;
                }
                return isMember(peer)
                        || members().accepted(peer, spaceId) instanceof Acceptance.Bounded;
            }

            @Override
            public boolean mayKnock() {
                return space.equals(Address.BOARD);
            }

            @Override
            public Acceptance accepted(PeerId peer) {
                return isTrusted(peer)
                        ? new Acceptance.Unlimited()
                        : members().accepted(peer, spaceId);
            }

            @Override
            public void appended(Replica replica, int chain, Change change, Bytes hash) {
                if (space.equals(Address.BOARD)) {
                    notice(replica, chain, change, hash);
                }
                var author = new PeerId(replica.graph().id(chain).author());
                boundsDue = boundsDue || members().isRemoved(author); // it was on its way
            }
        };
    }

    // Records

    private void notice(Replica replica, int chain, Change change, Bytes hash) {
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
    void checkNew() {
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
                        if (!isSettling()) {
                            dropTrust();
                            changed();
                        }
                    });
        }
    }

    private void checked(Placed placed) {
        Writer out = journal.open(RecordType.MEMBERSHIP);
        id.write(out);
        writePlaced(out, placed);
        journal.close();
        add(placed);
        changed();
    }

    /// Whether more became known of who belongs, since this was last asked.
    boolean hasChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /// Whether spaces of removed members may need bounds: since this was last asked more became
    /// known of who belongs, or something of theirs came; or we have just begun.
    boolean isBoundingDue() {
        boolean was = boundsDue;
        boundsDue = false;
        return was;
    }

    /// A record that was checked before.
    void add(Placed placed) {
        Bytes key = key(placed);
        unchecked.remove(key);
        records.put(key, placed);
        if (placed.record() instanceof Admission admission) {
            admissions.add(admission.id(context.hasher()));
        }
        stale = true;
    }

    void changed() {
        changed = true;
        boundsDue = true;
        for (Replica replica : spaces.values()) {
            replica.rosterChanged();
        }
    }

    /// All records, as sections of a checkpoint.
    void writeRecords(CheckpointWriter writer) {
        records.values().forEach(placed -> write(writer, RecordType.MEMBERSHIP, placed));
        unchecked.values().forEach(placed -> write(writer, RecordType.UNCHECKED, placed));
        checking.values().forEach(placed -> write(writer, RecordType.UNCHECKED, placed));
    }

    private void write(CheckpointWriter writer, int type, Placed placed) {
        Writer out = writer.open(type);
        id.write(out);
        writePlaced(out, placed);
        writer.close();
    }

    void addUnchecked(Placed placed) {
        unchecked.put(key(placed), placed);
    }

    List<Placed> records() {
        return new ArrayList<>(records.values());
    }

    static void writePlaced(Writer out, Placed placed) {
        placed.author().write(out);
        out.varint(placed.incarnation()).varint(placed.seq()).bytes(placed.hash());
        out.u64(placed.time()).varint(placed.index());
        placed.record().write(out);
    }

    static Placed readPlaced(Reader in) {
        var author = PeerId.read(in);
        long incarnation = in.varint();
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes hash = in.bytes(32);
        long time = in.u64();
        int index = in.count(Content.OPS_MAX, "index of an operation");
        return new Placed(BoardRecord.read(in), author, incarnation, seq, hash, time, index);
    }

    private Members evaluate() {
        var space = SpaceId.of(id, Address.BOARD, context.hasher());
        return Membership.evaluate(proof.founding(), space, records(), this, context.hasher());
    }

    /// What would become of these admissions if we hosted them now.
    Members.Verdict preview(List<Admission> admissions) {
        return Membership.preview(
                proof.founding(),
                facts().id(),
                records(),
                this,
                context.hasher(),
                new PeerId(context.self()),
                facts().timeNow(),
                admissions);
    }

    @Override
    public boolean before(Placed a, Placed b) {
        Place placeA = placeOf(a);
        Place placeB = placeOf(b);
        return placeA != null
                && placeB != null
                && !placeA.equals(placeB)
                && facts().graph().covers(placeB, placeA);
    }

    @Override
    public boolean within(Placed place, ChainBound bound) {
        if (place.incarnation() != bound.incarnation() || place.seq() > bound.seq()) {
            return false;
        }
        ChangeGraph graph = facts().graph();
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
        ChangeGraph graph = facts().graph();
        int found = -1;
        for (Place place : graph.changesAt(author.key(), incarnation, seq)) {
            Past past = graph.past(place.chain(), seq);
            if (past == null || past.hash().equals(hash)) {
                found = place.chain();
            }
        }
        return found;
    }

    /// Puts that peer out, and accepts of it what is here: the records to write, in this order.
    /// Where they grow long some spaces are left open, for [#boundsLeftOpen].
    List<BoardRecord> removal(PeerId peer) {
        var bounds = new ArrayList<SpaceBounds>();
        bounds.add(bounds(facts(), peer)); // a removal counts only with these
        for (Replica replica : spaces.values()) {
            if (replica != facts() && hasRoom(bounds)) {
                bounds.add(bounds(replica, peer));
            }
        }
        return Removal.records(id, peer, bounds);
    }

    /// Bounds what that peer, who is removed, has in spaces that no removal bounds yet: the records
    /// to write. None where nothing of it is here: who has nothing would take away what others
    /// have. Once for each space, since what has no effect has none the next time either.
    List<BoardRecord> boundsLeftOpen(PeerId removed) {
        SpaceId records = facts().id();
        var bounds = new ArrayList<SpaceBounds>();
        if (members().accepted(removed, records)
                instanceof Acceptance.Bounded(List<ChainBound> known)) {
            bounds.add(new SpaceBounds(records, known));
            for (Replica replica : spaces.values()) {
                if (hasRoom(bounds)
                        && members().accepted(removed, replica.id()) instanceof Acceptance.Undecided
                        && hasOf(replica, removed)
                        && bounded.add(removed.text() + replica.id().text())) {
                    bounds.add(bounds(replica, removed));
                }
            }
        }
        return bounds.size() < 2 ? List.of() : Removal.records(id, removed, bounds);
    }

    private static boolean hasRoom(List<SpaceBounds> bounds) {
        int chains = 0;
        for (SpaceBounds one : bounds) {
            chains += one.chains().size();
        }
        return bounds.size() < Removal.SPACES_MAX && chains < Removal.CHAINS_MAX;
    }

    /// How far what that peer wrote in one space is here.
    private static SpaceBounds bounds(Replica replica, PeerId peer) {
        replica.own().close();
        return new SpaceBounds(replica.id(), ends(replica, peer));
    }

    private static boolean hasOf(Replica replica, PeerId peer) {
        ChangeGraph graph = replica.graph();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.id(chain).author().equals(peer.key())
                    && graph.last(chain) >= graph.first(chain)) {
                return true;
            }
        }
        return false;
    }

    private static List<ChainBound> ends(Replica replica, PeerId peer) {
        var ends = new ArrayList<ChainBound>();
        ChangeGraph graph = replica.graph();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            boolean theirs = graph.id(chain).author().equals(peer.key());
            if (theirs && graph.last(chain) >= graph.first(chain)) {
                Bytes hash = graph.tip(chain).hash();
                ends.add(new ChainBound(graph.id(chain).incarnation(), graph.last(chain), hash));
            }
        }
        ends.sort(null);
        return ends;
    }

    /// The admissions from the founder down to that member.
    @Nullable Proof proofOf(PeerId peer) {
        return members().proof(peer);
    }

    /// Whether that admission is among the records of which signatures are being checked.
    boolean isComing(Admission admission) {
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

    /// A proof of somebody: the part of it that our log lacks.
    List<Admission> lacking(Proof theirs) {
        var lacking = new ArrayList<Admission>();
        for (Admission admission : theirs.admissions()) {
            if (!members().contains(admission.member())) {
                lacking.add(admission);
            }
        }
        return lacking;
    }

    List<Check> checksOf(Proof theirs) {
        return theirs.checks(context.hasher());
    }
}
