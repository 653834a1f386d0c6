package kith.lab.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lab.SimDisk;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Headers;
import kith.log.StoredRun;
import kith.replica.RecordType;
import kith.replica.ReplicaRecords;
import kith.store.Recovery;
import kith.store.Segment;

/// All changes in the log of a peer's disk, in its order, by space: read from the log's beginning,
/// without any checkpoint, on a copy of the disk.
final class LogOnDisk implements Recovery.Visitor {
    private final Headers headers;
    private final TreeMap<Integer, Space> spaces = new TreeMap<>();

    /// What is known of one space: the chains by number, and the changes in the order of the log.
    static final class Space {
        final List<ChainId> chains = new ArrayList<>();
        final TreeMap<ChainId, Integer> numbers = new TreeMap<>();
        final List<Logged> changes = new ArrayList<>();

        /// A chain gets that number; one in which there was nothing may have had it before.
        void open(int number, ChainId id) {
            if (number < chains.size() && !chains.get(number).equals(id)) {
                numbers.remove(chains.set(number, id));
                numbers.put(id, number);
            } else {
                open(id);
            }
        }

        /// A chain gets the next number, unless it has one.
        void open(ChainId id) {
            if (numbers.putIfAbsent(id, chains.size()) == null) {
                chains.add(id);
            }
        }
    }

    private LogOnDisk(Headers headers) {
        this.headers = headers;
    }

    /// By the number that the peer gave to each space.
    static TreeMap<Integer, Space> of(SimPeer peer) {
        SimDisk copy = peer.disk().copy();
        for (String file : copy.list()) {
            if (Segment.number(file) < 1) {
                copy.delete(file);
            }
        }
        var log = new LogOnDisk(new Headers(peer.world().crypto().hasher()));
        Recovery.open(copy, log, Bytes.wrap(new byte[16]));
        return log.spaces;
    }

    @Override
    public void restart() {
        throw new IllegalStateException("no checkpoint was left on the copy");
    }

    @Override
    public void section(int type, byte[] from, int start, int end) {
        throw new IllegalStateException("no checkpoint was left on the copy");
    }

    @Override
    public void record(int type, long position, byte[] from, int start, int end) {
        var in = new Reader(from, start, end);
        switch (type) {
            case RecordType.CHAIN -> chain(space(in), in);
            case RecordType.SPLIT -> split(space(in), in);
            case RecordType.RUN, RecordType.BARE, RecordType.COLUMNS ->
                    run(space(in), ReplicaRecords.readRun(type, in));
            default -> {}
        }
    }

    private Space space(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        return spaces.computeIfAbsent(number, ignored -> new Space());
    }

    private static void chain(Space space, Reader in) {
        int number = in.count(Integer.MAX_VALUE, "chain number");
        Bytes author = in.bytes(ChainId.AUTHOR_BYTES);
        long incarnation = in.varint();
        Bytes branch = in.flag() ? in.bytes(Headers.HASH_BYTES) : Bytes.EMPTY;
        space.open(number, new ChainId(author, incarnation, branch));
    }

    private static void split(Space space, Reader in) {
        ChainId of = space.chains.get(in.count(Integer.MAX_VALUE, "chain number"));
        in.count(Integer.MAX_VALUE, "sequence number");
        Bytes first = in.bytes(Headers.HASH_BYTES);
        space.open(new ChainId(of.author(), of.incarnation(), first));
    }

    private void run(Space space, StoredRun stored) {
        ChainId id = space.chains.get(stored.run().chain());
        var base = new ChainId(id.author(), id.incarnation(), Bytes.EMPTY);
        Bytes at = stored.prev();
        for (int i = 0; i < stored.run().size(); i++) {
            Change change = stored.run().changes().get(i);
            List<Bytes> places = stored.placeHashes().get(i);
            List<Bytes> deps = places.subList(0, change.deps().size());
            List<Bytes> seen = places.subList(change.deps().size(), places.size());
            Bytes hash = headers.hash(at, change, deps, seen);
            space.changes.add(
                    new Logged(
                            hash,
                            base,
                            change.seq(),
                            change.time(),
                            at,
                            deps,
                            change.seen() == null ? -1 : change.seen().own(),
                            change.seen() == null ? null : seen,
                            change.isBare() ? null : change.content()));
            at = hash;
        }
    }
}
