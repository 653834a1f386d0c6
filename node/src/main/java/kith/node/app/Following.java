package kith.node.app;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executor;
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
    private final Observers.Turns turns;
    private @Nullable Subscription subscription;
    private boolean ended;

    private Following(Space space, Path path, Executor on, Consumer<? super Changes> observer) {
        this.space = space;
        this.path = path;
        this.observer = observer;
        this.turns = space.observers().turns(on, this::turn, this::end);
    }

    static Watch begin(Space space, Path path, Executor on, Consumer<? super Changes> observer) {
        var following = new Following(space, path, on, observer);
        try {
            space.observers().begin(following.turns, space, following::subscribe);
        } catch (RuntimeException refused) {
            following.turns.close();
            throw refused;
        }
        return following.turns;
    }

    /// Who had to wait is told of what is there by then; there was nothing when it began.
    private void subscribe(boolean waited) {
        var config = new Subscription.Config(Subscription.Mode.STATE, Query.DEPTH_ALL, waited);
        space.observers()
                .release(
                        () -> {
                            if (!ended) {
                                subscription = space.opened().subscribe(path, config, turns::poke);
                            }
                        });
        if (waited) {
            turns.poke();
        }
    }

    /// Tells what is new, and has another turn then, which may find nothing.
    private void turn() {
        Subscription.Update update =
                space.observers().look(engine -> Optional.ofNullable(polled())).orElse(null);
        if (update == null) {
            return;
        }
        turns.again();
        Changes changes = changes(update);
        if (!changes.list().isEmpty() || changes.fresh()) {
            observer.accept(changes);
        }
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
            boolean gone = cell.shown().isNothing();
            list.add(new Change(cell.path(), value, gone, cell.shown().contested()));
        }
        return new Changes(fresh, list);
    }

    private void end() {
        space.observers()
                .release(
                        () -> {
                            ended = true;
                            if (subscription != null) {
                                subscription.close();
                            }
                        });
    }
}
