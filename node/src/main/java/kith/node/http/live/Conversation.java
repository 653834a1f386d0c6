package kith.node.http.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Event;
import kith.Problem;
import kith.crdt.Op;
import kith.lang.Malformed;
import kith.node.http.talk.Door;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.node.http.talk.Wrote;
import kith.state.Query;
import kith.state.Query.Found;
import kith.state.Shown;
import kith.state.Subscription;
import kith.state.Writing;
import kith.talk.Edits;
import kith.talk.Fields;
import kith.talk.NotUnderstood;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What is said on one socket: a message with a number asks, and what has that number answers.
///
/// ```
/// {"id":1,"watch":"tasks/a","mode":"state","depth":2,"from":[…]}
/// {"id":1,"unwatch":true}
/// {"id":2,"put":"tasks/a/b","value":…,"parents":[…]}
/// {"id":3,"patch":"tasks","edits":[{"put":"a/b","value":…}],"parents":[…]}
/// ```
///
/// Messages come one at a time; events come at any time, under the lock of the engine.
final class Conversation {
    /// Subscriptions of one socket.
    static final int WATCHES_MAX = 10_000;

    /// Ids in the version that a subscription is to go on from. Guess: as in a header.
    private static final int FROM_MAX = 1_000;

    /// Updates that may wait for each.
    private static final int CREDIT = 2;

    private static final long ID_LAST = (1L << 53) - 1; // what JavaScript can count to

    private final Door door;
    private final Encoded encoded;
    private final Recents recents;
    private final Shows shows;
    private final Consumer<Socket.Message> out;
    private final Map<Long, Watched> watches = new HashMap<>();
    private boolean closed;

    /// One subscription of this socket. What comes before it is said that it has begun is held
    /// back; its credit bounds that.
    private final class Watched implements Consumer<Event> {
        final long id;
        final Place place;
        final WatchText text;
        final AtomicReference<Recents.@Nullable Followed> followed = new AtomicReference<>();
        volatile boolean ended;
        volatile long subscription = -1;
        private @Nullable List<Event> held = new ArrayList<>();

        Watched(long id, Place place, boolean patches, int clip) {
            this.id = id;
            this.place = place;
            this.text = new WatchText(place.address().path(), encoded, patches, clip);
        }

        @Override
        public synchronized void accept(Event event) {
            List<Event> holding = held;
            if (holding != null) {
                holding.add(event);
            } else {
                out.accept(new Update(this, event));
            }
        }

        /// Whether a picture came, and not only what goes on from a version.
        synchronized boolean isPictured() {
            List<Event> holding = held;
            return holding != null
                    && !holding.isEmpty()
                    && holding.getFirst().update() instanceof Subscription.Page;
        }

        /// Says that it has begun, what was missed, what came since, and from now on each event.
        synchronized void begun(boolean resumed, List<Recent.Missed> missed) {
            List<Event> holding = held == null ? List.of() : held;
            held = null;
            reply(id, new Fields().put("watching", true).put("resumed", resumed));
            missed.forEach(one -> out.accept(new Past(this, one.event())));
            holding.forEach(event -> out.accept(new Update(this, event)));
        }
    }

    /// An update on its way.
    private final class Update implements Socket.Message {
        private final Watched watched;
        private final Event event;

        Update(Watched watched, Event event) {
            this.watched = watched;
            this.event = event;
        }

        @Override
        public long bytes() {
            return WatchText.bytes(event.update());
        }

        @Override
        public @Nullable String text() {
            return watched.ended ? null : watched.text.of(watched.id, event);
        }

        @Override
        public void sent() {
            if (event.update() instanceof Subscription.Ended) {
                forget(watched);
            } else if (!watched.ended) {
                door.tell(new Command.More(watched.subscription, 1));
            }
        }
    }

    /// An update that was missed. It has no credit to give back. Its text is made when its turn
    /// comes: there may be a thousand, and the engine waits for who begins.
    private record Past(Watched watched, Event event) implements Socket.Message {
        @Override
        public long bytes() {
            return WatchText.bytes(event.update());
        }

        @Override
        public @Nullable String text() {
            return watched.ended ? null : watched.text.of(watched.id, event);
        }
    }

    /// What the watched cell itself shows now, because the client asked for that: it has no credit
    /// either. Between two other updates it stands where the engine was between the two.
    private record Now(Watched watched, Event event, long number) implements Socket.Message {
        @Override
        public long bytes() {
            return WatchText.bytes(event.update());
        }

        @Override
        public @Nullable String text() {
            return watched.ended ? null : watched.text.of(watched.id, event, number);
        }
    }

    private record Reply(String text) implements Socket.Message {
        @Override
        public long bytes() {
            return text.length();
        }
    }

    Conversation(
            Door door,
            Encoded encoded,
            Recents recents,
            Shows shows,
            Consumer<Socket.Message> out) {
        this.door = door;
        this.shows = shows;
        this.encoded = encoded;
        this.recents = recents;
        this.out = out;
    }

    private void reply(long id, Fields fields) {
        out.accept(new Reply(Json.print(WatchText.withId(id, fields.value()))));
    }

    /// Takes a message.
    void take(String text) {
        long id = 0;
        try {
            if (!(Json.parse(text) instanceof Value.Obj message)) {
                throw Refused.because(HttpProblem.JSON_MALFORMED, "expected an object");
            }
            id = Fields.number(message, "id", 0, ID_LAST, 0);
            take(id, message);
        } catch (Malformed malformed) {
            refuse(
                    id,
                    Refused.because(
                            HttpProblem.JSON_MALFORMED, String.valueOf(malformed.getMessage())));
        } catch (NotUnderstood words) {
            refuse(id, Refused.because(HttpProblem.JSON_MALFORMED, words.detail()));
        } catch (Refused refused) {
            refuse(id, refused);
        }
    }

    private void refuse(long id, Refused refused) {
        reply(id, new Fields().put("error", refused.toJson()));
    }

    private void take(long id, Value.Obj message) {
        if (message.find("watch") != null) {
            watch(id, message);
        } else if (message.find("unwatch") != null) {
            forget(id);
            reply(id, new Fields().put("unwatched", true));
        } else if (message.find("now") != null) {
            now(id, Fields.number(message, "now", 0, ID_LAST, 0));
        } else if (message.find("show") != null) {
            show(id, message);
        } else if (message.find("put") != null) {
            put(id, message);
        } else if (message.find("patch") != null) {
            patch(id, message);
        } else if (message.find("ping") != null) {
            reply(id, new Fields().put("pong", true));
        } else {
            throw Refused.because(
                    HttpProblem.JSON_MALFORMED,
                    "expected one of \"watch\", \"unwatch\", \"now\", \"show\", \"put\", \"patch\","
                            + " \"ping\"");
        }
    }

    private static Address address(Value.Obj message, String field) {
        try {
            return Address.parse(Fields.textNeeded(message, field));
        } catch (Malformed malformed) {
            throw Refused.because(
                    Problem.ADDRESS_MALFORMED, String.valueOf(malformed.getMessage()));
        }
    }

    // Watching

    private void watch(long id, Value.Obj message) {
        Address address = address(message, "watch");
        long depth = Fields.number(message, "depth", 0, Query.DEPTH_ALL, Query.DEPTH_ALL);
        var place = new Place(address, (int) depth, Place.mode(Fields.text(message, "mode")));
        List<String> told = Fields.texts(message, "from");
        List<String> from = told.size() > FROM_MAX ? List.of() : told; // then a snapshot
        boolean patches = Fields.flag(message, "patches");
        int clip = (int) Fields.number(message, "clip", 1, Op.TEXT_LENGTH_MAX, Op.TEXT_LENGTH_MAX);
        var watched = new Watched(id, place, patches, clip);
        add(watched);
        boolean begun = false;
        try {
            follow(watched);
            begun = goesOn(watched, from) || begin(watched, from);
        } finally {
            if (!begun) {
                forget(watched);
            }
            if (!begun || isClosed()) {
                end(watched); // the socket may have ended before there was something to end
            }
        }
    }

    /// Who is told every change is told also those it misses while it is away for a short time.
    private void follow(Watched watched) {
        if (watched.place.mode() == Subscription.Mode.CHANGES) {
            watched.followed.set(recents.follow(watched.place));
        }
    }

    /// Goes on behind that version with all changes since, where they are still known.
    private boolean goesOn(Watched watched, List<String> from) {
        Recents.Followed followed = watched.followed.get();
        if (followed == null || from.isEmpty()) {
            return false;
        }
        List<Recent.Missed> missed =
                door.together(
                        () -> {
                            List<Recent.Missed> gap = followed.recent.after(from);
                            List<String> now =
                                    gap == null ? List.of() : watched.place.version(door);
                            return gap != null && ask(watched, now) == null ? gap : null;
                        });
        if (missed == null) {
            return false;
        }
        watched.begun(true, missed);
        return true;
    }

    private boolean begin(Watched watched, List<String> from) {
        Recents.Followed followed = watched.followed.get();
        Answer.Failed failed =
                door.together(
                        () -> {
                            if (followed != null) {
                                followed.recent.mark(watched.place.version(door));
                            }
                            return ask(watched, from);
                        });
        if (failed != null) {
            refuse(watched.id, Refused.by(failed));
            return false;
        }
        watched.begun(!from.isEmpty() && !watched.isPictured(), List.of());
        return true;
    }

    /// Why there is no such subscription; null when there is.
    private Answer.@Nullable Failed ask(Watched watched, List<String> from) {
        watched.subscription = door.open(watched);
        Answer answer = door.call(watched.place.watch(watched.subscription, from, CREDIT));
        if (answer instanceof Answer.Failed failed) {
            door.close(watched.subscription);
            return failed;
        }
        return null;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized void add(Watched watched) {
        if (watches.containsKey(watched.id)) {
            throw Refused.because(
                    HttpProblem.ID_IN_USE,
                    "the id " + watched.id + " is that of a subscription that has not ended");
        }
        if (closed || watches.size() >= WATCHES_MAX) {
            throw Refused.because(
                    HttpProblem.TOO_MANY_SUBSCRIPTIONS,
                    "this socket has its " + WATCHES_MAX + " subscriptions already");
        }
        watches.put(watched.id, watched);
    }

    private void forget(long id) {
        Watched watched = remove(id);
        if (watched != null) {
            end(watched);
        }
    }

    /// Not one that has begun under its id since.
    private void forget(Watched watched) {
        boolean was;
        synchronized (this) {
            was = watches.remove(watched.id, watched);
        }
        if (was) {
            end(watched);
        }
    }

    private synchronized @Nullable Watched remove(long id) {
        return watches.remove(id);
    }

    /// A client that has written, and was answered elsewhere, so learns where in what it is told
    /// its write is: before the answer to this.
    private void now(long id, long number) {
        Watched watched = watched(id);
        door.together(
                () -> {
                    var read = new Command.Read(watched.place.address(), 0, null, 1);
                    if (door.call(read) instanceof Answer.Found found) {
                        var cells = found.cells().cells();
                        var update = new Subscription.Newest(0, shown(watched, cells), true);
                        var event = new Event(update, found.version(), List.of());
                        out.accept(new Now(watched, event, number));
                    }
                    return number;
                });
    }

    private static List<Found> shown(Watched watched, List<Found> cells) {
        Path path = watched.place.address().path();
        return cells.isEmpty() ? List.of(new Found(path, Shown.NOTHING, 0, false)) : cells;
    }

    private synchronized Watched watched(long id) {
        Watched watched = watches.get(id);
        if (watched == null) {
            throw Refused.because(
                    HttpProblem.JSON_MALFORMED, "there is no subscription with the id " + id);
        }
        return watched;
    }

    private void end(Watched watched) {
        watched.ended = true;
        if (watched.subscription >= 0) {
            door.close(watched.subscription);
        }
        Recents.Followed followed = watched.followed.getAndSet(null);
        if (followed != null) {
            recents.leave(followed);
        }
    }

    /// Ends all subscriptions.
    void close() {
        List<Watched> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(watches.values());
            watches.clear();
        }
        all.forEach(this::end);
        shows.left(this);
    }

    // Showing

    private void show(long id, Value.Obj message) {
        Value value = message.find("value");
        shows.show(this, address(message, "show"), value == null ? Value.Null.NULL : value);
        reply(id, new Fields().put("shown", true));
    }

    // Writing

    private void put(long id, Value.Obj message) {
        Address address = address(message, "put");
        Value value = message.find("value");
        if (value == null) {
            throw Refused.because(HttpProblem.JSON_MALFORMED, "the field \"value\" is missing");
        }
        write(id, message, address, List.of(new Writing.Put(address.path(), value)));
    }

    private void patch(long id, Value.Obj message) {
        Address address = address(message, "patch");
        Value edits = message.find("edits");
        if (edits == null) {
            throw Refused.because(HttpProblem.JSON_MALFORMED, "the field \"edits\" is missing");
        }
        write(id, message, address, Edits.parse(address.path(), edits));
    }

    private void write(long id, Value.Obj message, Address address, List<Writing.Edit> edits) {
        List<String> parents = Fields.texts(message, "parents");
        Wrote wrote = Wrote.by(door, new Command.Write(address, edits, parents, false));
        reply(id, new Fields().put("written", wrote.toJson()));
    }
}
