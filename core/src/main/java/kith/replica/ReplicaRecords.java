package kith.replica;

import java.util.ArrayList;
import java.util.List;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Origin;
import kith.log.Past;
import kith.log.Run;
import kith.log.StoredRun;
import kith.replica.base.Baseline;
import kith.replica.base.Basis;
import kith.replica.base.Manifest;
import kith.replica.base.Vouch;
import kith.replica.rewriting.Columns;
import org.jspecify.annotations.Nullable;

/// The records of one space in the log on disk: how they are written and read.
///
/// A record may hang on one that was damaged. Then it is not taken, which the answer says; what it
/// tells comes back from other peers, or is lost with the other.
public final class ReplicaRecords {
    /// Of one space, lost ones included: far more than one has.
    private static final int CHAINS_MAX = 1 << 20;

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

    /// False when it is a branch and what it hangs on was lost. Those after it keep their numbers.
    public static boolean readChain(Reader in, Replica replica) {
        int number = in.count(CHAINS_MAX, "chain number");
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = in.varint();
        if (incarnation < 0) {
            throw new Malformed("incarnation over 63 bits before " + in.position());
        }
        ChangeGraph graph = replica.graph();
        openLost(number - 1, graph);
        Origin origin = null;
        Past before = null;
        Bytes branch = Bytes.EMPTY;
        if (in.flag()) {
            branch = in.bytes(32);
            origin =
                    new Origin(
                            in.count(Integer.MAX_VALUE, "parent chain"),
                            in.count(Integer.MAX_VALUE, "origin"));
            before = readPast(in);
        }
        in.expectEnd();
        var id = new ChainId(author, incarnation, branch);
        if (origin != null && before != null && !graph.canOpen(id, origin, before)) {
            openLost(number, graph);
            return false;
        }
        int numberBefore = graph.number(id);
        graph.openAt(number, id, origin, before);
        replica.own().found(number);
        if (numberBefore >= 0) {
            replica.own().found(numberBefore); // that number is another's now, or nobody's
        }
        return true;
    }

    /// Chains that a run speaks of, and whose records were damaged, keep their numbers: else the
    /// next that is opened would get one of them, and with it what the log has under that number.
    static void openLost(Run run, ChangeGraph graph) {
        openLost(run.chain(), graph);
        for (Change change : run.changes()) {
            for (int i = 0; i < change.placeCount(); i++) {
                openLost(change.place(i).chain(), graph);
            }
        }
    }

    private static void openLost(int numberLast, ChangeGraph graph) {
        if (numberLast > CHAINS_MAX) {
            throw new Malformed("chain number " + numberLast + " in a run on disk");
        }
        while (graph.chainCount() <= numberLast) {
            graph.openLost();
        }
    }

    private static Past readPast(Reader in) {
        Bytes hash = in.bytes(32);
        long time = in.u64();
        if (time < 0) {
            throw new Malformed("time over 63 bits before " + in.position());
        }
        return new Past(hash, time);
    }

    static void writeSplit(
            Journal journal, int space, int chain, int seq, Past first, Past before) {
        Writer out = journal.open(RecordType.SPLIT);
        out.varint(space).varint(chain).varint(seq).bytes(first.hash());
        out.bytes(before.hash()).u64(before.time());
        journal.close();
    }

    /// False when the changes that it parts were lost.
    public static boolean readSplit(Reader in, Replica replica) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes hash = in.bytes(32);
        Past before = readPast(in);
        in.expectEnd();
        ChangeGraph graph = replica.graph();
        if (chain >= graph.chainCount() || !graph.canSplit(chain, seq, before, hash)) {
            return false;
        }
        replica.replaySplit(chain, seq, before, hash);
        return true;
    }

    /// False when the change that it signs was lost.
    public static boolean readHead(Reader in, Replica replica) {
        ChangeGraph graph = replica.graph();
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        int seq = in.count(Integer.MAX_VALUE, "sequence number");
        Bytes signature = in.bytes(Head.SIGNATURE_BYTES);
        in.expectEnd();
        if (seq < 1) {
            throw new Malformed("a head of change 0");
        }
        int holder = chain < graph.chainCount() ? graph.resolve(chain, seq) : -1;
        if (holder < 0 || seq > graph.last(holder)) {
            return false;
        }
        graph.sign(holder, new Head(seq, signature));
        return true;
    }

    /// Whether a record of that type is a run of changes.
    public static boolean isRun(int type) {
        return type == RecordType.RUN || type == RecordType.BARE || type == RecordType.COLUMNS;
    }

    /// The run in a record of such a type, behind the number of its space.
    public static StoredRun readRun(int type, Reader in) {
        return switch (type) {
            case RecordType.COLUMNS -> Columns.read(in);
            case RecordType.BARE -> StoredRun.readBare(in);
            default -> StoredRun.read(in);
        };
    }

    /// `shown`: what is shown as long as the state is not built from it; null when it is.
    static void writeBase(Writer out, int space, Baseline base, @Nullable List<Place> shown) {
        out.varint(space).string(base.file()).flag(base.isMade());
        out.sized(base.manifest().toBytes()).varint(base.vouches().size());
        base.vouches().forEach(vouch -> vouch.write(out));
        out.flag(shown != null);
        if (shown != null) {
            out.varint(shown.size());
            shown.forEach(place -> out.varint(place.chain()).varint(place.seq()));
        }
    }

    /// What was written, behind the number of the space. `isShown`: the state that is read with it
    /// was built from it, as in a checkpoint.
    public static void readBase(Reader in, Replica replica, boolean isShown) {
        replica.basis().set(readBase(in, replica.context().hasher()));
        if (in.flag()) {
            replica.basis().load(readPlaces(in));
        }
        in.expectEnd();
        if (!isShown) {
            replica.counting().rebuildLater();
        }
    }

    private static List<Place> readPlaces(Reader in) {
        var places = new ArrayList<Place>();
        for (int left = in.count(in.remaining(), "changes that are shown"); left > 0; left--) {
            int chain = in.count(Integer.MAX_VALUE, "chain number");
            places.add(new Place(chain, in.count(Integer.MAX_VALUE, "sequence number")));
        }
        return places;
    }

    /// The snapshot alone: what is shown until it is loaded stands behind it.
    public static Baseline readBase(Reader in, Hasher hasher) {
        String file = in.string(Baseline.FILE_BYTES_MAX, "file of a snapshot");
        boolean made = in.flag();
        var manifest = Manifest.read(new Reader(in.sized(Manifest.BYTES_MAX, "manifest")));
        var vouches = new ArrayList<Vouch.By>();
        for (int left = in.count(Baseline.VOUCHES_MAX, "vouches"); left > 0; left--) {
            vouches.add(Vouch.By.read(in));
        }
        return new Baseline(manifest, hasher, file, vouches, made);
    }

    /// What members vouched for last, of one space.
    static void writeVouches(Writer out, int space, List<Vouch.By> vouches) {
        out.varint(space).varint(vouches.size());
        vouches.forEach(vouch -> vouch.write(out));
    }

    /// Writes down what this peer is about to vouch for, and goes on when that is durable. A vouch
    /// may be heard before the change that carries it is durable here: who lost that change must
    /// not vouch for something else.
    public static void promise(Replica replica, Vouch.By ours, Runnable then) {
        replica.basis().heard(ours);
        Writer out = replica.journal().open(RecordType.VOUCHES);
        writeVouches(out, replica.number(), List.of(ours));
        replica.journal().close();
        replica.journal().sync(then);
    }

    /// What was written, behind the number of the space.
    public static List<Vouch.By> readVouches(Reader in) {
        var vouches = new ArrayList<Vouch.By>();
        for (int left = in.count(Basis.VOUCHERS_MAX, "vouches"); left > 0; left--) {
            vouches.add(Vouch.By.read(in));
        }
        in.expectEnd();
        return vouches;
    }

    /// The run in a record, when it is one and of that space; null otherwise.
    static @Nullable StoredRun run(int type, int space, byte[] from, int start, int end) {
        if (!isRun(type)) {
            return null;
        }
        var in = new Reader(from, start, end);
        boolean ours = in.count(Integer.MAX_VALUE, "space number") == space;
        return ours ? readRun(type, in) : null;
    }
}
