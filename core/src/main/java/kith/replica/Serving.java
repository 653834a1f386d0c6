package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.lang.Reader;
import kith.log.Head;
import kith.log.Run;
import kith.log.StoredRun;
import kith.port.Now;
import kith.sync.Item;
import kith.sync.Session;

/// Reads the log for links: what a piece of it holds for one are the runs of one space, under the
/// numbers of now, with the heads that were stored with them or right after.
///
/// A part that the disk fails to read is passed over, so that what does not hang on it goes on; and
/// when the disk may be there again, the link is served from there once more.
final class Serving {
    private final Replica replica;

    /// Links that lack what could not be read, and when it is tried again.
    private final TreeSet<Long> lacking = new TreeSet<>();

    private long againAt;

    Serving(Replica replica) {
        this.replica = replica;
    }

    void load(long link, long position) {
        int length = replica.context().limits().loadBytes();
        replica.journal().read(position, length, new Piece(link, position));
    }

    /// Time passed.
    void wake(Now now) {
        if (lacking.isEmpty()) {
            return;
        }
        if (now.nanos() < againAt) {
            replica.context().effects().wakeAt(againAt);
            return;
        }
        List<Long> links = List.copyOf(lacking);
        lacking.clear();
        for (long link : links) {
            Session session = replica.context().links().session(link);
            if (session != null) {
                session.serveAgain(replica);
            }
        }
    }

    void linkDown(long link) {
        lacking.remove(link);
    }

    private void lacks(long link, long at) {
        againAt = lacking.isEmpty() ? at : Math.min(againAt, at);
        lacking.add(link);
        replica.context().effects().wakeAt(againAt);
    }

    /// What was asked for by one link.
    private final class Piece implements Journal.Piece {
        private final long link;
        private final long position;
        private final List<Item> items = new ArrayList<>();

        Piece(long link, long position) {
            this.link = link;
            this.position = position;
        }

        @Override
        public void record(int type, long at, byte[] from, int start, int end) {
            if (type == RecordType.HEAD) {
                head(new Reader(from, start, end));
                return;
            }
            StoredRun stored = replica.stored(type, from, start, end);
            if (stored != null) {
                for (Run run : replica.graph().resolve(stored.run())) {
                    boolean last = run.lastSeq() == stored.run().lastSeq();
                    items.add(new Item(run, last ? stored.head() : null));
                }
            }
        }

        private void head(Reader in) {
            if (in.count(Integer.MAX_VALUE, "space number") != replica.number()) {
                return;
            }
            int chain = in.count(Integer.MAX_VALUE, "chain number");
            int seq = in.count(Integer.MAX_VALUE, "sequence number");
            int holder = replica.graph().resolve(chain, seq);
            for (int i = items.size() - 1; i >= 0; i--) {
                Run run = items.get(i).run();
                if (run.chain() == holder && run.lastSeq() == seq) {
                    items.set(i, new Item(run, new Head(seq, in.bytes(Head.SIGNATURE_BYTES))));
                    return;
                }
            }
        }

        @Override
        public void end(long next) {
            Session session = replica.context().links().session(link);
            if (session != null) {
                session.loaded(replica, position, items, next);
            }
        }

        @Override
        public void notYet(long at) {
            if (replica.context().links().session(link) != null) {
                load(link, position);
            }
        }

        @Override
        public void failed(long at, long next, long againAt) {
            if (replica.context().links().session(link) != null) {
                lacks(link, againAt);
            }
            end(next);
        }
    }
}
