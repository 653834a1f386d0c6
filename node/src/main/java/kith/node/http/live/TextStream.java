package kith.node.http.live;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Event;
import kith.lang.Difference;
import kith.lang.Utf8;
import kith.node.http.live.UpdateText.Names;
import kith.node.http.live.UpdateText.TextPart;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.state.Query.Found;
import kith.state.Shown.Slot;
import kith.state.Subscription;
import kith.value.Value;

/// One text as a Braid stream of plain text: first all of it, then what was edited, each as the
/// difference between what the client was told last and what the text is now.
///
/// Who does not read skips what was in between: the newest counts, as for every stream in the mode
/// state. Positions are code points of the text before the update.
///
/// Of one request, on its thread.
final class TextStream implements Streaming {
    private static final String TYPE = "text/plain; charset=utf-8";

    private final Exchange exchange;
    private final Door door;
    private final Place place;
    private final Pace pace;
    private final Mailbox mailbox = new Mailbox();
    private volatile boolean closed;
    private String told = "";
    private List<String> version = List.of();
    private boolean begun;

    TextStream(Exchange exchange, Door door, Place place, Pace pace) {
        this.exchange = exchange;
        this.door = door;
        this.place = place;
        this.pace = pace;
    }

    /// Whether a client wants plain text and not JSON.
    static boolean isWanted(Exchange exchange) {
        String accept = exchange.header("Accept");
        return accept != null && accept.startsWith("text/plain");
    }

    @Override
    public void close() {
        closed = true;
        mailbox.close();
    }

    @Override
    public void run() {
        long subscription = door.open(mailbox);
        try {
            if (door.call(place.watch(subscription, List.of(), 1))
                    instanceof Answer.Failed failed) {
                throw Refused.by(failed);
            }
            while (!closed) {
                Event event = mailbox.take(pace.heartbeatMillis());
                if (event == null) {
                    beat();
                } else if (tell(event)) {
                    door.tell(new Command.More(subscription, 1));
                } else {
                    break;
                }
            }
            exchange.end();
        } finally {
            door.close(subscription);
        }
    }

    private void beat() {
        if (begun) {
            exchange.write(UpdateText.HEARTBEAT);
        }
    }

    /// False when it was the last.
    private boolean tell(Event event) {
        return switch (event.update()) {
            case Subscription.Page page -> tell(page.cells(), event.version());
            case Subscription.Newest newest -> tell(newest.cells(), event.version());
            case Subscription.Applied applied ->
                    throw new IllegalStateException("told every change: " + applied);
            case Subscription.Ended ended -> false;
        };
    }

    private boolean tell(List<Found> cells, List<String> now) {
        String text = told;
        for (Found cell : cells) {
            if (cell.path().equals(place.address().path())) {
                boolean is =
                        cell.shown().isNothing()
                                || cell.shown().slot() == Slot.TEXT
                                || cell.shown().value() instanceof Value.Text;
                if (!is && begun) {
                    return false; // it is something else now, and whoever asks again is told so
                }
                if (!is) {
                    throw Refused.because(
                            HttpProblem.REQUEST_MALFORMED,
                            "here is no text: ask for application/json");
                }
                text = cell.shown().value() instanceof Value.Text(String shown) ? shown : "";
            }
        }
        if (!begun) {
            head();
            var names = new Names(now, List.of());
            exchange.write(UpdateText.text(names, Utf8.encode(text)));
        } else if (!text.equals(told) || !Place.same(now, version)) {
            exchange.write(UpdateText.texts(new Names(now, version), parts(told, text)));
        }
        begun = true;
        told = text;
        version = now;
        return true;
    }

    private void head() {
        exchange.put("Subscribe", "true");
        exchange.put("Cache-Control", "no-cache, no-transform, no-store");
        exchange.put("X-Accel-Buffering", "no");
        exchange.versions("Current-Version", place.version(door));
        exchange.put("Merge-Type", "simpleton");
        exchange.begin(209, TYPE);
        exchange.mayBeIdle();
        exchange.write(UpdateText.HEARTBEAT);
    }

    /// Edits come front to back, each on what those before it made.
    private static List<TextPart> parts(String from, String to) {
        var parts = new ArrayList<TextPart>();
        int units = 0;
        int points = 0;
        int grown = 0;
        for (Difference.Edit edit : Difference.between(from, to)) {
            int start = edit.at() - grown;
            int end = start + edit.delete();
            points += from.codePointCount(units, start);
            int last = points + from.codePointCount(start, end);
            parts.add(new TextPart(points, last, edit.insert()));
            points = last;
            units = end;
            grown += edit.insert().length() - edit.delete();
        }
        return parts;
    }
}
