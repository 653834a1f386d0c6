package kith.replica;

import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.port.Note;
import kith.sync.Session;

/// The branches of the chains of one space: where they begin, and what happens when a fork is
/// proven.
final class Branches {
    private final Replica replica;

    /// Those that do not begin where the journal says.
    private final TreeSet<Integer> hungAnew = new TreeSet<>();

    Branches(Replica replica) {
        this.replica = replica;
    }

    /// The first change of a chain is about to be written down: where it begins is now certain.
    void storing(int chain) {
        if (hungAnew.remove(chain)) {
            ReplicaRecords.writeChain(replica.journal(), replica.number(), replica.graph(), chain);
        }
    }

    /// A branch of which nothing is here may have been said to begin elsewhere, by somebody who did
    /// not know of another fork. Nothing is written of that until something of it comes.
    int hang(int branch, Origin origin) {
        var at =
                new Origin(
                        replica.graph().resolve(origin.parent(), origin.seqLast()),
                        origin.seqLast());
        boolean empty = replica.graph().last(branch) < replica.graph().first(branch);
        if (!empty
                || at.equals(replica.graph().origin(branch))
                || replica.intake().isQueued(branch)) {
            return branch;
        }
        Past before = replica.graph().before(at.parent(), at.seqLast() + 1);
        if (before == null) {
            replica.loadPast(PastReader.NOBODY, new Place(at.parent(), at.seqLast()));
            return -1;
        }
        replica.graph().open(replica.graph().id(branch), at, before);
        hungAnew.add(branch);
        for (Session session : replica.context().links().sessions()) {
            session.misled(replica, branch);
        }
        return branch;
    }

    /// The first run of a branch proves the fork: what we hold beyond its origin is the other
    /// branch. False when that must be read from disk first.
    boolean splitBefore(Run run) {
        Origin origin = replica.graph().origin(run.chain());
        int seq = run.firstSeq();
        if (origin == null
                || seq != replica.graph().first(run.chain())
                || replica.graph().last(origin.parent()) < seq) {
            return true;
        }
        int parent = origin.parent();
        Past first = replica.graph().past(parent, seq);
        Past before = replica.graph().before(parent, seq);
        if (first == null || before == null) {
            replica.loadPast(PastReader.NOBODY, new Place(parent, seq));
            replica.loadPast(PastReader.NOBODY, new Place(parent, Math.max(1, seq - 1)));
            return false; // it was in memory when the check began
        }
        ReplicaRecords.writeSplit(replica.journal(), replica.number(), parent, seq, first, before);
        split(parent, seq, before, first.hash());
        replica.context()
                .effects()
                .report(
                        new Note(
                                "fork",
                                new PeerId(replica.graph().id(parent).author()).text(),
                                "two changes numbered "
                                        + seq
                                        + " in one chain of "
                                        + replica.name()));
        return true;
    }

    /// The branch of `parent` that begins with change `seq`, of that hash; -1 when what stands
    /// before it must be read first.
    int openBranch(int parent, int seq, Bytes hash) {
        ChainId of = replica.graph().id(parent);
        return replica.open(
                new ChainId(of.author(), of.incarnation(), hash), new Origin(parent, seq - 1));
    }

    void split(int parent, int seq, Past before, Bytes hash) {
        replica.own().found(replica.graph().split(parent, seq, before, hash, 0));
        replica.admitting().dropAll();
        for (Session session : replica.context().links().sessions()) {
            session.split(replica, parent, replica.context().now());
        }
        replica.counting().renumbered();
    }
}
