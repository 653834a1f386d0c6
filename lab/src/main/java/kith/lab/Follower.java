package kith.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kith.Address;
import kith.Command;
import kith.Event;
import kith.lab.check.Broken;
import kith.replica.Replica;
import kith.state.Changes;
import kith.state.Query;
import kith.state.Shown;
import kith.state.Subscription;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// A local client that follows a space by a subscription and keeps what it was told, at its own
/// pace.
///
/// What it ends up with must be what the replica shows: nothing skipped between picture and stream,
/// nothing told twice, however slowly it read. A peer that stops ends its subscriptions; then it
/// begins a new one.
public final class Follower {
    private final SimPeer peer;
    private final String space;
    private final Subscription.Mode mode;
    private final int depth;
    private final long pauseNanos;
    private final TreeMap<Path, Shown> view = new TreeMap<>();
    private long subscription;
    private boolean pictured;
    private boolean hurried;
    private int told;

    /// It takes an update every `pauseNanos`, and all at once when that is 0.
    public Follower(
            SimPeer peer, String space, Subscription.Mode mode, int depth, long pauseNanos) {
        this.peer = peer;
        this.space = space;
        this.mode = mode;
        this.depth = depth;
        this.pauseNanos = pauseNanos;
    }

    public SimPeer peer() {
        return peer;
    }

    /// How many updates it got.
    public int told() {
        return told;
    }

    /// Begins anew, which a peer's restart makes necessary.
    public void start(long number) {
        subscription = number;
        view.clear();
        pictured = false;
        var at = new Address(null, space, Path.ROOT);
        var watch = new Command.Watch(number, at, mode, depth, List.of(), 1);
        peer.watch(watch, event -> told(number, event));
    }

    /// From now on it takes everything at once.
    public void hurry() {
        hurried = true;
        more();
    }

    private void told(long number, Event event) {
        if (number != subscription) {
            return; // of an earlier life
        }
        told++;
        switch (event.update()) {
            case Subscription.Page page -> {
                if (page.first()) {
                    view.clear();
                }
                page.cells().forEach(cell -> show(cell.path(), cell.shown()));
                pictured = page.last();
            }
            case Subscription.Newest newest ->
                    newest.cells().forEach(cell -> show(cell.path(), cell.shown()));
            case Subscription.Applied applied -> applied.changes().entries().forEach(this::change);
            case Subscription.Ended ended -> {
                peer.later(1, () -> start(peer.world().nextNumber()));
                return;
            }
        }
        peer.later(hurried ? 1 : pauseNanos, this::more);
    }

    private void more() {
        if (peer.isUp()) {
            peer.call(new Command.More(subscription, hurried ? 1_000 : 1), answer -> {});
        }
    }

    private void show(Path path, Shown shown) {
        if (shown.isNothing()) {
            view.remove(path);
        } else {
            view.put(path, shown);
        }
    }

    private void change(Changes.Entry entry) {
        Shown known = view.getOrDefault(entry.path(), Shown.NOTHING);
        if (!pictured || !known.equals(entry.before())) {
            throw new Broken(
                    this + " was told of " + entry + " and knew " + known + " (" + pictured + ")");
        }
        show(entry.path(), entry.after());
    }

    /// Compares what it was told with what is there.
    public void check() {
        TreeMap<Path, Shown> there = there();
        if (there != null && !there.equals(view)) {
            throw new Broken(this + " knows otherwise than it is: " + firstDifference(there));
        }
    }

    private @Nullable TreeMap<Path, Shown> there() {
        for (Replica replica : peer.engine().replicas()) {
            if (replica.name().equals(space)) {
                var there = new TreeMap<Path, Shown>();
                Query query = Query.of(Path.ROOT).depth(depth).withHidden();
                while (query != null) {
                    Query.Answer answer = replica.state().query(query);
                    answer.cells().forEach(cell -> there.put(cell.path(), cell.shown()));
                    query = answer.next();
                }
                return there;
            }
        }
        return null;
    }

    private String firstDifference(TreeMap<Path, Shown> there) {
        for (Map.Entry<Path, Shown> cell : there.entrySet()) {
            Shown known = view.get(cell.getKey());
            if (!cell.getValue().equals(known)) {
                return cell.getKey().toText() + " is " + cell.getValue() + ", told " + known;
            }
        }
        view.keySet().removeAll(there.keySet());
        return view + " is not there";
    }

    @Override
    public String toString() {
        return "a follower of " + peer + "/" + space + " (" + mode + ", depth " + depth + ")";
    }
}
