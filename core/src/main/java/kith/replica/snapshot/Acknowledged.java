package kith.replica.snapshot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Seen;
import kith.log.StoredRun;
import kith.replica.Replica;
import kith.replica.base.Vouch;
import kith.replica.base.Vouch.Tip;
import kith.sync.Session;

/// How far every active member has each chain of a space, as far as can be known here.
///
/// A member that wrote has all that its newest change follows on. One that is linked has besides
/// what it said to be durable there; who is linked and only reads counts as active, too. What all
/// have is closed under the past, since each of the parts is.
///
/// Cost: the chains times the active members.
final class Acknowledged {
    private final Replica replica;
    private final ChangeGraph graph;
    private final int[] lasts;

    /// The keys of those who wrote within the lease, ourselves left out.
    private final TreeSet<Bytes> writers = new TreeSet<>();

    /// By members who wrote at `sinceMillis` or later.
    Acknowledged(Replica replica, long sinceMillis) {
        this.replica = replica;
        this.graph = replica.graph();
        this.lasts = new int[graph.chainCount()];
        Arrays.setAll(lasts, graph::last);
        TreeMap<Bytes, Integer> newest = newest();
        newest.forEach(
                (author, chain) -> {
                    boolean active =
                            HybridTime.millis(graph.tip(chain).time()) >= sinceMillis
                                    && replica.roster().writers().contains(new PeerId(author));
                    if (active && !author.equals(replica.context().self())) {
                        writers.add(author);
                        lower(author, graph.seenFrom(List.of(tip(chain))));
                    }
                });
        for (Session session : replica.context().links().sessions()) {
            if (session.shares(replica) && !writers.contains(session.peer())) {
                lower(session.peer(), chain -> 0);
            }
        }
    }

    private Place tip(int chain) {
        return new Place(chain, graph.last(chain));
    }

    /// The chain on which each author wrote last.
    private TreeMap<Bytes, Integer> newest() {
        var newest = new TreeMap<Bytes, Integer>();
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.last(chain) >= Math.max(1, graph.first(chain))) {
                Bytes author = graph.id(chain).author();
                Integer known = newest.get(author);
                if (known == null || graph.tip(known).time() < graph.tip(chain).time()) {
                    newest.put(author, chain);
                }
            }
        }
        return newest;
    }

    private void lower(Bytes peer, Seen has) {
        Session session = null;
        for (Session one : replica.context().links().sessions()) {
            if (one.peer().equals(peer) && one.shares(replica)) {
                session = one;
            }
        }
        for (int chain = 0; chain < lasts.length; chain++) {
            int told = session == null ? 0 : session.there(replica).durable(chain);
            lasts[chain] = Math.min(lasts[chain], Math.max(has.upTo(chain), told));
        }
    }

    /// Whether all of them have that version.
    boolean has(List<Place> version) {
        for (Place place : version) {
            int chain = graph.resolve(place.chain(), place.seq());
            if (chain >= lasts.length || place.seq() > lasts[chain]) {
                return false;
            }
        }
        return true;
    }

    /// How many members with smaller keys than `self` wrote: whoever is first proposes first.
    int before(Bytes self) {
        int before = 0;
        for (Bytes writer : writers) {
            before += writer.compareTo(self) < 0 ? 1 : 0;
        }
        return before;
    }

    /// The newest changes that all of them have, of the first `arrivals` that came here; at most as
    /// many as a vouch can name, so that what it means may be less than all.
    List<Place> version(int arrivals) {
        var course = new StoredRun.Course(graph);
        var ends = new ArrayList<Place>();
        for (int chain = 0; chain < lasts.length; chain++) {
            int last = lastBefore(course, chain, arrivals);
            if (last >= Math.max(1, graph.first(chain))) {
                ends.add(new Place(chain, last));
            }
        }
        ends.sort(Comparator.comparingInt(course::placeOf).reversed());
        var newest = new ArrayList<Place>();
        for (Place end : ends) {
            if (newest.size() < Vouch.TIPS_MAX && !isCovered(end, newest)) {
                newest.add(end);
            }
        }
        return newest;
    }

    /// The last change of a chain that all have and that came among the first.
    private int lastBefore(StoredRun.Course course, int chain, int arrivals) {
        int low = graph.first(chain) - 1; // it came among them, or there is none
        int high = lasts[chain];
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (course.placeOf(new Place(chain, middle)) < arrivals) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private boolean isCovered(Place end, List<Place> newest) {
        for (Place one : newest) {
            if (graph.covers(one, end)) {
                return true;
            }
        }
        return false;
    }

    /// A version under the names of its chains, in their order.
    static List<Tip> named(ChangeGraph graph, List<Place> version) {
        var tips = new ArrayList<Tip>();
        version.forEach(place -> tips.add(new Tip(graph.id(place.chain()), place.seq())));
        tips.sort(Comparator.comparing(Tip::chain));
        return tips;
    }
}
