package kith.state;

import java.util.ArrayList;
import java.util.function.Consumer;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// An observer at a place in the tree, until it is closed. Closing twice does no harm.
///
/// It can be handed on: to the parent of its place, or to the siblings, those that come later
/// included. That makes another observation by the same observer with the same owner; this one
/// stays. An exception of the observer goes to the owner and harms nobody else.
public final class Observation implements AutoCloseable, Watches.Watch {
    /// How far an observation reaches below its place.
    public enum Reach {
        /// Only the cell itself: when it shows something else.
        CELL,
        /// The cell and everything below, told as one list.
        SUBTREE
    }

    private final Space space;
    private final Path path;
    private final Reach reach;
    private final @Nullable String except;
    private final Consumer<Changes> observer;
    private final Consumer<RuntimeException> owner;
    private final long number;
    private boolean open = true;

    /// With `except`, the place is that of all children of `path` but the one with that name.
    Observation(
            Space space,
            Path path,
            Reach reach,
            @Nullable String except,
            Consumer<Changes> observer,
            Consumer<RuntimeException> owner) {
        this.space = space;
        this.path = path;
        this.reach = reach;
        this.except = except;
        this.observer = observer;
        this.owner = owner;
        this.number = space.join(path, this);
    }

    /// Where it is; of an observation of siblings, their parent.
    public Path path() {
        return path;
    }

    public boolean isOpen() {
        return open;
    }

    /// The same observer at the parent, told of all that changes there and below. At siblings, the
    /// parent is theirs. The root has no parent.
    public Observation toParent() {
        Path parent = except == null ? path.parent() : path;
        return new Observation(space, parent, Reach.SUBTREE, null, observer, owner);
    }

    /// The same observer at each sibling, present and future, with the same reach; it is told of
    /// all of them together.
    public Observation toSiblings() {
        if (except != null) {
            throw new IllegalStateException("already at the siblings of " + except);
        }
        return new Observation(space, path.parent(), reach, path.name(), observer, owner);
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            space.leave(path, this);
        }
    }

    /// What of `all` this observer is to be told is added to `tellings`.
    void collect(Changes all, Watches.Tellings tellings) {
        Changes told = filter(all);
        if (told != null) {
            tellings.add(number, owner, () -> tell(told));
        }
    }

    private void tell(Changes changes) {
        if (open) {
            observer.accept(changes);
        }
    }

    private @Nullable Changes filter(Changes all) {
        if (reach == Reach.SUBTREE && except == null) {
            return all;
        }
        var some = new ArrayList<Changes.Entry>();
        for (Changes.Entry entry : all.entries()) {
            if (reaches(entry.path())) {
                some.add(entry);
            }
        }
        return some.isEmpty() ? null : new Changes(all.revision(), some);
    }

    private boolean reaches(Path changed) {
        int below = changed.size() - path.size();
        if (except == null) {
            return below == 0;
        }
        return below > 0
                && (below == 1 || reach == Reach.SUBTREE)
                && !changed.at(path.size()).equals(except);
    }
}
