package kith.replica.undo;

import java.util.ArrayList;
import java.util.List;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.Frontier;
import kith.log.Frontier.NamedPlace;
import kith.replica.OwnChain;
import kith.replica.Replica;
import kith.replica.history.Ask;
import kith.replica.history.History;
import kith.replica.history.Page;
import kith.replica.past.Pasts;
import kith.replica.past.Want;
import kith.state.Space;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Undoes one change of our own, or does again what was undone.
///
/// *The problem.* Others go on writing, so the state of before cannot come back; only what one
/// change did can be taken back, and what others did since must stay. *So* an undo is a new change,
/// written by who looks at exactly what the undone one left: merging then places it, as it would
/// have if it had been written at once and arrived late. In a text what was typed goes and what was
/// deleted stands at its place again, wherever that is by now. A counter is counted back. A value
/// gets back what was there, when nobody has written over it since; else the undo is refused, since
/// it would take back somebody else's write. What was there is read from the log ([Pasts]).
///
/// Each such change notes which one it undoes, in a cell of Kith's own ([Page#UNDONE]), so that the
/// next undo goes one further back, after a restart too, and in every copy of this peer's log. To
/// *redo* is to undo the undo. Nothing is to be done again once something new was written there.
///
/// Cost: our own changes are looked through, the newest first; and for all but texts and counts the
/// log once.
public final class Undoing {
    /// Pages of our own changes that are looked through. Guess: nobody undoes what is farther back.
    private static final int PAGES_MAX = 20;

    private static final int VALUE_BYTES_MAX = 1_024;

    private final History history;
    private final Pasts pasts;
    private final long number;
    private final Replica replica;
    private final Path path;
    private final Then then;
    private final Course course;
    private int pages;

    /// Told what became of it, once.
    public interface Then {
        /// That change is undone by this one.
        void undone(Place change, Place by);

        /// Nothing was written, and why.
        void refused(Reason reason, String text);
    }

    /// Why nothing was written.
    public enum Reason {
        /// There is nothing of ours to be undone.
        NOTHING,
        /// What it wrote was written over, or it is not ours, or it is undone already.
        REFUSED,
        BUSY,
        DAMAGED,
        TOO_LARGE,
        PRUNED
    }

    private Undoing(
            History history,
            Pasts pasts,
            long number,
            Replica replica,
            Path path,
            @Nullable Place wanted,
            boolean redo,
            Then then) {
        this.history = history;
        this.pasts = pasts;
        this.number = number;
        this.replica = replica;
        this.path = path;
        this.then = then;
        String change = wanted == null ? null : name(wanted);
        this.course = new Course(change, redo);
    }

    /// Undoes that change of ours, or the newest that touched the path. `number` is one that no
    /// other question to these two has. False when too many wait.
    public static boolean begin(
            History history,
            Pasts pasts,
            long number,
            Replica replica,
            Path path,
            @Nullable Place change,
            boolean redo,
            Then then) {
        var undoing = new Undoing(history, pasts, number, replica, path, change, redo, then);
        return undoing.look(null);
    }

    private String name(Place place) {
        int chain = replica.graph().resolve(place.chain(), place.seq());
        return new NamedPlace(replica.graph().id(chain), place.seq()).text();
    }

    private @Nullable Place place(String name) {
        NamedPlace named = Frontier.parse(name);
        int chain = replica.graph().number(named.chain());
        return chain < 0
                ? null
                : new Place(replica.graph().resolve(chain, named.seq()), named.seq());
    }

    // Which change

    private boolean look(@Nullable Place from) {
        var ask =
                new Ask(
                        path,
                        false,
                        from,
                        List.of(),
                        Ask.CHANGES_MAX,
                        Ask.EDITS_MAX,
                        VALUE_BYTES_MAX,
                        replica.context().self());
        return history.begin(number, replica, ask, new Looking());
    }

    private final class Looking implements History.Then {
        @Override
        public void page(Page page) {
            pages++;
            for (Page.Entry entry : page.entries()) {
                if (course.take(entry)) {
                    found();
                    return;
                }
            }
            Place next = page.next() == null ? null : place(page.next());
            if (next == null || pages >= PAGES_MAX) {
                then.refused(Reason.NOTHING, course.nothing());
            } else if (!look(next)) {
                then.refused(Reason.BUSY, "too many questions about the log wait");
            }
        }

        @Override
        public void busy() {
            then.refused(Reason.BUSY, "the disk was not read in time");
        }
    }

    private void found() {
        Page.Entry entry = course.found();
        String refusal = course.refusal();
        if (refusal != null || entry == null || entry.told() == null) {
            String lost = "that change is not on the disk any more";
            then.refused(Reason.REFUSED, refusal == null ? lost : refusal);
            return;
        }
        Place change = place(entry.id());
        if (change == null) {
            throw new IllegalStateException("no change " + entry.id());
        }
        List<Op> simple = Simple.ops(entry.told());
        if (simple != null) {
            write(change, simple, null);
            return;
        }
        var want = new Want(replica, Path.ROOT, List.of(change), true);
        if (!pasts.begin(number, want, new Remembering(change))) {
            then.refused(Reason.BUSY, "too many want to know what was");
        }
    }

    private final class Remembering implements Pasts.Then {
        private final Place change;

        Remembering(Place change) {
            this.change = change;
        }

        @Override
        public void past(Space past, @Nullable Change itself) {
            if (itself == null) {
                throw new IllegalStateException("a past without its change");
            }
            write(change, Content.read(itself.content()), past);
        }

        @Override
        public void failed(Pasts.Failure why) {
            switch (why) {
                case BUSY -> then.refused(Reason.BUSY, "the log was not read in time");
                case DAMAGED -> then.refused(Reason.DAMAGED, "a part of the log cannot be read");
                case PRUNED -> then.refused(Reason.PRUNED, "what it did was pruned");
                case TOO_LARGE ->
                        then.refused(Reason.TOO_LARGE, "the space has too long a history");
            }
        }
    }

    // Writing

    private void write(Place found, List<Op> ops, @Nullable Space past) {
        Place change = new Place(replica.graph().resolve(found.chain(), found.seq()), found.seq());
        var inverse = new Inverse(replica, change, past, course::isBetween);
        String refusal = inverse.read(ops);
        View view = refusal == null ? replica.own().viewOf(List.of(change)) : null;
        if (refusal != null || view == null) {
            String old = "that change is too long ago";
            then.refused(Reason.REFUSED, refusal == null ? old : refusal);
            return;
        }
        View from = inverse.fromNow() ? null : view;
        switch (replica.own().undo(inverse.edits(), note(change), from)) {
            case OwnChain.Outcome.Refused refused ->
                    then.refused(Reason.REFUSED, refused.why().text());
            case OwnChain.Outcome.Written(Place by) -> then.undone(change, by);
        }
    }

    /// Set and taken away at once: it is for who reads the log, and no state has it.
    private List<Op> note(Place change) {
        var items = new ArrayList<Value>();
        items.add(new Value.Text(course.isRedo() ? Course.REDO : Course.UNDO));
        items.add(new Value.Text(name(change)));
        Path at = Page.UNDONE.child(replica.context().self().hex());
        return List.of(new Op.Set(at, Value.Array.of(items)), new Op.Unset(at));
    }
}
