package kith.node.http.talk;

import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.state.Writing;
import kith.talk.Fields;
import kith.value.Value;

/// What became of a write: its change, or that there was nothing to change.
///
/// @param version the change; empty when nothing was changed
/// @param parents what it follows on
public record Wrote(String version, List<String> parents) {
    private static final Wrote NOTHING = new Wrote("", List.of());

    /// Writes; what is refused is a [Refused].
    public static Wrote by(Door door, Command.Write write) {
        return switch (door.call(write)) {
            case Answer.Written(String version, List<String> parents) ->
                    orNothing(new Wrote(version, parents), door, write);
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other ->
                    throw new IllegalStateException("a write was answered by " + other);
        };
    }

    private static Wrote orNothing(Wrote wrote, Door door, Command.Write write) {
        return mayBeNothing(write.edits()) && !wrote.exists(door, write.at()) ? NOTHING : wrote;
    }

    /// Only what takes away can find that it is gone already.
    private static boolean mayBeNothing(List<Writing.Edit> edits) {
        for (Writing.Edit edit : edits) {
            if (!(edit instanceof Writing.Remove) && !(edit instanceof Writing.Take)) {
                return false;
            }
        }
        return true;
    }

    /// Whether the change is there. A write that did nothing is answered with the number that the
    /// next change will have, and what was written may be lost in a crash.
    public boolean exists(Door door, Address at) {
        return door.call(new Command.Await(at, version, 0, 0)) instanceof Answer.Safe;
    }

    public boolean isChange() {
        return !version.isEmpty();
    }

    /// As clients get it, for more fields.
    public Fields fields() {
        return isChange()
                ? new Fields().put("version", version).put("parents", parents)
                : new Fields().put("changed", false);
    }

    /// As clients get it.
    public Value toJson() {
        return fields().value();
    }
}
