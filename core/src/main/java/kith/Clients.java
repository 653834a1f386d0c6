package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.Problem.Refusal;
import kith.log.ChainId;
import kith.log.Change.Place;
import kith.log.ChangeGraph;
import kith.log.Frontier;
import kith.log.Frontier.NamedPlace;
import kith.log.Stamp;
import kith.port.Gauge;
import kith.replica.Replica;
import kith.state.Space;
import kith.state.Subscription;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Who watches what: the subscriptions of local clients.
///
/// After each step every subscription that has something and has credit is given it. One that has
/// no credit costs what its bounds say and nothing more.
final class Clients {
    /// Bound on all subscriptions of one peer. Guess.
    private static final int SUBSCRIPTIONS_MAX = 100_000;

    /// Ids in a version that somebody names. Guess: those of a thousand who wrote at once.
    private static final int VERSION_IDS_MAX = 1_000;

    private final Outbox outbox;
    private final TreeMap<Long, Watching> byId = new TreeMap<>();
    private final TreeSet<Long> ready = new TreeSet<>();
    private final Told told = new Told();
    private final Wrote wrote = new Wrote();

    /// `replica` is null for what is this peer's alone. `begun` is the version at the beginning.
    private record Watching(
            Subscription subscription, @Nullable Replica replica, List<String> begun) {}

    /// What was made last, for the next who is told the same: a thousand subscribers of one place
    /// are told one update, and the texts of its version are made once. Good for one round of
    /// telling, in which no version changes.
    private static final class Told {
        private @Nullable Replica replica;
        private List<String> version = List.of();
        private @Nullable Stamp stamp;
        private List<String> name = List.of();
        private List<String> parents = List.of();

        void forget() {
            replica = null;
            stamp = null;
        }

        private void about(Replica of) {
            if (replica != of) {
                forget();
                replica = of;
                version = Clients.version(of);
            }
        }

        List<String> version(Replica of) {
            about(of);
            return version;
        }

        Event applied(Subscription.Update update, Stamp of, Replica in) {
            about(in);
            if (!of.equals(stamp)) {
                stamp = of;
                name = List.of(Clients.name(in.graph(), new Place(of.chain(), of.seq())));
                parents = Clients.parents(in, of);
            }
            return new Event(update, name, parents);
        }
    }

    /// The answer to the last write. Writes that come at once gather in one change, and then all of
    /// them have the same answer: its texts cost more than the write.
    private static final class Wrote {
        private @Nullable Replica replica;
        private @Nullable Place place;
        private @Nullable ChainId chain;
        private Answer.Written answer = new Answer.Written("", List.of());

        /// What the texts of all changes of that chain begin with.
        private String texts = "";

        /// A change keeps what it follows on, also while it is open; only in a chain that forked
        /// the same number is another change, and that chain has another name.
        Answer.Written at(Replica in, Place written) {
            ChainId id = in.graph().id(written.chain());
            boolean goesOn = replica == in && id.equals(chain);
            if (!goesOn) {
                texts = new NamedPlace(id, written.seq()).textBeforeSeq();
            }
            if (!goesOn || !written.equals(place)) {
                List<Place> parents = in.own().parentsOf(written);
                // who writes alone follows on what was answered last
                Place last = goesOn ? place : null;
                boolean knows =
                        last != null
                                && last.chain() == written.chain()
                                && parents.size() == 1
                                && parents.getFirst().equals(last);
                answer =
                        new Answer.Written(
                                id.branch().size() == 0
                                        ? texts + written.seq()
                                        : name(in.graph(), written),
                                knows ? List.of(answer.version()) : names(in.graph(), parents));
                replica = in;
                place = written;
                chain = id;
            }
            return answer;
        }
    }

    Clients(Outbox outbox) {
        this.outbox = outbox;
    }

    void watch(
            long id,
            Space space,
            @Nullable Replica replica,
            Path path,
            Subscription.Config config,
            int credit) {
        if (byId.containsKey(id) || byId.size() >= SUBSCRIPTIONS_MAX) {
            throw new Refusal(
                    Problem.NOT_ALLOWED,
                    "subscription " + id + " exists, or " + SUBSCRIPTIONS_MAX + " do");
        }
        Subscription subscription = space.subscribe(path, config, () -> ready.add(id));
        List<String> begun = replica == null ? List.of() : version(replica);
        byId.put(id, new Watching(subscription, replica, begun));
        subscription.grant(credit);
        ready.add(id);
    }

    void more(long id, int credit) {
        Watching watching = byId.get(id);
        if (watching != null && credit > 0) {
            watching.subscription().grant(credit);
            ready.add(id);
        }
    }

    void unwatch(long id) {
        Watching watching = byId.remove(id);
        if (watching != null) {
            watching.subscription().close();
        }
        ready.remove(id);
    }

    int count() {
        return byId.size();
    }

    void measure(List<Gauge> out) {
        byId.forEach(
                (id, watching) -> {
                    Subscription one = watching.subscription();
                    boolean state = one.config().mode() == Subscription.Mode.STATE;
                    int max = state ? Subscription.BEHIND_CELLS_MAX : Subscription.QUEUE_MAX;
                    out.add(new Gauge("updates of subscription " + id, one.pending(), max));
                });
    }

    /// Whether anybody watches how this peer is.
    boolean watchesHealth() {
        for (Watching watching : byId.values()) {
            if (watching.replica() == null) {
                return true;
            }
        }
        return false;
    }

    /// Gives everybody what there is.
    void settle() {
        told.forget();
        while (!ready.isEmpty()) {
            long id = ready.pollFirst();
            Watching watching = byId.get(id);
            if (watching != null) {
                give(id, watching);
            }
        }
    }

    private void give(long id, Watching watching) {
        for (Subscription.Update update = watching.subscription().poll();
                update != null;
                update = watching.subscription().poll()) {
            outbox.tell(id, event(update, watching));
            if (update instanceof Subscription.Ended) {
                unwatch(id);
                return;
            }
        }
    }

    /// A version is told where the reader then has everything up to it, and nothing that is newer.
    private Event event(Subscription.Update update, Watching watching) {
        Replica replica = watching.replica();
        if (replica == null) {
            return new Event(update, List.of(), List.of());
        }
        if (update instanceof Subscription.Applied applied && applied.stamp() != null) {
            return told.applied(update, applied.stamp(), replica);
        }
        boolean every = watching.subscription().config().mode() == Subscription.Mode.CHANGES;
        if (every && update instanceof Subscription.Page page) {
            return new Event(update, page.last() ? watching.begun() : List.of(), List.of());
        }
        boolean all = !watching.subscription().isBehind();
        return new Event(update, all ? told.version(replica) : List.of(), List.of());
    }

    private static List<String> parents(Replica replica, Stamp stamp) {
        Place place = new Place(stamp.chain(), stamp.seq());
        return names(replica.graph(), replica.own().parentsOf(place));
    }

    /// Whether these name the version that a space has.
    static boolean isAt(Replica replica, List<String> version) {
        return new TreeSet<>(version).equals(new TreeSet<>(version(replica)));
    }

    /// The version that a replica shows: the last change of each chain that nothing else has seen.
    static List<String> version(Replica replica) {
        return names(replica.graph(), replica.own().frontier());
    }

    /// The answer to whoever wrote that change.
    Answer.Written written(Replica replica, Place place) {
        return wrote.at(replica, place);
    }

    static List<String> names(ChangeGraph graph, List<Place> places) {
        if (places.size() == 1) {
            return List.of(name(graph, places.getFirst()));
        }
        var named = new ArrayList<NamedPlace>(places.size());
        for (Place place : places) {
            named.add(new NamedPlace(graph.id(place.chain()), place.seq()));
        }
        return new Frontier(named).texts();
    }

    static String name(ChangeGraph graph, Place place) {
        return new NamedPlace(graph.id(place.chain()), place.seq()).text();
    }

    /// The changes that a client named; they must be here.
    static List<Place> placesOf(Replica replica, List<String> texts) {
        if (texts.size() > VERSION_IDS_MAX) {
            throw new Refusal(
                    Problem.VALUE_MALFORMED,
                    texts.size() + " ids in a version, expected at most " + VERSION_IDS_MAX);
        }
        var places = new ArrayList<Place>();
        for (String text : texts) {
            Place place = placeOf(replica, text);
            if (place == null) {
                throw new Refusal(
                        Problem.VERSION_UNKNOWN,
                        "version " + text + " is not here (yet): read again and go on from that");
            }
            places.add(place);
        }
        return places;
    }

    /// Null when that change is not here.
    static @Nullable Place placeOf(Replica replica, String text) {
        NamedPlace named = Frontier.parse(text);
        int chain = replica.graph().number(named.chain());
        if (chain < 0 || named.seq() > replica.own().lastOf(chain)) {
            return null;
        }
        return new Place(replica.graph().resolve(chain, named.seq()), named.seq());
    }
}
