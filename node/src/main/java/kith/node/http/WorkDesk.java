package kith.node.http;

import kith.Answer;
import kith.Command;
import kith.cluster.work.Tasks;
import kith.lang.Bytes;
import kith.node.http.talk.Door;
import kith.node.http.talk.Refused;
import kith.talk.Fields;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `POST /.kith/work/…`: submitting tasks, coming for them, and saying that they are done.
final class WorkDesk {
    private static final long WITHIN_MILLIS = 60_000;

    /// Who comes for a task comes again when there was none.
    private static final long TAKE_MILLIS = 20_000;

    /// A third of how long is waited: who waits still gets an answer after a worker was lost.
    private static final long LIMIT_MILLIS = 20_000;

    private WorkDesk() {}

    /// What came of it.
    static Value submit(Door door, Value.Obj asked, Runnable look) {
        var submit =
                new Command.Submit(
                        Fields.text(asked, "board"),
                        Fields.textNeeded(asked, "name"),
                        value(asked),
                        millis(asked, "within", WITHIN_MILLIS));
        if (good(door.call(submit, look)) instanceof Answer.Worked(Value value)) {
            return new Fields().put("value", value).value();
        }
        throw new IllegalStateException("a task was answered otherwise");
    }

    private static long millis(Value.Obj asked, String field, long unlessSaid) {
        return Fields.number(asked, field, 1, Tasks.MILLIS_MAX, unlessSaid);
    }

    private static Value value(Value.Obj asked) {
        @Nullable Value value = asked.find("value");
        return value == null ? Value.Null.NULL : value;
    }

    private static Answer good(Answer answer) {
        if (answer instanceof Answer.Failed failed) {
            throw Refused.by(failed);
        }
        return answer;
    }

    /// A task, or nothing when none came in time.
    static Value take(Door door, Value.Obj asked, Runnable look) {
        var take =
                new Command.Take(
                        Fields.text(asked, "board"),
                        Fields.textNeeded(asked, "name"),
                        millis(asked, "within", TAKE_MILLIS),
                        millis(asked, "limit", LIMIT_MILLIS));
        return good(door.call(take, look)) instanceof Answer.Tasked(Bytes id, Value value)
                ? new Fields().put("id", id.hex()).put("value", value).value()
                : Value.Obj.EMPTY;
    }

    static Value done(Door door, Value.Obj asked) {
        Bytes id = Bytes.fromHex(Fields.textNeeded(asked, "id"));
        String failure = Fields.text(asked, "failure");
        String board = Fields.text(asked, "board");
        good(door.call(new Command.Finish(board, id, value(asked), failure)));
        return new Fields().put("done", true).value();
    }
}
