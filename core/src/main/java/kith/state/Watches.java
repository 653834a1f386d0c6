package kith.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import kith.log.Stamp;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Who wants to be told of what: a tree of its own over the watched paths.
///
/// Cells know nothing of their watchers: a path can be watched before anything is there, and when
/// a space is rebuilt its watchers stay. Each changed cell is led down this tree once, and every
/// place on its way collects it; so a parent is told once of everything below it, and the list is
/// made once however many watch there. Cost: the depth of each changed path, and each watcher once.
///
/// First the aggregates and subscriptions take in what changed, then everybody else is told, in the
/// order in which they began to watch. A watcher that is closed meanwhile is not told; one that
/// comes meanwhile hears of the next change.
final class Watches {
    /// Everything that can stand at a place.
    sealed interface Watch permits Observation, Aggregate, Subscription {
        void close();
    }

    /// Something to be told, under the number of who is told.
    private record Telling(long number, Consumer<RuntimeException> owner, Runnable what) {}

    /// Collects what is to be told.
    static final class Tellings {
        private final List<Telling> all = new ArrayList<>();

        void add(long number, Consumer<RuntimeException> owner, Runnable what) {
            all.add(new Telling(number, owner, what));
        }
    }

    private static final class Node {
        final @Nullable Node parent;
        final String name;
        final LinkedHashMap<String, Node> children = new LinkedHashMap<>();
        final List<Watch> watches = new ArrayList<>();
        @Nullable List<Changes.Entry> pending;

        Node(@Nullable Node parent, String name) {
            this.parent = parent;
            this.name = name;
        }
    }

    /// What changed at and below one place; what subscribers get of it is made once for all.
    static final class Hit {
        final Changes changes;
        private final @Nullable Stamp stamp;
        private final List<Watch> watches;
        private Subscription.@Nullable Applied applied;

        Hit(Changes changes, @Nullable Stamp stamp, List<Watch> watches) {
            this.changes = changes;
            this.stamp = stamp;
            this.watches = watches;
        }

        Subscription.Applied applied() {
            if (applied == null) {
                applied = new Subscription.Applied(changes.revision(), stamp, changes);
            }
            return applied;
        }
    }

    private final Node root = new Node(null, "");
    private long numberLast;
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    long nextNumber() {
        return ++numberLast;
    }

    void add(Path path, Watch watch) {
        Node node = root;
        for (int i = 0; i < path.size(); i++) {
            Node parent = node;
            String name = path.at(i);
            node = parent.children.computeIfAbsent(name, key -> new Node(parent, key));
        }
        node.watches.add(watch);
        count++;
    }

    /// False when it was not there.
    boolean forget(Path path, Watch watch) {
        Node node = root;
        for (int i = 0; i < path.size() && node != null; i++) {
            node = node.children.get(path.at(i));
        }
        if (node == null || !node.watches.remove(watch)) {
            return false;
        }
        count--;
        while (node.parent != null && node.watches.isEmpty() && node.children.isEmpty()) {
            node.parent.children.remove(node.name);
            node = node.parent;
        }
        return true;
    }

    /// Leads what one change did to the subscriptions that want each change by itself.
    void feedChange(Changes changes, @Nullable Stamp stamp) {
        for (Hit hit : hits(changes, stamp)) {
            for (Watch watch : hit.watches) {
                if (watch instanceof Subscription subscription) {
                    subscription.feedChange(hit);
                }
            }
        }
    }

    /// Tells everybody what changed since the last settling.
    void deliver(Changes changes) {
        var tellings = new Tellings();
        var aggregates = new ArrayList<Aggregate<?>>();
        for (Hit hit : hits(changes, null)) {
            for (Watch watch : hit.watches) {
                switch (watch) {
                    case Observation observation -> observation.collect(hit.changes, tellings);
                    case Subscription subscription -> subscription.feedSettled(hit);
                    case Aggregate<?> aggregate -> {
                        if (aggregate.feed(hit.changes, tellings)) {
                            aggregates.add(aggregate);
                        }
                    }
                }
            }
        }
        for (Aggregate<?> aggregate : aggregates) {
            aggregate.collect(tellings);
        }
        tell(tellings);
    }

    private static void tell(Tellings tellings) {
        tellings.all.sort(Comparator.comparingLong(Telling::number));
        RuntimeException first = null;
        for (Telling telling : tellings.all) {
            RuntimeException failure = tell(telling.owner(), telling.what());
            first = first == null ? failure : first;
        }
        if (first != null) {
            throw first;
        }
    }

    /// What the told one throws goes to its owner. What the owner throws is returned: everybody
    /// else is told first.
    static @Nullable RuntimeException tell(Consumer<RuntimeException> owner, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException failure) {
            try {
                owner.accept(failure);
            } catch (RuntimeException second) {
                return second;
            }
        }
        return null;
    }

    /// The watched places at and above what changed, each with its list. All of them are made
    /// before anybody acts on one.
    private List<Hit> hits(Changes changes, @Nullable Stamp stamp) {
        var touched = new ArrayList<Node>();
        for (Changes.Entry entry : changes.entries()) {
            lead(entry, touched);
        }
        var hits = new ArrayList<Hit>(touched.size());
        for (Node node : touched) {
            List<Changes.Entry> pending = node.pending;
            node.pending = null;
            boolean all = pending == null || pending.size() == changes.entries().size();
            Changes here =
                    all || pending == null ? changes : new Changes(changes.revision(), pending);
            hits.add(new Hit(here, stamp, List.copyOf(node.watches)));
        }
        return hits;
    }

    private void lead(Changes.Entry entry, List<Node> touched) {
        Path path = entry.path();
        Node node = root;
        if (path.isRoot() || !path.at(0).startsWith(".")) {
            note(node, entry, touched);
        }
        for (int i = 0; i < path.size(); i++) {
            node = node.children.get(path.at(i));
            if (node == null) {
                return;
            }
            note(node, entry, touched);
        }
    }

    private static void note(Node node, Changes.Entry entry, List<Node> touched) {
        if (node.watches.isEmpty()) {
            return;
        }
        if (node.pending == null) {
            node.pending = new ArrayList<>();
            touched.add(node);
        }
        node.pending.add(entry);
    }
}
