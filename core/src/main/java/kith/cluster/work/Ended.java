package kith.cluster.work;

import kith.lang.Bytes;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// How a task ended.
///
/// @param body the value that came of it where it is done; why not, as a text, where it failed
public record Ended(Outcome outcome, Bytes body) {
    /// Why something failed; what is longer is cut. Guess: some lines.
    private static final int WHY_CHARS_MAX = 1 << 10;

    private static final Bytes NOTHING = Task.bytes(Value.Null.NULL);

    /// With `failure` it could not be done, and why; else it is done.
    public static Ended of(Value value, @Nullable String failure) {
        return failure == null
                ? fitting(Outcome.DONE, value)
                : fitting(Outcome.FAILED, new Value.Text(cut(failure)));
    }

    private static Ended fitting(Outcome outcome, Value value) {
        Bytes body = Task.bytes(value);
        return body.size() > Task.BYTES_MAX ? as(Outcome.TOO_LARGE) : new Ended(outcome, body);
    }

    private static String cut(String why) {
        if (why.length() <= WHY_CHARS_MAX) {
            return why;
        }
        boolean half = Character.isHighSurrogate(why.charAt(WHY_CHARS_MAX - 1));
        return why.substring(0, half ? WHY_CHARS_MAX - 1 : WHY_CHARS_MAX);
    }

    static Ended as(Outcome outcome) {
        return new Ended(outcome, NOTHING);
    }

    public Value value() {
        return Task.value(body);
    }

    public String why() {
        return value() instanceof Value.Text(String text) ? text : "no reason was given";
    }
}
