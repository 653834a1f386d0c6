package kith.signal;

import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A graph of values that depend on each other: the factory of its nodes, and what they share.
///
/// ```java
/// var graph = new Graph();
/// var price = graph.signal(100);
/// var pieces = graph.signal(3);
/// var total = graph.computed(() -> price.value() * pieces.value());
/// var watcher = graph.watch(() -> show(total.value()));   // shows 300
/// graph.batch(() -> {
///     price.set(90);
///     pieces.set(4);
/// });                                                     // shows 360, once
/// watcher.close();
/// ```
///
/// What it promises:
///
/// - *Lazy*: a computed is evaluated only if it is read, or leads to a watcher.
/// - *No glitches*: whoever reads, reads values that belong together.
/// - *Minimal*: for each settled change a computed is evaluated at most once, and a watcher runs at
///   most once in each round; neither unless a value that it read in its last run has changed. (A
///   computed that nobody reads any more once the change is complete may have been evaluated.)
/// - *Deterministic*: the same calls in the same order give the same runs in the same order.
///   Watchers of one signal run in the order in which they first read it, as long as none has
///   left it. Nothing else is promised about order.
/// - *Nothing is kept for what nobody watches*: sources know only readers that lead to a watcher.
///
/// A graph and its nodes belong to one thread at a time; different graphs have nothing in common.
/// Functions of computeds must be pure: writing or making watchers there is refused.
public final class Graph {
    /// The change that is being settled, or was last. Counts in a `double`: exact up to 2^53, and
    /// in a browser a plain number, where a `long` is slow.
    double revision = 1;

    /// Who reads now, null when nobody wants to know.
    @Nullable Reader reader;

    /// What that reader read out of order, while it does not know yet.
    final Notes notes = new Notes(this);

    /// How many computeds are being evaluated inside each other.
    int depth;

    /// Whether [Deep] is at work further up.
    boolean resolving;

    /// The computed at which a nest of evaluations was given up, until it is taken care of.
    @Nullable Computed<?> tooDeep;

    /// The reader for whose list all hints are right.
    @Nullable Reader hinted;

    /// Whether any reader ever read other things than in the run before.
    boolean unsteady;

    /// Computeds that got their first reader or lost the last, on the way through [Links]. A stack,
    /// since Java's would overflow on a long chain.
    final ArrayList<Computed<?>> turning = new ArrayList<>();

    final Batch batch = new Batch(this);

    /// Gets what watchers throw that have no owner of their own.
    final @Nullable Consumer<Throwable> owner;

    /// A graph in which the exception of a watcher is thrown by the call that made it run, `set` or
    /// `batch`, after everything has settled; further ones are suppressed in the first.
    public Graph() {
        owner = null;
    }

    /// A graph in which the exceptions of watchers go to `owner`. What the owner throws itself is
    /// thrown by the call that made the watcher run, after everything has settled.
    public Graph(Consumer<Throwable> owner) {
        this.owner = owner;
    }

    public <T> Signal<T> signal(T value) {
        return new Signal<>(this, Traits.PLAIN, value);
    }

    /// A signal with a name for messages.
    public <T> Signal<T> signal(String name, T value) {
        return new Signal<>(this, Traits.named(name), value);
    }

    /// A signal with its own idea of what is no change.
    public <T> Signal<T> signal(@Nullable String name, T value, Equality<? super T> equality) {
        return new Signal<>(this, Traits.of(name, equality), value);
    }

    public <T> Computed<T> computed(Supplier<? extends T> function) {
        return new Computed<>(this, Traits.PLAIN, function);
    }

    /// A computed with a name for messages.
    public <T> Computed<T> computed(String name, Supplier<? extends T> function) {
        return new Computed<>(this, Traits.named(name), function);
    }

    /// A computed with its own idea of what is no change.
    public <T> Computed<T> computed(
            @Nullable String name, Supplier<? extends T> function, Equality<? super T> equality) {
        return new Computed<>(this, Traits.of(name, equality), function);
    }

    /// Runs `body` now, and again whenever a value that it read has changed, until closed.
    ///
    /// If the first run throws and neither the watcher nor the graph has an owner for exceptions,
    /// it is closed and the exception thrown here.
    public Watcher watch(Runnable body) {
        return watch(null, body, null);
    }

    /// A watcher with a name for messages.
    public Watcher watch(String name, Runnable body) {
        return watch(name, body, null);
    }

    /// A watcher whose exceptions go to `owner` instead of to the graph's. The owner is called by
    /// the thread of the graph; it may write, and may close the watcher.
    public Watcher watch(
            @Nullable String name, Runnable body, @Nullable Consumer<Throwable> owner) {
        if (depth > 0) {
            throw new IllegalStateException(purityBroken("makes a watcher"));
        }
        var watcher =
                new Watcher(this, Traits.named(name), Objects.requireNonNull(body, "body"), owner);
        batch.start(watcher);
        return watcher;
    }

    /// Runs `body`, and settles what it wrote at its end, once. Inside, a signal shows what was
    /// written and a computed what follows from it. An inner batch is part of the outer one.
    ///
    /// When `body` throws, what it had written until then is settled like any other change: there
    /// is no undo. Then the exception goes on.
    public void batch(Runnable body) {
        batch.run(body);
    }

    /// Reads without becoming dependent on what is read.
    public <T> T untracked(Supplier<? extends T> read) {
        var outer = reader();
        if (outer == null) {
            return read.get();
        }
        reader = new Aside(this, outer);
        try {
            return read.get();
        } finally {
            notes.settle();
            reader = outer;
        }
    }

    /// Who reads now, with all that it has read.
    @Nullable Reader reader() {
        notes.settle();
        return reader;
    }

    String purityBroken(String what) {
        var who = reader();
        while (who instanceof Aside) {
            who = who.caller;
        }
        return (who == null ? "a computed" : who.label())
                + " "
                + what
                + ", but the function of a computed must be pure; do it in a watcher";
    }

    /// Stands in for the reader while [#untracked] runs: it tracks nothing, and it remembers who
    /// reads, so that a cycle through it still has its whole path.
    static final class Aside extends Reader {
        private Aside(Graph graph, Reader caller) {
            super(graph, Traits.PLAIN, CLOSED);
            this.caller = caller;
        }

        @Override
        String kind() {
            return "untracked";
        }
    }
}
