package kith.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.Change.Place;
import org.jspecify.annotations.Nullable;

/// What a record of the log on disk holds: a run that was verified, with the hashes around it.
///
/// ```
/// stored := chain prev run placeHashes head
/// prev   := the hash of the change before the first
/// placeHashes := for each place of the run, in its order, the hash of that change
/// head   := 0 | 1 signature            over the last change
/// ```
///
/// *The problem.* The hash of a change is over the hashes of others, so a log that keeps numbers
/// only can be checked only from its beginning, and one damaged record would leave nothing that can
/// be checked after it. *So* each record brings the few hashes it hangs on: its own follow from
/// them, alone. Damage stays in its record, and an old hash costs one read. The hashes of the
/// changes themselves are not stored, they are recomputed by who needs them; who only passes the
/// run on does not. Cost: 32 bytes for each run and each place, two SHA-256 for each change.
///
/// Whether the bytes are what was written is for the store's CRC to say; here they only cannot lead
/// to a hash that connects unless they are.
public record StoredRun(Run run, Bytes prev, List<List<Bytes>> placeHashes, @Nullable Head head) {
    /// What became of a run from disk.
    public sealed interface Replayed {
        /// It was appended, or the part of it that was not here.
        record Taken(Verified run) implements Replayed {}

        /// All of it was here.
        record Known() implements Replayed {}

        /// It does not follow what is here: something between was lost.
        record Gap(int seqKnown) implements Replayed {}

        /// A change that it names was lost.
        record PastMissing(Place first) implements Replayed {}
    }

    /// Writes a run that was verified, or is our own.
    public static void write(Writer out, Verified verified) {
        out.varint(verified.run().chain()).bytes(verified.prev());
        RunCodec.write(out, verified.run(), (chain, seq) -> chain);
        for (List<Bytes> hashes : verified.depHashes()) {
            for (Bytes hash : hashes) {
                out.bytes(hash);
            }
        }
        Head head = verified.head();
        out.flag(head != null);
        if (head != null) {
            out.bytes(head.signature());
        }
    }

    /// Reads what `write` wrote, up to the end. Chains have the numbers that they had when it was
    /// written: see [ChangeGraph#resolve].
    public static StoredRun read(Reader in) {
        return read(in, false);
    }

    /// The same of a run without its contents.
    public static StoredRun readBare(Reader in) {
        return read(in, true);
    }

    private static StoredRun read(Reader in, boolean isBare) {
        int chain = in.count(Integer.MAX_VALUE, "chain number");
        Bytes prev = in.bytes(Headers.HASH_BYTES);
        Run run =
                isBare
                        ? RunCodec.readBare(in, chain, (number, seq) -> number)
                        : RunCodec.read(in, chain, (number, seq) -> number);
        var placeHashes = new ArrayList<List<Bytes>>(run.size());
        for (Change change : run.changes()) {
            placeHashes.add(readHashes(in, change.placeCount()));
        }
        Head head = in.flag() ? new Head(run.lastSeq(), in.bytes(Head.SIGNATURE_BYTES)) : null;
        in.expectEnd();
        return new StoredRun(run, prev, placeHashes, head);
    }

    private static List<Bytes> readHashes(Reader in, int count) {
        if (count == 0) {
            return List.of();
        }
        if ((long) count * Headers.HASH_BYTES > in.remaining()) {
            throw new Malformed(count + " hashes in " + in.remaining() + " bytes");
        }
        var hashes = new ArrayList<Bytes>(count);
        for (int i = 0; i < count; i++) {
            hashes.add(in.bytes(Headers.HASH_BYTES));
        }
        return hashes;
    }

    /// Hash and time of the change with that sequence number. Hashes all before it in the run.
    public Past past(int seq, Headers headers) {
        return new Past(hashes(seq, headers).getLast(), run.at(seq).time());
    }

    /// Hash and time of all changes from the first one up to that.
    public List<Past> pasts(int seqLast, Headers headers) {
        var pasts = new ArrayList<Past>(seqLast - run.firstSeq() + 1);
        for (Bytes hash : hashes(seqLast, headers)) {
            pasts.add(new Past(hash, run.at(run.firstSeq() + pasts.size()).time()));
        }
        return pasts;
    }

    /// The header of the change with that sequence number: for a [ForkProof]. Hashes all before it.
    public Headers.Header header(int seq, Headers headers) {
        int index = seq - run.firstSeq();
        Bytes before = index == 0 ? prev : hashes(seq - 1, headers).getLast();
        return headers.header(before, run.at(seq), placeHashes.get(index));
    }

    private List<Bytes> hashes(int seqLast, Headers headers) {
        var hashes = new ArrayList<Bytes>(seqLast - run.firstSeq() + 1);
        Bytes at = prev;
        for (int seq = run.firstSeq(); seq <= seqLast; seq++) {
            at = headers.hash(at, run.at(seq), placeHashes.get(seq - run.firstSeq()));
            hashes.add(at);
        }
        return hashes;
    }

    /// It was verified before it was stored.
    Verified verified(Headers headers) {
        return new Verified(run, prev, hashes(run.lastSeq(), headers), placeHashes, head);
    }

    /// Takes this run from our own disk into the graph; it was verified before it was stored. Its
    /// chain is open.
    ///
    /// Its hashes are recomputed, so a run that does not say what it said when it was stored does
    /// not connect: that is [kith.lang.Malformed]. One that does not connect because something
    /// before it was lost is not taken either, and comes back from other peers.
    public Replayed replayInto(ChangeGraph graph) {
        if (run.chain() >= graph.chainCount()) {
            return new Replayed.Gap(0); // what opened its chain was lost
        }
        int chain = graph.resolve(run.chain(), run.lastSeq());
        int last = graph.last(chain);
        if (run.lastSeq() <= last) {
            return new Replayed.Known();
        }
        if (run.firstSeq() > last + 1 || graph.ended(chain)) {
            return new Replayed.Gap(last);
        }
        Verified fresh = verified(graph.headers()).in(chain).from(last + 1);
        int first = fresh.run().firstSeq();
        Bytes branch = graph.id(chain).branch();
        boolean named =
                first > graph.first(chain)
                        || branch.size() == 0
                        || branch.equals(fresh.hashes().getFirst());
        if (!fresh.prev().equals(graph.tip(chain).hash()) || !named) {
            throw new Malformed("stored change " + first + " does not follow by its hash");
        }
        for (Change change : fresh.run().changes()) {
            Place missing = firstMissing(graph, change);
            if (missing != null) {
                return new Replayed.PastMissing(missing);
            }
        }
        graph.append(fresh);
        return new Replayed.Taken(fresh);
    }

    private @Nullable Place firstMissing(ChangeGraph graph, Change change) {
        List<Bytes> hashes = placeHashes.get(change.seq() - run.firstSeq());
        for (int i = 0; i < hashes.size(); i++) {
            Place place = change.place(i);
            if (place.chain() >= graph.chainCount()) {
                return place;
            }
            int chain = graph.resolve(place.chain(), place.seq());
            if (place.seq() > graph.last(chain)) {
                return place;
            }
            Past past = graph.past(chain, place.seq());
            if (past != null && !past.hash().equals(hashes.get(i))) {
                throw new Malformed("stored hash of " + place + " is not that of the change here");
            }
        }
        return null;
    }

    /// The log read a second time, beside a graph that has all of it: which changes come next.
    ///
    /// *The problem.* A log that was damaged and mended has more in it than the graph took: runs
    /// that hung on what was lost, and which came again behind, when the lost part had come from
    /// others. Who takes every run as it stands applies such changes before their past, and twice.
    /// *So* the same is asked as at the opening: does a change come next in its chain, does it
    /// follow by its hash, did what it names come before? What does not is passed over; if it
    /// counts it comes again. In the end all that the graph has must have come, to the same hashes:
    /// what is missing then is on disk no more.
    ///
    /// When a fork is found meanwhile it goes on under the numbers of now ([#split]). Cost: two
    /// SHA-256 for each change, 32 bytes for each chain.
    public static final class Again {
        private final ChangeGraph graph;
        private int[] lasts = new int[0];
        private @Nullable Bytes[] tips = new Bytes[0];

        /// Takes in a change whose turn it is, under the number of its chain now.
        public interface Next {
            void next(int chain, Change change);
        }

        public Again(ChangeGraph graph) {
            this.graph = graph;
        }

        /// One record, in the order of the log.
        public void take(StoredRun stored, Next to) {
            Run run = stored.run();
            Bytes at = stored.prev();
            if (run.chain() >= graph.chainCount()) {
                return; // what opened its chain was lost
            }
            for (Change change : run.changes()) {
                List<Bytes> hashes = stored.placeHashes().get(change.seq() - run.firstSeq());
                int chain = graph.resolve(run.chain(), change.seq());
                boolean here = change.seq() <= last(chain);
                if (!here && !follows(chain, change, at)) {
                    return;
                }
                at = graph.headers().hash(at, change, hashes);
                if (!here) {
                    lasts[chain] = change.seq();
                    tips[chain] = at;
                    to.next(chain, change.renumbered(graph::resolve));
                }
            }
        }

        private boolean follows(int chain, Change change, Bytes before) {
            boolean next = change.seq() == last(chain) + 1 && change.seq() <= graph.last(chain);
            if (!next || !before.equals(tip(chain))) {
                return false;
            }
            for (int i = 0; i < change.placeCount(); i++) {
                Place place = change.place(i);
                if (place.chain() >= graph.chainCount()
                        || place.seq() > last(graph.resolve(place.chain(), place.seq()))) {
                    return false;
                }
            }
            return true;
        }

        /// A fork was found: what was change `seq` of `chain` and later is `branch` now.
        public void split(int chain, int seq, int branch) {
            int last = last(chain);
            last(branch); // makes room for it
            if (last >= seq) {
                lasts[branch] = last;
                tips[branch] = tips[chain];
                lasts[chain] = seq - 1;
                tips[chain] = seq > graph.first(chain) ? graph.tip(chain).hash() : null;
            }
        }

        private int last(int chain) {
            if (chain >= lasts.length) {
                lasts = Arrays.copyOf(lasts, graph.chainCount());
                tips = Arrays.copyOf(tips, graph.chainCount());
            }
            return Math.max(lasts[chain], graph.first(chain) - 1);
        }

        /// The hash of the last change of a chain that came, or of what it begins with.
        private Bytes tip(int chain) {
            Bytes own = tips[chain];
            Origin origin = graph.origin(chain);
            if (own != null) {
                return own;
            }
            return origin == null || origin.seqLast() == 0
                    ? graph.headers().genesis(graph.space(), graph.id(chain))
                    : tip(graph.resolve(origin.parent(), origin.seqLast()));
        }

        /// A change of the graph that did not come, the first of its chain; null when all came.
        public @Nullable Place missing() {
            for (int chain = 0; chain < graph.chainCount(); chain++) {
                boolean all = last(chain) == graph.last(chain);
                Bytes tip = tips[chain]; // none where there is nothing
                if (!all || tip != null && !tip.equals(graph.tip(chain).hash())) {
                    return new Place(chain, Math.min(last(chain) + 1, graph.last(chain)));
                }
            }
            return null;
        }
    }

    /// All changes of a graph in the order in which they came here, and where on disk each is to be
    /// looked for.
    ///
    /// A place in this order is that of [Horizon.Arrivals]: nothing comes in between later, and
    /// what is in the past of a change has a lower place. The graph has no times and no contents;
    /// who wants those reads the log.
    public static final class Course {
        private final ChangeGraph graph;

        public Course(ChangeGraph graph) {
            this.graph = graph;
        }

        public int size() {
            return graph.arrivals().size();
        }

        /// The change at that place, from 0 up to the size, under the number of its chain now.
        public Place at(int place) {
            if (place < 0 || place >= size()) {
                throw new IllegalArgumentException("no place " + place + " of " + size());
            }
            return graph.arrivals().at(place);
        }

        /// The place of a change that is here.
        public int placeOf(Place change) {
            int chain = graph.resolve(change.chain(), change.seq());
            return graph.chains().get(chain).turns.placeOf(change.seq());
        }

        /// A position of the log from which on its record lies; -1 when nothing of it is on disk.
        public long positionBefore(Place change) {
            return graph.positionBefore(change.chain(), change.seq());
        }

        /// A position of the log at or behind which its record does not begin; -1 as above. A run
        /// that begins that far from a place that is remembered is remembered itself.
        public long positionEnd(Place change) {
            long before = positionBefore(change);
            return before < 0 ? -1 : before + AuthorChain.PLACE_SPACING_BYTES;
        }
    }
}
