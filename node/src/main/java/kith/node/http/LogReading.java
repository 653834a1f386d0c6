package kith.node.http;

import java.util.List;
import kith.Answer;
import kith.Command;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.replica.history.Ask;
import kith.replica.history.Why;
import kith.talk.LogText;
import kith.talk.WhyText;

/// `GET` of an address with `log`: the changes that touched it; with `why`: what became of each.
///
/// What is old is read from the disk; the thread of the request waits for that, the peer does
/// not. It looks now and then whether its client is still there, and drops the question else.
final class LogReading {
    /// Unless a client says otherwise: what somebody reads at once. Guesses.
    private static final int CHANGES = 100;

    private static final int EDITS = 10;

    private static final int VALUE_BYTES = 256;

    private final Door door;

    LogReading(Door door) {
        this.door = door;
    }

    private static List<String> ids(String since) {
        int end = since.length();
        while (end > 0 && since.charAt(end - 1) == ',') {
            end--; // as a list is written that was made in a loop
        }
        if (end == 0) {
            return List.of();
        }
        List<String> ids = List.of(since.substring(0, end).split(",", Ask.SINCE_MAX + 1));
        if (ids.size() > Ask.SINCE_MAX) {
            throw Refused.because(
                    HttpProblem.PARAMETER_MALFORMED,
                    "more than " + Ask.SINCE_MAX + " ids in since; ask with from, or without");
        }
        return ids;
    }

    /// Why the cell shows what it shows.
    void why(Exchange exchange, Target target) {
        target.only("why", "limit");
        var why =
                new Command.Why(target.address(), target.count("limit", Why.CHANGES_MAX, CHANGES));
        switch (door.call(why, exchange::expectClient)) {
            case Answer.Explained explained -> {
                exchange.versions("Version", explained.version());
                exchange.send(200, WhyText.of(explained.why()));
            }
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other -> throw new IllegalStateException("why was answered by " + other);
        }
    }

    void answer(Exchange exchange, Target target) {
        target.only("log", "from", "oldest", "since", "limit", "edits", "values");
        String since = target.text("since");
        var log =
                new Command.Log(
                        target.address(),
                        target.has("oldest"),
                        target.text("from"),
                        since == null ? List.of() : ids(since),
                        target.count("limit", Ask.CHANGES_MAX, CHANGES),
                        (int) target.number("edits", Ask.EDITS_MAX, EDITS),
                        (int) target.number("values", Ask.VALUE_BYTES_MAX, VALUE_BYTES));
        switch (door.call(log, exchange::expectClient)) {
            case Answer.Logged logged -> {
                exchange.versions("Version", logged.version());
                exchange.send(200, LogText.of(logged.page()));
            }
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other -> throw new IllegalStateException("log was answered by " + other);
        }
    }
}
