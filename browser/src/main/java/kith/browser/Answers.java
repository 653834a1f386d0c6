package kith.browser;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Event;
import kith.identity.PeerId;
import kith.log.ChainId;
import kith.state.Changes;
import kith.state.Query.Found;
import kith.state.Subscription;
import kith.talk.Below;
import kith.talk.CellText;
import kith.talk.Fields;
import kith.talk.InquiryText;
import kith.talk.LogText;
import kith.talk.StandingsText;
import kith.talk.WhyText;
import kith.value.Path;
import kith.value.Value;

/// What a script is told by its peer, as plain objects: answers to commands, and updates.
final class Answers {
    private Answers() {}

    static Value of(Answer answer) {
        return switch (answer) {
            case Answer.Failed failed ->
                    new Fields()
                            .put("code", failed.problem().code())
                            .put("detail", failed.detail())
                            .value();
            case Answer.Done() -> Value.Obj.EMPTY;
            case Answer.Written written -> written(new Fields(), written);
            case Answer.Undone undone ->
                    written(new Fields().put("undone", undone.undone()), undone.by());
            case Answer.Found found ->
                    new Fields()
                            .put(
                                    "cells",
                                    cells(found.cells().query().path(), found.cells().cells()))
                            .put("complete", found.cells().complete())
                            .put("version", found.version())
                            .value();
            case Answer.Logged logged ->
                    new Fields()
                            .put("log", LogText.of(logged.page()))
                            .put("version", logged.version())
                            .value();
            case Answer.Explained explained ->
                    new Fields()
                            .put("why", WhyText.of(explained.why()))
                            .put("version", explained.version())
                            .value();
            case Answer.Pruned pruned ->
                    new Fields().put("hindrance", pruned.report().hindrance()).value();
            case Answer.Standings standings ->
                    new Fields()
                            .put("standings", StandingsText.of(standings.list()))
                            .put("version", standings.version())
                            .value();
            case Answer.Safe safe ->
                    new Fields()
                            .put("here", safe.durability().here())
                            .put("others", safe.durability().others())
                            .value();
            case Answer.Invited invited ->
                    new Fields().put("link", invited.link()).put("qr", invited.qrText()).value();
            case Answer.Joined joined ->
                    new Fields()
                            .put("board", joined.board())
                            .put("renamed", joined.otherwise())
                            .value();
            case Answer.Matched matched -> InquiryText.of(matched.page());
            case Answer.Compared compared -> compared.report();
            case Answer.Tasked(var id, var value) ->
                    new Fields().put("id", id.hex()).put("value", value).value();
            case Answer.Worked(var value) -> new Fields().put("value", value).value();
            case Answer.Sought sought -> sought.report();
            case Answer.Traced traced -> traced.report();
            case Answer.Surveyed surveyed -> surveyed.report();
        };
    }

    private static Value written(Fields fields, Answer.Written written) {
        return fields.put("version", written.version()).put("parents", written.parents()).value();
    }

    private static Value cells(Path base, List<Found> found) {
        var cells = new ArrayList<Value>(found.size());
        found.forEach(cell -> cells.add(CellText.of(base, cell)));
        return Value.Array.of(cells);
    }

    // Updates

    /// What changed at a place and below it: `{path, value | gone, by}` for each cell.
    static Value of(Path base, Changes changes) {
        var cells = new ArrayList<Value>(changes.entries().size());
        for (Changes.Entry entry : changes.entries()) {
            Value.Obj cell = CellText.of(Below.text(base, entry.path()), entry.after(), -1, false);
            ChainId by = entry.by();
            cells.add(by == null ? cell : withAuthor(cell, by));
        }
        return Value.Array.of(cells);
    }

    private static Value withAuthor(Value.Obj cell, ChainId by) {
        var fields = new Fields();
        for (int i = 0; i < cell.size(); i++) {
            fields.put(cell.name(i), cell.value(i));
        }
        return fields.put("by", new PeerId(by.author()).text()).value();
    }

    static Value of(Event event) {
        var fields = new Fields().put("version", event.version()).put("parents", event.parents());
        return switch (event.update()) {
            case Subscription.Page page ->
                    fields.put("picture", cells(Path.ROOT, page.cells()))
                            .put("first", page.first())
                            .put("last", page.last())
                            .value();
            case Subscription.Newest newest ->
                    fields.put("newest", cells(Path.ROOT, newest.cells()))
                            .put("last", newest.last())
                            .value();
            case Subscription.Applied applied ->
                    fields.put("changes", of(Path.ROOT, applied.changes())).value();
            case Subscription.Ended ended ->
                    fields.put(
                                    "ended",
                                    ended.reason() == Subscription.Reason.BEHIND
                                            ? "behind"
                                            : "too-large")
                            .value();
        };
    }
}
