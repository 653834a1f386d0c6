package kith.node.verify;

import java.util.List;
import java.util.TreeMap;
import kith.crdt.Content;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.identity.SpaceId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Headers;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.log.StoredRun;
import kith.log.Verified;
import kith.replica.ReplicaRecords;

/// The log of one space, followed from its first record to its last.
///
/// The graph is the one that a peer itself keeps: it recomputes the hashes of every run and refuses
/// what does not connect. Added here is what a peer takes for granted of its own disk.
final class SpaceCheck {
    private final String name;
    private final SpaceId id;
    private final ChangeGraph graph;
    private final Faults faults;
    private final Signatures signatures;

    /// By chain, the fault that its later ones follow from: said once.
    private final TreeMap<Integer, Boolean> broken = new TreeMap<>();

    SpaceCheck(String name, SpaceId id, Hasher hasher, Faults faults, Signatures signatures) {
        this.name = name;
        this.id = id;
        this.graph = new ChangeGraph(id.hash(), hasher, ChangeGraph.WINDOW_MAX);
        this.faults = faults;
        this.signatures = signatures;
    }

    String name() {
        return name;
    }

    ChangeGraph graph() {
        return graph;
    }

    /// A chain gets its number.
    void chain(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "chain number");
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = in.varint();
        if (in.flag()) {
            var id = new ChainId(author, incarnation, in.bytes(Headers.HASH_BYTES));
            var origin =
                    new Origin(
                            in.count(Integer.MAX_VALUE, "parent chain"),
                            in.count(Integer.MAX_VALUE, "origin"));
            var before = new Past(in.bytes(Headers.HASH_BYTES), in.u64());
            graph.openAt(number, id, origin, before);
        } else {
            graph.openAt(number, new ChainId(author, incarnation, Bytes.EMPTY), null, null);
        }
        in.expectEnd();
    }

    /// A fork was proven.
    void split(Reader in) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes hash = in.bytes(Headers.HASH_BYTES);
        graph.split(chain, seq, new Past(in.bytes(Headers.HASH_BYTES), in.u64()), hash, 0);
        in.expectEnd();
    }

    /// A head that came after its changes.
    void head(Reader in, Place place) {
        int named = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        var head = new Head(seq, in.bytes(Head.SIGNATURE_BYTES));
        in.expectEnd();
        int chain = graph.resolve(named, seq);
        Past past = graph.past(chain, seq);
        if (past == null) {
            if (broken.isEmpty()) {
                faults.add(place.fault("a head", "it is of " + at(chain, seq) + ", not here"));
            }
            return;
        }
        vouched(chain, head, past.hash(), place);
        graph.sign(chain, head);
    }

    private void vouched(int chain, Head head, Bytes hash, Place place) {
        ChainId of = graph.id(chain);
        var message = Headers.headMessage(id.hash(), of.incarnation(), head.seq(), hash);
        String what = "the signature of its author is not good for the hash that it has";
        signatures.check(
                new Check(new PeerId(of.author()), message, head.signature()),
                place.fault(at(chain, head.seq()), what));
    }

    /// A run of changes.
    void run(int type, Reader in, Place place) {
        StoredRun stored = ReplicaRecords.readRun(type, in);
        Run run = stored.run();
        if (run.chain() >= graph.chainCount()) {
            throw new Malformed("it is of chain " + run.chain() + ", which no record opens");
        }
        int chain = graph.resolve(run.chain(), run.lastSeq());
        String record = text(run, chain);
        try {
            switch (stored.replayInto(graph)) {
                case StoredRun.Replayed.Taken(Verified taken) -> taken(taken, place, record);
                case StoredRun.Replayed.Known() -> known(stored, chain, place, record);
                case StoredRun.Replayed.Gap(int seqKnown) ->
                        disconnected(chain, seqKnown, place, record);
                case StoredRun.Replayed.PastMissing(Change.Place first) ->
                        missing(chain, at(first.chain(), first.seq()), place, record);
            }
        } catch (Malformed wrong) {
            broken.put(chain, true);
            faults.add(place.fault(record, String.valueOf(wrong.getMessage())));
        }
    }

    private void disconnected(int chain, int seqKnown, Place place, String record) {
        if (broken.put(chain, true) == null) {
            faults.add(
                    place.fault(
                            record,
                            "the changes before it are not here: the chain ends at " + seqKnown));
        }
    }

    private void missing(int chain, String first, Place place, String record) {
        if (broken.put(chain, true) == null) {
            faults.add(place.fault(record, "it follows " + first + ", which is not here"));
        }
    }

    /// A run that was stored twice must say the same twice.
    private void known(StoredRun stored, int chain, Place place, String record) {
        int last = stored.run().lastSeq();
        Past here = graph.past(chain, last);
        if (here != null && !here.hash().equals(stored.past(last, graph.headers()).hash())) {
            faults.add(
                    place.fault(record, "the same changes are stored before, with other hashes"));
        }
    }

    private void taken(Verified taken, Place place, String record) {
        Run run = taken.run();
        for (Change change : run.changes()) {
            times(run.chain(), change, place, record);
            content(change, place, record);
        }
        Head head = taken.head();
        if (head != null) {
            vouched(run.chain(), head, taken.hashes().getLast(), place);
        }
    }

    /// That times advance along a chain, a run cannot even be read without; here it is what it
    /// names of others, and the change before the run.
    private void times(int chain, Change change, Place place, String record) {
        Past before = graph.before(chain, change.seq());
        if (before != null && before.time() >= change.time()) {
            faults.add(place.fault(record, "its time is not after that of the change before it"));
        }
        List<Change.Place> deps = change.deps();
        for (Change.Place dep : deps) {
            Past past = graph.past(graph.resolve(dep.chain(), dep.seq()), dep.seq());
            if (past != null && past.time() >= change.time()) {
                String what = "change " + change.seq() + " is not later than ";
                faults.add(place.fault(record, what + at(dep.chain(), dep.seq())));
            }
        }
    }

    /// An author may sign nonsense: it stays in the log, and means nothing to anybody.
    private void content(Change change, Place place, String record) {
        if (change.isBare()) {
            return;
        }
        try {
            Content.read(change.content());
        } catch (Malformed nonsense) {
            String what = "the content of change " + change.seq() + " says nothing: ";
            faults.remark(place.fault(record, what + nonsense.getMessage()).text());
        }
    }

    /// Changes that no head vouches for.
    long unsigned() {
        long count = 0;
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            count += Math.max(0, graph.last(chain) - graph.lastSigned(chain));
        }
        return count;
    }

    /// Whether a change with that hash is here.
    boolean holds(Bytes author, long incarnation, int seq, Bytes hash) {
        for (Change.Place place : graph.changesAt(author, incarnation, seq)) {
            Past past = graph.past(place.chain(), place.seq());
            if (past == null || past.hash().equals(hash)) {
                return true;
            }
        }
        return false;
    }

    /// What a checkpoint knows of this space against what the log says. A log that is looked at
    /// only up to a bound may know less.
    void against(ChangeGraph image, Place place, boolean whole) {
        for (int chain = 0; chain < image.chainCount(); chain++) {
            int last = image.last(chain);
            int here = graph.number(image.id(chain));
            if (last < image.first(chain)) {
                continue;
            }
            int holder = here < 0 ? -1 : graph.resolve(here, last);
            if (holder < 0 || graph.last(holder) < last) {
                if (whole && broken.isEmpty()) {
                    String what = "it has " + text(image.id(chain), last) + ", the log has not";
                    faults.add(place.fault("space " + name, what));
                }
                continue;
            }
            Past past = graph.past(holder, last);
            if (past != null && !past.hash().equals(image.tip(chain).hash())) {
                String what = "another hash for " + text(image.id(chain), last) + " than the log";
                faults.add(place.fault("space " + name, what));
            }
        }
    }

    private String text(Run run, int chain) {
        String numbers =
                run.size() == 1
                        ? "change " + run.firstSeq()
                        : "changes " + run.firstSeq() + " to " + run.lastSeq();
        return numbers + " of " + text(graph.id(chain)) + " in " + name;
    }

    private String at(int chain, int seq) {
        return chain >= graph.chainCount()
                ? "a change of a chain that no record opens"
                : text(graph.id(chain), seq) + " in " + name;
    }

    private static String text(ChainId id, int seq) {
        return "change " + seq + " of " + text(id);
    }

    /// The author, shortened, and which incarnation.
    static String text(ChainId id) {
        return new PeerId(id.author()).shortText() + "." + Long.toString(id.incarnation(), 36);
    }
}
