package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.port.Note;
import kith.sync.Session;
import org.jspecify.annotations.Nullable;

/// Which chains there are in one space and where they begin, and what happens when a fork is
/// proven.
///
/// *The problem.* To name a chain costs nothing: who may write could fill a space with chains in
/// which there is nothing, for ever, and where strangers may knock so could anybody. *So* a chain
/// that a link brings is *unproven* until the first run of it was verified. It has a number, so
/// that it can be queued and hashed, but nothing of it is written down; a link may have only so
/// many; and when the link ends and nobody else speaks of it, its number is vacant and goes to
/// another chain.
///
/// On disk chains have the same numbers, in order: before one is written all those below it are.
/// A number that is vacant after that is written as nobody's at once: as long as the journal has
/// the old name, what follows would find the same chain there. When it goes to another chain it is
/// written once more.
final class Branches {
    /// Chains that one link may bring before anything of them is proven. Guess: more than come in
    /// one credit from anybody who has something to say.
    private static final int UNPROVEN_MAX = 1_000;

    private final Replica replica;

    /// Those that are not, or do not begin, what the journal says.
    private final TreeSet<Integer> anew = new TreeSet<>();

    /// Of which nothing was verified yet, and the link that brought them.
    private final TreeMap<Integer, Long> unproven = new TreeMap<>();

    /// Numbers that are nobody's.
    private final TreeSet<Integer> vacant = new TreeSet<>();

    /// Numbers that the journal has as nobody's.
    private final TreeSet<Integer> blank = new TreeSet<>();

    /// How many chains have their numbers on disk.
    private int written;

    Branches(Replica replica) {
        this.replica = replica;
    }

    /// The home is open: what its log has is written, and what is empty is vacant.
    void started() {
        written = replica.graph().chainCount();
        for (int chain : replica.graph().empty()) {
            if (ChangeGraph.isNobody(replica.graph().id(chain))) {
                blank.add(chain);
            }
            vacate(chain);
        }
    }

    int vacant() {
        return vacant.size();
    }

    /// Opens a chain that a link speaks of; -1 when that link brought too many, or when what stands
    /// before a branch must be read first.
    int open(long link, ChainId id, @Nullable Origin origin) {
        if (broughtBy(link) >= UNPROVEN_MAX) {
            return -1;
        }
        Past before = null;
        if (origin != null) {
            before = replica.graph().before(origin.parent(), origin.seqLast() + 1);
            if (before == null) {
                replica.loadPast(PastReader.NOBODY, new Place(origin.parent(), origin.seqLast()));
                return -1; // whoever needs it asks again
            }
        }
        Integer free = vacant.pollFirst();
        int number = free == null ? replica.graph().chainCount() : free;
        replica.graph().openAt(number, id, origin, before);
        anew.add(number);
        unproven.put(number, link);
        opened(number);
        return number;
    }

    private int broughtBy(long link) {
        int count = 0;
        for (long by : unproven.values()) {
            count += by == link ? 1 : 0;
        }
        return count;
    }

    private void opened(int number) {
        replica.counting().opened(number);
        replica.own().found(number);
    }

    /// Opens the next chain of our own, which is written on at once.
    int openOwn(ChainId id) {
        int number = replica.graph().open(id);
        opened(number);
        storing(number);
        return number;
    }

    /// The first change of a chain is about to be written down: it is one, and where it begins is
    /// now certain.
    void storing(int chain) {
        unproven.remove(chain);
        name(chain);
    }

    /// A checkpoint begins, which has all chains by their numbers: so must the log that comes
    /// before it, which has to do where the checkpoint is damaged.
    void nameAll() {
        name(replica.graph().chainCount() - 1);
    }

    /// Sees to it that the journal knows that chain by its number.
    private void name(int chain) {
        if (anew.remove(chain) && chain < written) {
            write(chain);
        }
        while (written <= chain) {
            anew.remove(written);
            write(written++);
        }
    }

    private void write(int chain) {
        if (ChangeGraph.isNobody(replica.graph().id(chain))) {
            blank.add(chain);
        } else {
            blank.remove(chain);
        }
        ReplicaRecords.writeChain(replica.journal(), replica.number(), replica.graph(), chain);
    }

    /// What a link brought and never proved goes with it, unless others speak of it.
    void linkDown(long link) {
        var brought = new ArrayList<Integer>();
        unproven.forEach(
                (chain, by) -> {
                    if (by == link) {
                        brought.add(chain);
                    }
                });
        if (brought.isEmpty()) {
            return;
        }
        int vacantBefore = vacant.size();
        List<Integer> empty = replica.graph().empty();
        for (int chain : brought) {
            Session other = speakerOf(chain);
            if (other != null) {
                unproven.put(chain, other.link());
            } else if (empty.contains(chain) && !replica.admitting().speaksOf(chain)) {
                vacate(chain);
            }
        }
        if (vacant.size() > vacantBefore) {
            askForDropped();
        }
    }

    /// There are numbers again: what was dropped for want of one is asked for.
    private void askForDropped() {
        for (Session session : replica.context().links().sessions()) {
            session.askForDropped(replica, replica.context().now());
        }
    }

    private @Nullable Session speakerOf(int chain) {
        for (Session session : replica.context().links().sessions()) {
            if (session.speaksOf(replica, chain)) {
                return session;
            }
        }
        return null;
    }

    private void vacate(int chain) {
        if (!ChangeGraph.isNobody(replica.graph().id(chain))) {
            replica.graph().rename(chain, null, null, null);
        }
        replica.own().found(chain);
        replica.admitting().forget(chain);
        for (Session session : replica.context().links().sessions()) {
            session.vacated(replica, chain);
        }
        unproven.remove(chain);
        anew.remove(chain);
        vacant.add(chain);
        nameNobody(chain);
    }

    /// What hung on it once must not do so in the journal any more.
    private void nameNobody(int chain) {
        if (chain >= written || blank.contains(chain)) {
            return;
        }
        for (int other : new ArrayList<>(anew)) {
            if (other < written && !blank.contains(other)) {
                name(other);
            }
        }
        write(chain);
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
        anew.add(branch);
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
        nameBefore(parent, first.hash());
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

    /// A split gives the next number to a branch, unless it has one.
    private void nameBefore(int parent, Bytes hash) {
        ChainId of = replica.graph().id(parent);
        int known = replica.graph().number(new ChainId(of.author(), of.incarnation(), hash));
        nameAll();
        if (known >= 0) {
            name(known);
        }
    }

    /// The branch of `parent` that begins with change `seq`, of that hash; -1 when what stands
    /// before it must be read first.
    int openBranch(long link, int parent, int seq, Bytes hash) {
        ChainId of = replica.graph().id(parent);
        return replica.open(
                link,
                new ChainId(of.author(), of.incarnation(), hash),
                new Origin(parent, seq - 1));
    }

    void split(int parent, int seq, Past before, Bytes hash) {
        int branch = replica.graph().split(parent, seq, before, hash, 0);
        replica.own().found(branch);
        unproven.remove(branch);
        anew.remove(branch);
        written = replica.graph().chainCount();
        replica.pasts().split();
        replica.admitting().dropAll();
        for (Session session : replica.context().links().sessions()) {
            session.split(replica, parent, replica.context().now());
        }
        replica.counting().renumbered(parent, seq, branch);
    }
}
