package kith.board;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.Access;
import kith.identity.BoardId;
import kith.identity.BoardRecord.Admission;
import kith.identity.Check;
import kith.identity.Members;
import kith.identity.Members.Acceptance;
import kith.identity.Membership;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.log.Change;
import kith.replica.Context;
import kith.replica.Journal;
import kith.replica.RecordType;
import kith.replica.Replica;
import kith.replica.Roster;
import org.jspecify.annotations.Nullable;

/// One board that this peer is on: who belongs, and the spaces we replicate of it.
///
/// Records about membership ride in changes of the board's own space. Who belongs is evaluated anew
/// from all of them, so it depends on what is known and not on the order in which it came.
public final class Board {
    /// The name of a board's own space: which spaces there are, where its peers listen.
    public static final String FACTS = ".board";

    private final BoardId id;
    private Proof proof;
    private final List<String> firstAddresses;
    private final Context context;
    private final Journal journal;
    private final TreeMap<String, Replica> spaces = new TreeMap<>();
    private final MemberRecords records;
    private final Bounding bounding = new Bounding(this);

    /// Whom we trust although no record says so yet, each until this admission is among the
    /// records: then they decide, for or against.
    private final TreeMap<PeerId, Bytes> provisional = new TreeMap<>();

    private String alias;
    private Members members;
    private boolean changed;
    private boolean boundsDue = true;
    private boolean out;

    /// `proof` is that of our own membership; `firstAddresses` are those of the invitation by which
    /// we came, for as long as the board itself tells of no other.
    public Board(
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
        this.records = new MemberRecords(this, context, journal);
        this.members = evaluate();
        trustInProof();
    }

    private void trustInProof() {
        for (Admission admission : proof.admissions()) {
            trustFor(admission.member(), admission);
        }
    }

    /// We were let in once more, by what did not count the first time.
    public void renew(Proof other) {
        proof = other;
        out = false;
        trustInProof();
        changed();
    }

    public BoardId id() {
        return id;
    }

    public String alias() {
        return alias;
    }

    public Proof proof() {
        return proof;
    }

    public List<String> firstAddresses() {
        return firstAddresses;
    }

    public Members members() {
        if (records.takeNew()) {
            members = evaluate();
        }
        return members;
    }

    public TreeMap<String, Replica> spaces() {
        return spaces;
    }

    /// The board's own space.
    public Replica facts() {
        Replica facts = spaces.get(FACTS);
        if (facts == null) {
            throw new IllegalStateException("board " + id + " has no space of its own");
        }
        return facts;
    }

    public void write(boolean byDefault) {
        write(journal.open(RecordType.BOARD), byDefault);
        journal.close();
    }

    public void write(Writer out, boolean byDefault) {
        id.write(out);
        out.string(alias).flag(byDefault).varint(firstAddresses.size());
        firstAddresses.forEach(out::string);
        proof.write(out);
    }

    /// Of all of its spaces, here.
    public long changeCount() {
        long count = 0;
        for (Replica replica : spaces.values()) {
            count += replica.graph().changeCount();
        }
        return count;
    }

    /// A member, or one whose proof we hold although the records have not come yet.
    public boolean isMember(PeerId peer) {
        return members().contains(peer) || isTrusted(peer);
    }

    private boolean isTrusted(PeerId peer) {
        return provisional.containsKey(peer) && !members().isRemoved(peer);
    }

    /// Takes somebody for a member as long as that admission is not among the records: its own, or
    /// ours where it let us in.
    public void trustFor(PeerId peer, Admission until) {
        provisional.put(peer, until.id(context.hasher()));
        dropTrust();
    }

    /// All that the home holds was read. The proof is from when we were let in; what the records
    /// said since stands, also where they ended that trust.
    public void opened() {
        members();
        dropTrust();
    }

    /// Whether records are being checked: who belongs may be another thing in a moment.
    public boolean isSettling() {
        return records.isSettling();
    }

    /// All records that there are were checked.
    void settled() {
        dropTrust();
        changed();
    }

    /// Not while records are being checked: one that came before may not be there yet.
    private void dropTrust() {
        if (isSettling()) {
            return;
        }
        for (PeerId peer : new ArrayList<>(provisional.keySet())) {
            Bytes until = provisional.get(peer);
            if (until != null && records.has(until)) {
                provisional.remove(peer);
            }
        }
    }

    /// Whether it is news that we belong here no more.
    public boolean isOutNow(boolean weAreIn) {
        boolean news = !weAreIn && !isSettling() && !out;
        out |= news;
        return news;
    }

    /// Whether we were in, and do not belong here by all that we know.
    public boolean isOut() {
        return out && !isSettling() && !isMember(new PeerId(context.self()));
    }

    public Roster roster(String space, SpaceId spaceId) {
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
            public List<PeerId> writers() {
                var some = new ArrayList<PeerId>();
                for (Members.Member member : members().members()) {
                    if (Access.mayWrite(space, member.id())) {
                        some.add(member.id());
                    }
                }
                return some;
            }

            @Override
            public boolean mayKnock() {
                return space.equals(FACTS);
            }

            @Override
            public Acceptance accepted(PeerId peer) {
                return isTrusted(peer)
                        ? new Acceptance.Unlimited()
                        : members().accepted(peer, spaceId);
            }

            @Override
            public void appended(Replica replica, int chain, Change change, Bytes hash) {
                if (space.equals(FACTS)) {
                    records.notice(replica, chain, change, hash);
                }
                var author = new PeerId(replica.graph().id(chain).author());
                boundsDue = boundsDue || members().isRemoved(author); // it was on its way
            }
        };
    }

    /// Whether more became known of who belongs, since this was last asked.
    public boolean hasChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }

    /// Whether spaces of removed members may need bounds: since this was last asked more became
    /// known of who belongs, or something of theirs came; or we have just begun.
    public boolean isBoundingDue() {
        boolean was = boundsDue;
        boundsDue = false;
        return was;
    }

    public void changed() {
        changed = true;
        boundsDue = true;
        for (Replica replica : spaces.values()) {
            replica.rosterChanged();
        }
    }

    /// The records about membership.
    public MemberRecords records() {
        return records;
    }

    /// The records to write that put members out.
    public Bounding bounding() {
        return bounding;
    }

    private Members evaluate() {
        var space = SpaceId.of(id, FACTS, context.hasher());
        return Membership.evaluate(
                proof.founding(), space, records.all(), records, context.hasher());
    }

    /// What would become of these admissions if we hosted them now.
    public Members.Verdict preview(List<Admission> admissions) {
        return Membership.preview(
                proof.founding(),
                facts().id(),
                records.all(),
                records,
                context.hasher(),
                new PeerId(context.self()),
                facts().timeNow(),
                admissions);
    }

    /// The admissions from the founder down to that member.
    public @Nullable Proof proofOf(PeerId peer) {
        return members().proof(peer);
    }

    /// A proof of somebody: the part of it that our log lacks.
    public List<Admission> lacking(Proof theirs) {
        var lacking = new ArrayList<Admission>();
        for (Admission admission : theirs.admissions()) {
            if (!members().contains(admission.member())) {
                lacking.add(admission);
            }
        }
        return lacking;
    }

    public List<Check> checksOf(Proof theirs) {
        return theirs.checks(context.hasher());
    }
}
