package kith.replica;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Origin;
import kith.log.Past;
import kith.log.StoredRun;
import org.jspecify.annotations.Nullable;

/// The records of one space in the log on disk: how they are written and read.
///
/// A record may hang on one that was damaged. Then it is not taken, which the answer says; what it
/// tells comes back from other peers, or is lost with the other.
public final class ReplicaRecords {
    private ReplicaRecords() {}

    static void writeChain(Journal journal, int space, ChangeGraph graph, int chain) {
        Writer out = journal.open(RecordType.CHAIN);
        ChainId id = graph.id(chain);
        Origin origin = graph.origin(chain);
        out.varint(space).varint(chain).bytes(id.author()).varint(id.incarnation());
        out.flag(origin != null);
        if (origin != null) {
            out.bytes(id.branch()).varint(origin.parent()).varint(origin.seqLast());
            Past before = graph.tip(chain);
            out.bytes(before.hash()).u64(before.time());
        }
        journal.close();
    }

    /// False when the chain that it is a branch of is not here as far as that.
    public static boolean readChain(Reader in, Replica replica) {
        int number = in.count(Integer.MAX_VALUE, "chain number");
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = in.varint();
        ChangeGraph graph = replica.graph();
        while (graph.chainCount() < number) {
            graph.openLost(); // its record was damaged; those after it keep their numbers
        }
        int opened;
        if (in.flag()) {
            Bytes branch = in.bytes(32);
            var origin =
                    new Origin(
                            in.count(Integer.MAX_VALUE, "parent chain"),
                            in.count(Integer.MAX_VALUE, "origin"));
            var before = new Past(in.bytes(32), in.u64());
            if (!has(graph, origin.parent(), origin.seqLast())) {
                graph.openLost();
                return false;
            }
            opened = graph.open(new ChainId(author, incarnation, branch), origin, before);
        } else {
            opened = graph.open(new ChainId(author, incarnation, Bytes.EMPTY));
        }
        in.expectEnd();
        if (opened != number) {
            throw new Malformed("chain " + number + " on disk became " + opened);
        }
        if (author.equals(replica.context().self())) {
            replica.own().found(opened);
        }
        return true;
    }

    /// Whether what is, or was, that chain is here up to that change.
    private static boolean has(ChangeGraph graph, int chain, int seqLast) {
        return chain < graph.chainCount()
                && seqLast <= graph.last(graph.resolve(chain, Math.max(1, seqLast)));
    }

    static void writeSplit(
            Journal journal, int space, int chain, int seq, Past first, Past before) {
        Writer out = journal.open(RecordType.SPLIT);
        out.varint(space).varint(chain).varint(seq).bytes(first.hash());
        out.bytes(before.hash()).u64(before.time());
        journal.close();
    }

    /// False when what it splits is not here.
    public static boolean readSplit(Reader in, Replica replica) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes hash = in.bytes(32);
        var before = new Past(in.bytes(32), in.u64());
        in.expectEnd();
        ChangeGraph graph = replica.graph();
        boolean here = chain < graph.chainCount() && seq <= graph.last(chain);
        if (here) {
            replica.replaySplit(chain, seq, before, hash);
        }
        return here;
    }

    /// False when the change that it signs is not here.
    public static boolean readHead(Reader in, Replica replica) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        var head = new Head(seq, in.bytes(Head.SIGNATURE_BYTES));
        in.expectEnd();
        boolean here = has(replica.graph(), chain, seq);
        if (here) {
            replica.graph().sign(replica.graph().resolve(chain, seq), head);
        }
        return here;
    }

    /// The run in a record, when it is one and of that space; null otherwise.
    static @Nullable StoredRun run(int type, int space, byte[] from, int start, int end) {
        if (type != RecordType.RUN) {
            return null;
        }
        var in = new Reader(from, start, end);
        boolean ours = in.count(Integer.MAX_VALUE, "space number") == space;
        return ours ? StoredRun.read(in) : null;
    }
}
