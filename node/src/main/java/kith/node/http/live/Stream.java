package kith.node.http.live;

import java.io.ByteArrayOutputStream;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Event;
import kith.node.http.live.UpdateText.Names;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.NestedJson;
import kith.node.http.talk.Refused;
import kith.node.http.talk.Versions;
import kith.state.Query;
import kith.state.Query.Found;
import kith.state.Subscription;
import kith.state.Subscription.Mode;
import org.jspecify.annotations.Nullable;

/// One subscription as a Braid stream: a response that does not end.
///
/// ```
/// picture ──▶ updates, one for each grant ──▶ … ──▶ the client goes, or does not read, or we stop
///    │
///    └─ not told when the client names the version that it shows (state), or one behind which all
///       changes are still known (changes): then it goes on from there, and is told `Resumed: true`
/// ```
///
/// The picture is asked for in any case: what a later update means to a client depends on what the
/// picture showed ([Shape]). One that is larger than a page is told page by page, and only its end
/// has a version: a client that is cut off before that begins anew.
///
/// Of one request, on its thread.
final class Stream implements Streaming {
    /// Updates that may wait for this reader. Two: one is written while the next is made.
    private static final int CREDIT = 2;

    /// How often a picture that is not told is read anew because something was written meanwhile.
    private static final int TRIES_MAX = 3;

    private final Exchange exchange;
    private final Door door;
    private final Place place;
    private final Encoded encoded;
    private final Recents recents;
    private final Choirs choirs;
    private final Pace pace;
    private Shape shape;
    private volatile Mailbox mailbox = new Mailbox();
    private volatile @Nullable Voice voice;
    private volatile boolean closed;
    private long subscription = -1;
    private List<String> told = List.of();
    private boolean pictured;
    private boolean slow;
    private Recents.@Nullable Followed followed;

    Stream(
            Exchange exchange,
            Door door,
            Place place,
            Encoded encoded,
            Recents recents,
            Choirs choirs,
            Pace pace) {
        this.exchange = exchange;
        this.door = door;
        this.place = place;
        this.encoded = encoded;
        this.recents = recents;
        this.choirs = choirs;
        this.pace = pace;
        this.shape = newShape();
    }

    private Shape newShape() {
        return new Shape(
                place.address().path(),
                path -> {
                    Query.Answer answer = place.read(door, path);
                    return answer == null ? null : answer.value();
                });
    }

    @Override
    public void close() {
        closed = true;
        mailbox.close();
        Voice joined = voice;
        if (joined != null) {
            joined.close();
        }
    }

    @Override
    public void run() {
        if (place.mode() == Mode.CHANGES) {
            followed = recents.follow(place);
        }
        try {
            begin();
            long beat = heartbeat(pace.heartbeatMillis());
            while (!closed) {
                Voice joined = join();
                if (!(joined == null ? tellsAlone(beat) : staysIn(joined, beat))) {
                    break;
                }
            }
            exchange.end();
        } finally {
            end();
            if (followed != null) {
                recents.leave(followed);
            }
        }
    }

    /// False when that was the last.
    private boolean tellsAlone(long beat) {
        Event event = mailbox.take(beat);
        if (event != null) {
            return told(event);
        }
        exchange.write(UpdateText.HEARTBEAT);
        return true;
    }

    // Together with others

    /// Joins the others of the place, if it has everything and is none that is slow.
    private @Nullable Voice join() {
        boolean may = place.mode() == Mode.STATE && pictured && !slow && mailbox.isEmpty();
        return may ? door.together(this::joinOwned) : null;
    }

    /// While the engine is owned. An empty mailbox then means that there is nothing to tell: both
    /// grants are open.
    private @Nullable Voice joinOwned() {
        if (!mailbox.isEmpty() || closed) {
            return null;
        }
        Choir there = choirs.at(place);
        if (there != null) {
            var joined = new Voice(exchange, there, told);
            if (there.join(joined)) {
                end();
                return joined;
            }
        }
        var founded = new Choir(door, place, shape, mailbox, subscription, told, choirs);
        var first = new Voice(exchange, founded, told);
        founded.join(first);
        choirs.begin(founded);
        subscription = -1; // it is the choir's now, with what else was made for it
        mailbox = new Mailbox();
        shape = newShape();
        return first;
    }

    /// False when that was the last.
    private boolean staysIn(Voice joined, long beat) {
        voice = joined;
        if (closed) {
            joined.close();
        }
        Voice.End end = joined.stay(beat, pace.writeMillis());
        voice = null;
        told = joined.told();
        switch (end) {
            case GONE -> throw exchange.gone();
            case CLOSED -> {
                return false;
            }
            case BEHIND -> slow = true;
            case OVER -> {}
        }
        watch();
        return true;
    }

    private void end() {
        if (subscription >= 0) {
            door.close(subscription);
            subscription = -1;
        }
    }

    /// A client may want to hear from us more often than we would say something.
    private long heartbeat(int heartbeatMillis) {
        String wanted = exchange.header("Heartbeats");
        return wanted == null
                ? heartbeatMillis
                : Math.min(heartbeatMillis, Heartbeats.millis(wanted));
    }

    // The beginning

    private void begin() {
        List<String> parents = Versions.parse(exchange.header("Parents"));
        if (parents != null && !parents.isEmpty() && goesOn(parents)) {
            return;
        }
        watch();
        Event first = mailbox.peek();
        if (first != null && first.update() instanceof Subscription.Ended ended) {
            throw tooLarge(ended);
        }
        head(false);
    }

    /// Goes on where the client is, if that can be done.
    private boolean goesOn(List<String> parents) {
        for (int i = 0; i < TRIES_MAX; i++) {
            List<Recent.Missed> missed = watchBehind(parents);
            if (missed == null) {
                return false;
            }
            if (takePicture(parents)) {
                head(true);
                told = parents;
                catchUp(missed);
                return true;
            }
            end();
        }
        return false;
    }

    /// Subscribes, and finds what the client missed until then. Null when that is not known, and
    /// then nothing was begun.
    private @Nullable List<Recent.Missed> watchBehind(List<String> parents) {
        return door.together(
                () -> {
                    List<Recent.Missed> missed = missed(parents);
                    if (missed != null) {
                        watch();
                    }
                    return missed;
                });
    }

    private @Nullable List<Recent.Missed> missed(List<String> parents) {
        if (place.mode() == Mode.CHANGES) {
            return followed == null ? null : followed.recent.after(parents);
        }
        return Place.same(parents, place.version(door)) ? List.of() : null;
    }

    private static Refused tooLarge(Subscription.Ended ended) {
        return Refused.because(
                HttpProblem.RESOURCE_TOO_LARGE,
                ended.reason() == Subscription.Reason.TOO_LARGE
                        ? "there are more than "
                                + Subscription.PICTURE_CELLS_MAX
                                + " cells, too many for every change: subscribe to a part, or in"
                                + " the mode state"
                        : "changes come faster than they can be told: subscribe again");
    }

    /// Subscribes, and notes in the same moment which version the picture shows.
    private void watch() {
        mailbox.clear();
        shape.clear();
        pictured = false;
        told = List.of();
        subscription = door.open(mailbox);
        Answer answer =
                door.together(
                        () -> {
                            if (followed != null) {
                                followed.recent.mark(place.version(door));
                            }
                            return door.call(place.watch(subscription, List.of(), CREDIT));
                        });
        if (answer instanceof Answer.Failed failed) {
            end();
            throw Refused.by(failed);
        }
    }

    /// Takes the picture in without telling it. False when it did not come whole, or shows more
    /// than that version in the mode in which it is read page by page.
    private boolean takePicture(List<String> version) {
        while (true) {
            Event event = mailbox.peek();
            if (event == null || !(event.update() instanceof Subscription.Page page)) {
                return false;
            }
            mailbox.take(0);
            shape.take(page.cells());
            if (page.last()) {
                boolean same = place.mode() == Mode.CHANGES || Place.same(event.version(), version);
                if (same) {
                    pictured = true;
                    more();
                }
                return same;
            }
            door.call(new Command.More(subscription, 1)); // the next page comes with the answer
        }
    }

    private void more() {
        door.tell(new Command.More(subscription, 1));
    }

    private void head(boolean resumed) {
        exchange.put("Subscribe", "true");
        exchange.put("Cache-Control", "no-cache, no-transform, no-store");
        exchange.put("X-Accel-Buffering", "no");
        exchange.versions("Current-Version", place.version(door));
        if (exchange.header("Parents") != null) {
            exchange.put("Resumed", Boolean.toString(resumed));
        }
        String beats = exchange.header("Heartbeats");
        if (beats != null) {
            exchange.put("Heartbeats", Heartbeats.text(beats));
        }
        exchange.begin(209, Exchange.JSON);
        exchange.mayBeIdle();
        exchange.write(UpdateText.HEARTBEAT);
    }

    /// Tells what was missed. What is remembered of the resource is that of now; it is taken back
    /// to where the client is first.
    private void catchUp(List<Recent.Missed> missed) {
        for (int i = missed.size() - 1; i >= 0; i--) {
            shape.undo(missed.get(i).entries());
        }
        for (Recent.Missed one : missed) {
            write(one.event(), shape.changed(one.entries()));
        }
    }

    // Updates

    /// False when it was the last.
    private boolean told(Event event) {
        switch (event.update()) {
            case Subscription.Page page -> page(event, page);
            case Subscription.Newest newest -> write(event, shape.newest(newest.cells()));
            case Subscription.Applied applied ->
                    write(event, shape.changed(applied.changes().entries()));
            case Subscription.Ended ended -> {
                return false; // the client comes back, and goes on or begins anew
            }
        }
        more();
        return true;
    }

    private void page(Event event, Subscription.Page page) {
        if (page.first()) {
            shape.clear();
            told = List.of();
        }
        pictured = page.last();
        shape.take(page.cells());
        var names = new Names(event.version(), List.of());
        if (page.first()) {
            exchange.write(
                    encoded.text(
                            page, form(names), () -> UpdateText.whole(names, body(page.cells()))));
        } else {
            List<Shape.Part> parts = shape.parts(page.cells()).parts();
            exchange.write(UpdateText.parts(names, place.address().path(), parts));
        }
        told = event.version();
    }

    private static byte[] body(List<Found> cells) {
        var out = new ByteArrayOutputStream();
        var json = new NestedJson((bytes, start, end) -> out.write(bytes, start, end - start));
        json.add(cells);
        json.finish();
        return out.toByteArray();
    }

    private void write(Event event, Shape.Told what) {
        Names names = names(event);
        switch (what) {
            case Shape.Whole whole ->
                    exchange.write(
                            encoded.text(
                                    event.update(),
                                    form(names),
                                    () -> UpdateText.whole(names, whole.value())));
            case Shape.Parts parts when parts.shared() ->
                    exchange.write(
                            encoded.text(event.update(), form(names), () -> text(names, parts)));
            case Shape.Parts parts -> exchange.write(text(names, parts));
            case Shape.Again again -> again();
        }
        if (!event.version().isEmpty()) {
            told = event.version();
        }
    }

    private byte[] text(Names names, Shape.Parts parts) {
        return UpdateText.parts(names, place.address().path(), parts.parts());
    }

    private Names names(Event event) {
        if (!event.parents().isEmpty()) {
            return new Names(event.version(), event.parents());
        }
        boolean next = !event.version().isEmpty() && !Place.same(event.version(), told);
        return new Names(event.version(), next ? told : List.of());
    }

    /// What else the text of an update depends on.
    private String form(Names names) {
        return place.address().path().toText()
                + " "
                + place.depth()
                + " "
                + shape.isSmall()
                + " "
                + names;
    }

    /// Begins anew with a picture, in the same response.
    private void again() {
        end();
        watch();
    }

    /// What the heartbeats of a client mean.
    private static final class Heartbeats {
        private static final double SECONDS_MIN = 1;

        private Heartbeats() {}

        private static double seconds(String text) {
            String digits = text.strip();
            if (digits.endsWith("s")) {
                digits = digits.substring(0, digits.length() - 1);
            }
            try {
                double seconds = Double.parseDouble(digits);
                return seconds >= SECONDS_MIN && seconds <= 86_400 ? seconds : SECONDS_MIN;
            } catch (NumberFormatException e) {
                throw Refused.because(
                        HttpProblem.REQUEST_MALFORMED,
                        "heartbeats are seconds, such as 10s, not " + text);
            }
        }

        static long millis(String text) {
            return (long) (seconds(text) * 1000);
        }

        static String text(String text) {
            return seconds(text) + "s";
        }
    }
}
