package kith.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.log.Change.Place;
import kith.log.Past;
import kith.log.StoredRun;
import kith.sync.Session;

/// Reads hashes of old changes back from the log on disk, for those who need them: a change whose
/// author was away for long, a peer whose copy of a chain is to be compared with ours.
final class PastReader {
    /// Stands for the link where it is for whoever waits.
    static final long NOBODY = -1;

    private final Replica replica;
    private final TreeMap<Long, Search> searches = new TreeMap<>();

    private final class Search implements Journal.Piece {
        final Place place;
        final List<Long> links = new ArrayList<>();
        boolean found;

        Search(Place place) {
            this.place = place;
        }

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            StoredRun run = found ? null : replica.stored(type, from, start, end);
            if (run == null) {
                return;
            }
            int seq = place.seq();
            boolean holds = run.run().firstSeq() <= seq && seq <= run.run().lastSeq();
            if (holds && replica.graph().resolve(run.run().chain(), seq) == place.chain()) {
                found = true;
                finish(this, run.past(seq, replica.graph().headers()));
            }
        }

        @Override
        public void end(long next) {
            if (!found && next < replica.journal().end()) {
                read(this, next);
            } else if (!found) {
                searches.remove(key(place));
            }
        }
    }

    PastReader(Replica replica) {
        this.replica = replica;
    }

    int searches() {
        return searches.size();
    }

    private static long key(Place place) {
        return (long) place.chain() << 32 | place.seq();
    }

    void want(Place place, long link) {
        Search search = searches.get(key(place));
        if (search == null) {
            search = new Search(place);
            searches.put(key(place), search);
            read(search, Math.max(0, replica.graph().positionBefore(place.chain(), place.seq())));
        }
        search.links.add(link);
    }

    private void read(Search search, long position) {
        replica.journal().read(position, replica.context().limits().loadBytes(), search);
    }

    private void finish(Search search, Past past) {
        searches.remove(key(search.place));
        replica.graph().remember(search.place, past);
        for (Session session : replica.context().links().sessions()) {
            if (search.links.contains(session.link())) {
                session.pastLoaded(replica, search.place, past, replica.context().now());
            } else if (search.links.contains(NOBODY)) {
                session.askForDropped(replica, replica.context().now());
            }
        }
        replica.admitting().grown(search.place.chain());
    }
}
