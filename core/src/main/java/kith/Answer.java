package kith;

import java.util.List;
import kith.replica.Durability;
import kith.replica.history.Page;
import kith.replica.history.Why;
import kith.replica.query.Inquiry;
import kith.replica.snapshot.Snapshots;
import kith.state.Query;
import kith.state.Shown;
import kith.value.Value;

/// The answer to a [Command].
public sealed interface Answer {
    /// It cannot be done, and why; nothing was changed.
    record Failed(Problem problem, String detail) implements Answer {}

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

    record Compared(Value report) implements Answer {}
}
