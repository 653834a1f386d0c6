package kith;

import java.util.List;
import kith.cluster.work.Ended;
import kith.cluster.work.Outcome;
import kith.cluster.work.Task;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.overlay.OverlayMessage;
import kith.replica.Durability;
import kith.replica.history.Page;
import kith.replica.history.Why;
import kith.replica.query.Asking;
import kith.replica.query.Inquiry;
import kith.replica.snapshot.Snapshots;
import kith.state.Query;
import kith.state.Shown;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The answer to a [Command].
public sealed interface Answer {
    /// It cannot be done, and why; nothing was changed.
    record Failed(Problem problem, String detail) implements Answer {
        static Failed because(Problem problem, Malformed malformed) {
            return new Failed(problem, String.valueOf(malformed.getMessage()));
        }

        /// What came of a query.
        static Answer unless(Asking.Outcome outcome) {
            return switch (outcome) {
                case Asking.Outcome.Came(Inquiry.Page page) -> new Matched(page);
                case Asking.Outcome.Refused(String because) ->
                        new Failed(Problem.QUERY_REFUSED, because);
                case Asking.Outcome.Unanswered() ->
                        new Failed(
                                Problem.QUERY_UNANSWERED, "the other side did not answer in time");
            };
        }

        /// What came of something that was to be passed on.
        static Answer unless(PeerId to, OverlayMessage.Outcome outcome) {
            String peer = to.shortText();
            return switch (outcome) {
                case DELIVERED -> new Done();
                case UNREACHABLE ->
                        new Failed(
                                Problem.NOT_CONNECTED,
                                "nobody who is linked to this peer is linked to " + peer + " now");
                case BUSY ->
                        new Failed(
                                Problem.FORWARD_BUSY,
                                "too much is on its way to " + peer + " already");
                case UNWANTED ->
                        new Failed(
                                Problem.FORWARD_UNWANTED,
                                peer
                                        + " takes nothing that is passed on: it can be called"
                                        + " directly");
                case UNANSWERED ->
                        new Failed(
                                Problem.FORWARD_UNANSWERED,
                                "whether "
                                        + peer
                                        + " has it is not known: it did not answer in time");
            };
        }

        /// What came of following a change.
        static Answer unless(kith.network.trace.Traced traced, String board, String space) {
            return traced.isForgotten()
                    ? new Failed(
                            Problem.TRACE_FORGOTTEN, "nobody who answered remembers how it came")
                    : new Answer.Traced(traced.report(board, space));
        }

        /// How a task ended.
        static Answer unless(Ended ended) {
            return switch (ended.outcome()) {
                case DONE -> new Worked(ended.value());
                case FAILED -> new Failed(Problem.WORK_FAILED, ended.why());
                case NO_WORKER, NOT_SERVED ->
                        new Failed(
                                Problem.WORK_NO_WORKER,
                                "nobody on the board does tasks of that name");
                case LOST ->
                        new Failed(
                                Problem.WORK_LOST,
                                "several took it, and none said what came of it");
                case TIMED_OUT ->
                        new Failed(Problem.WORK_TIMED_OUT, "nobody said in time what came of it");
                case NO_LEADER ->
                        new Failed(
                                Problem.WORK_NO_LEADER,
                                "nobody led the peers near this one, who could hand it out");
                case BUSY ->
                        new Failed(Problem.WORK_TOO_MUCH, "too many wait for an answer already");
                case TOO_LARGE ->
                        new Failed(
                                Problem.WORK_TOO_LARGE,
                                "it has more than " + Task.BYTES_MAX + " bytes");
            };
        }

        /// Something to do, if there was.
        static Answer unless(@Nullable Task task) {
            return task == null ? new Done() : new Tasked(task.id(), task.value());
        }

        /// Whether somebody here was at that task.
        static Answer unless(boolean known, Ended ended) {
            if (ended.outcome() == Outcome.TOO_LARGE) {
                return unless(ended);
            }
            return known
                    ? new Done()
                    : new Failed(
                            Problem.WORK_UNKNOWN,
                            "nobody here is at that task, or its time was over");
        }
    }

    record Done() implements Answer {}

    /// The write is applied and has this version; `parents` is what it follows on.
    record Written(String version, List<String> parents) implements Answer {}

    /// The change of that id is undone by a new one.
    record Undone(String undone, Written by) implements Answer {}

    /// A part of a subtree, at this version of the space.
    record Found(Query.Answer cells, List<String> version) implements Answer {}

    /// A part of the log of a space that is at this version.
    record Logged(Page page, List<String> version) implements Answer {}

    /// Why a cell of a space that is at this version shows what it shows.
    record Explained(Why why, List<String> version) implements Answer {}

    /// How the pruning of a space stands.
    record Pruned(Snapshots.Report report) implements Answer {}

    /// Everything that lives in a cell, at this version of the space: who settles it has seen that.
    record Standings(List<Shown.Standing> list, List<String> version) implements Answer {}

    record Safe(Durability durability) implements Answer {}

    record Invited(String link, String qrText) implements Answer {}

    /// On a board now, which is called so here; `otherwise` when its own name was taken.
    record Joined(String board, boolean otherwise) implements Answer {}

    /// A page of what a query found.
    record Matched(Inquiry.Page page) implements Answer {}

    /// What came of looking something up in a board's directory.
    record Sought(Value report) implements Answer {}

    /// The way of a change, as those told it who had a part in it.
    record Traced(Value report) implements Answer {}

    /// Who reached this peer, over what, and who did not.
    record Surveyed(Value report) implements Answer {}

    /// Something to do.
    record Tasked(Bytes id, Value value) implements Answer {}

    /// What came of a task.
    record Worked(Value value) implements Answer {}

    record Compared(Value report) implements Answer {}
}
