package kith.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kith.value.Path;

/// The cells that one part of an application works with, and everything that watches them for it.
///
/// A page, a form or a connection opens a scope, loads what it needs, and closes it when it goes:
/// all its observers, aggregates and subscriptions end at once. Whatever fails in them is told to
/// the scope's owner.
public final class Scope implements AutoCloseable {
    private final Space space;
    private final Consumer<RuntimeException> owner;
    private final List<Watches.Watch> held = new ArrayList<>();
    private boolean open = true;

    /// `owner` is told what its observers throw.
    public Scope(Space space, Consumer<RuntimeException> owner) {
        this.space = space;
        this.owner = owner;
    }

    /// What is at and below `path` now, down to `depth`; from now on `observer` is told of every
    /// change there.
    public Query.Answer load(Path path, int depth, Consumer<Changes> observer) {
        observe(path, Observation.Reach.SUBTREE, observer);
        return space.query(Query.of(path).depth(depth));
    }

    public Observation observe(Path path, Observation.Reach reach, Consumer<Changes> observer) {
        checkOpen();
        return hold(space.observe(path, reach, observer, owner));
    }

    /// An observation handed on (to a parent, to siblings) belongs to the scope as well.
    public Observation hold(Observation observation) {
        checkOpen();
        held.add(observation);
        return observation;
    }

    public <R> Aggregate<R> aggregate(Path path, Aggregate.Over over, Aggregate.Fold<R> fold) {
        Aggregate<R> aggregate = space.aggregate(path, over, fold, owner);
        held.add(aggregate);
        return aggregate;
    }

    public Subscription subscribe(Path path, Subscription.Config config, Runnable ready) {
        checkOpen();
        Subscription subscription = space.subscribe(path, config, ready);
        held.add(subscription);
        return subscription;
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the scope is closed");
        }
    }

    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        for (Watches.Watch watch : held) {
            watch.close();
        }
        held.clear();
    }
}
