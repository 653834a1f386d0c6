package kith.node.app;

import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import kith.node.app.Changes.Change;
import kith.state.Query;
import kith.state.Subscription;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// An observer of a subtree, fed by a subscription in the mode in which only the newest counts.
final class Following {
    private final Space space;
    private final Path path;
    private final Consumer<? super Changes> observer;
    private @Nullable Subscription subscription;

    Following(Space space, Path path, Consumer<? super Changes> observer) {
        this.space = space;
        this.path = path;
        this.observer = observer;
    }

    Watch begin() {
        Observers observers = space.peer().observers();
        Observers.Turns turns = observers.turns(this::turn, this::end);
        var config = new Subscription.Config(Subscription.Mode.STATE, Query.DEPTH_ALL, false);
        space.open();
        observers.release(() -> subscription = space.opened().subscribe(path, config, turns::poke));
        return turns;
    }

    /// Tells all that is new; what comes meanwhile is told in the same turn.
    private void turn() {
        for (Subscription.Update update = next(); update != null; update = next()) {
            observer.accept(changes(update));
        }
    }

    private Subscription.@Nullable Update next() {
        return space.peer().observers().look(engine -> Optional.ofNullable(polled())).orElse(null);
    }

    private Subscription.@Nullable Update polled() {
        Subscription open = subscription;
        if (open == null) {
            return null;
        }
        if (open.credit() == 0) {
            open.grant(1);
        }
        return open.poll();
    }

    private static Changes changes(Subscription.Update update) {
        return switch (update) {
            case Subscription.Page page -> changes(page.first(), page.cells());
            case Subscription.Newest newest -> changes(false, newest.cells());
            case Subscription.Applied ignored -> throw new IllegalStateException("not asked for");
            case Subscription.Ended ignored -> throw new IllegalStateException("it does not end");
        };
    }

    private static Changes changes(boolean fresh, Iterable<Query.Found> cells) {
        var list = new ArrayList<Change>();
        for (Query.Found cell : cells) {
            Optional<Value> value = Optional.ofNullable(cell.shown().value());
            list.add(new Change(cell.path(), value, cell.shown().isNothing()));
        }
        return new Changes(fresh, list);
    }

    private void end() {
        space.peer()
                .observers()
                .release(
                        () -> {
                            if (subscription != null) {
                                subscription.close();
                            }
                        });
    }
}
