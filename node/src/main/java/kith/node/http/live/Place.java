package kith.node.http.live;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.node.http.talk.Door;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.state.Query;
import kith.state.Subscription.Mode;
import org.jspecify.annotations.Nullable;

/// What is subscribed to.
record Place(Address address, int depth, Mode mode) {
    static final String STATE = "state";
    static final String CHANGES = "changes";

    static Mode mode(@Nullable String text) {
        return switch (text) {
            case null -> Mode.STATE;
            case STATE -> Mode.STATE;
            case CHANGES -> Mode.CHANGES;
            default ->
                    throw Refused.because(
                            HttpProblem.PARAMETER_MALFORMED,
                            "the mode is state (the newest) or changes (every one)");
        };
    }

    Command.Watch watch(long subscription, List<String> from, int credit) {
        return new Command.Watch(subscription, address, mode, depth, from, credit);
    }

    /// The version of the space now; empty where there are none, as for a peer's own health.
    List<String> version(Door door) {
        return switch (door.call(new Command.Read(address, 0, null, 1))) {
            case Answer.Found found -> found.version();
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other -> throw new IllegalStateException("read was answered by " + other);
        };
    }

    /// What is at a path below, with what is below that, now; null when it is more than one answer.
    Query.@Nullable Answer read(Door door, kith.value.Path path) {
        int levels =
                depth == Query.DEPTH_ALL
                        ? depth
                        : Math.max(0, depth - (path.size() - address.path().size()));
        var at = new Address(address.board(), address.space(), path);
        var read = new Command.Read(at, levels, null, Query.CELLS_MAX);
        return door.call(read) instanceof Answer.Found found && found.cells().complete()
                ? found.cells()
                : null;
    }

    /// Whether two versions are the same, in whatever order.
    static boolean same(List<String> a, List<String> b) {
        if (a.equals(b)) {
            return true;
        }
        var sortedA = new ArrayList<>(a);
        var sortedB = new ArrayList<>(b);
        sortedA.sort(null);
        sortedB.sort(null);
        return sortedA.equals(sortedB);
    }
}
