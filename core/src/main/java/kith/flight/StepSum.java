package kith.flight;

import kith.Answer;
import kith.Effect;
import kith.Engine;
import kith.Event;
import kith.lang.Bytes;
import kith.lang.Crc32c;
import kith.lang.Utf8;
import kith.state.Subscription.Applied;
import kith.state.Subscription.Ended;
import kith.state.Subscription.Newest;
import kith.state.Subscription.Page;
import kith.value.Json;
import org.jspecify.annotations.Nullable;

/// A checksum of what a step of the engine wanted done: equal for equal effects.
///
/// Everything that leaves the process or reaches the disk counts with all its bytes. Of what
/// local clients are told the kind, how much it is and of which version, since to sum up every
/// cell that somebody reads would cost more than the step. What hangs on the secret of an
/// invitation does not count, as a recording has none.
public final class StepSum {
    private int register;

    /// For one step after the other.
    public StepSum() {}

    public int of(Engine.Step step) {
        register = Crc32c.START;
        number(step.wakeAtNanos());
        step.effects().forEach(this::add);
        return ~register;
    }

    private void add(Effect effect) {
        switch (effect) {
            case Effect.Send(long link, Bytes frame) -> kind(1).number(link).bytes(frame);
            case Effect.HangUp(long link, String reason) -> kind(2).number(link).text(reason);
            case Effect.Known(long link) -> kind(3).number(link);
            case Effect.Dial(String address, Bytes peer) -> kind(4).text(address).bytes(peer);
            case Effect.Check check ->
                    kind(5).number(check.ticket())
                            .bytes(check.key())
                            .bytes(check.message())
                            .bytes(check.signature());
            case Effect.Sign sign -> kind(6).number(sign.ticket()).bytes(sign.message());
            case Effect.Write(String file, long offset, Bytes bytes) ->
                    kind(7).text(file).number(offset).bytes(bytes);
            case Effect.Sync(long ticket) -> kind(8).number(ticket);
            case Effect.Load load ->
                    kind(9).number(load.ticket())
                            .text(load.file())
                            .number(load.offset())
                            .number(load.length());
            case Effect.Delete(String file) -> kind(10).text(file);
            case Effect.Reply(long ticket, Answer answer) -> kind(11).number(ticket).answer(answer);
            case Effect.Tell(long subscription, Event event) ->
                    kind(12).number(subscription).event(event);
            case Effect.Forwarded forwarded ->
                    kind(14).bytes(forwarded.board().hash())
                            .bytes(forwarded.from().key())
                            .number(forwarded.kind().code())
                            .bytes(forwarded.bytes());
            case Effect.Report report -> kind(13).text(report.note().code());
        }
    }

    private void answer(Answer answer) {
        switch (answer) {
            case Answer.Failed failed -> kind(21).text(failed.problem().code());
            case Answer.Done() -> kind(22);
            case Answer.Written written -> {
                kind(23).text(written.version());
                written.parents().forEach(this::text);
            }
            case Answer.Found found -> {
                kind(24).number(found.cells().cells().size());
                found.version().forEach(this::text);
            }
            case Answer.Logged logged -> {
                kind(25).number(logged.page().entries().size());
                logged.version().forEach(this::text);
            }
            case Answer.Explained explained -> {
                kind(33).number(explained.why().parts().size());
                explained.version().forEach(this::text);
            }
            case Answer.Standings standings -> {
                kind(26).number(standings.list().size());
                standings.version().forEach(this::text);
            }
            case Answer.Safe safe ->
                    kind(27).number(safe.durability().here() ? 1 : 0)
                            .number(safe.durability().others());
            case Answer.Invited ignored -> kind(28);
            case Answer.Joined joined -> kind(29).text(joined.board());
            case Answer.Compared ignored -> kind(30);
            case Answer.Sought(var report) -> kind(35).text(Json.print(report));
            case Answer.Traced(var report) -> kind(36).text(Json.print(report));
            case Answer.Surveyed(var report) -> kind(37).text(Json.print(report));
            case Answer.Tasked(var id, var value) ->
                    kind(38).text(id.hex()).text(Json.print(value));
            case Answer.Worked(var value) -> kind(39).text(Json.print(value));
            case Answer.Matched(var page) -> kind(34).number(page.found().size());
            case Answer.Undone undone -> kind(31).text(undone.undone()).text(undone.by().version());
            case Answer.Pruned(var report) ->
                    kind(32).number(report.leaseMillis())
                            .number(report.changes())
                            .number(report.bytes())
                            .number(report.vouches())
                            .number(report.proposed());
        }
    }

    private void event(Event event) {
        event.version().forEach(this::text);
        event.parents().forEach(this::text);
        switch (event.update()) {
            case Page page -> kind(41).number(page.revision()).number(page.cells().size());
            case Newest newest -> kind(42).number(newest.revision()).number(newest.cells().size());
            case Applied applied -> kind(43).number(applied.revision());
            case Ended ended -> kind(44).number(ended.revision());
        }
    }

    private StepSum kind(int kind) {
        register = Crc32c.update(register, (byte) kind);
        return this;
    }

    private StepSum number(long number) {
        register = Crc32c.updateWord(register, (int) number);
        register = Crc32c.updateWord(register, (int) (number >>> Integer.SIZE));
        return this;
    }

    private StepSum text(String text) {
        return bytes(Bytes.wrap(Utf8.encode(text)));
    }

    private StepSum bytes(@Nullable Bytes bytes) {
        if (bytes == null) {
            return number(-1);
        }
        number(bytes.size());
        register = Crc32c.update(register, bytes.shared(), 0, bytes.size());
        return this;
    }
}
