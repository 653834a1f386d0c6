package kith.replica;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.log.ChainId;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.Change.View;
import kith.log.ChangeGraph;
import kith.log.Head;
import kith.log.Headers;
import kith.log.Past;
import kith.log.Run;
import kith.log.Seen;
import kith.log.Stamp;
import kith.log.Verified;
import kith.port.Limits;
import kith.port.Note;
import kith.port.Now;
import kith.state.Writing;
import org.jspecify.annotations.Nullable;

/// Our own writing in one space: the open change that gathers writes, and the signature that
/// follows behind.
///
/// The first write opens a change and freezes its deps. The change is closed as soon as its writer
/// pauses, but not within a window behind the change before: so a write for itself waits for
/// nothing, and of many that follow each other one change goes out in each window. It is closed at
/// once at the end of a transaction, when it is large, and before anything from others is applied.
///
/// changed: who gathers usually waits for the window from the first write on, and so makes each
/// write late for the sake of others that mostly do not come. One that pauses is told by the host:
/// it wakes the engine when nobody is in the middle of handing something in.
///
/// One signature is in flight at a time, and it is always over the newest change: while it is being
/// made others pile up, and the next one covers them all.
///
/// After a stop that was not clean we may have sent changes that our disk lost; to write on in that
/// chain would fork it. So the next write begins a new *incarnation*, whose number is the wall
/// clock, when that is larger than the last, and something random. The clock lets newer ones have
/// larger numbers; chance keeps them apart where it does not: the disk may have lost the
/// incarnation before, which others have, and the clock may have been set back since; and two
/// copies of a home may be restored from one backup.
public final class OwnChain {
    /// A change that gathers is closed at this size; half of what a change may have.
    private static final int GATHER_BYTES_MAX = 1 << 19;

    /// What is drawn for the number of an incarnation. Guess: a quarter of an hour, in
    /// milliseconds; one in a million restarts with a wrong clock forks.
    private static final int CHANCE_BITS = 20;

    /// Heads that links wait for. Guess: one for each of more links than there are.
    private static final int WANTED_MAX = 1_000;

    private final Replica replica;
    /// The chains under our name. Others may have declared some of them, with any incarnation, and
    /// branches that never were: only one that has a change of ours in it is ours.
    private final TreeSet<Integer> all = new TreeSet<>();

    /// The one we write on; -1 until we write.
    private int chain = -1;
    private boolean abandoned;

    /// The first change of [#chain] that was written since this start.
    private int firstHere = Integer.MAX_VALUE;

    private boolean copied;
    private boolean signing;

    /// Changes at which links want a head, each with the newest head far behind it.
    private final LinkedHashSet<Place> wanted = new LinkedHashSet<>();

    private Content content = new Content();
    private @Nullable Stamp open;
    private List<Place> deps = List.of();
    private @Nullable View view;
    private @Nullable Viewpoint from;
    private long closeAtNanos = Now.NEVER;

    /// Before then no other change is closed for the time alone.
    private long windowEndNanos = Long.MIN_VALUE;

    OwnChain(Replica replica) {
        this.replica = replica;
    }

    /// There is a chain of that number, from an earlier run of this peer, from others, or split off
    /// where a fork was found: it is noted if it has our name, and only as long as it has.
    void found(int number) {
        if (replica.graph().id(number).author().equals(replica.context().self())) {
            all.add(number);
        } else {
            all.remove(number);
        }
    }

    /// The home is open: goes on with the incarnation that was written last.
    void started() {
        chain = newest();
    }

    /// Our newest incarnation that has changes, as it began; -1 when there is none.
    private int newest() {
        ChangeGraph graph = replica.graph();
        int newest = -1;
        for (int own : all) {
            boolean written = graph.origin(own) == null && graph.last(own) > 0;
            if (written && replica.isOwn(own) && (newest < 0 || graph.compare(newest, own) < 0)) {
                newest = own;
            }
        }
        return newest;
    }

    /// Never write on in the present incarnation.
    void abandon() {
        close();
        abandoned = true;
    }

    /// Others know more of us than we do: never write on in the present incarnation. Who has
    /// followed on what was written since this start is another copy of this home, and runs.
    void met(Run run) {
        abandon();
        if (copied || !isAfterThisStart(run)) {
            return;
        }
        copied = true;
        String self = new PeerId(replica.context().self()).text();
        String where = "another copy of this home writes into " + replica.name();
        replica.context().effects().report(new Note("two-copies", self, where));
    }

    private boolean isAfterThisStart(Run run) {
        for (Change change : run.changes()) {
            for (int i = 0; i < change.placeCount(); i++) {
                Place place = change.place(i);
                if (place.chain() == chain && place.seq() >= firstHere) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Whether another copy of this home was seen to write here since this start.
    public boolean isCopied() {
        return copied;
    }

    /// Whether there is a chain of ours that must not be written on, also after the next start: its
    /// end may be known elsewhere and not here, or it is another copy of this home that writes it.
    public boolean isAbandoned() {
        return abandoned && newest() >= 0;
    }

    int chain() {
        return chain;
    }

    boolean isOpen() {
        return open != null;
    }

    @Nullable Stamp openStamp() {
        return content.isEmpty() ? null : open;
    }

    /// What the open change follows on, beside the change before it.
    List<Place> deps() {
        return deps;
    }

    long closeAtNanos() {
        return closeAtNanos;
    }

    /// What came of a write.
    public sealed interface Outcome {
        /// It is applied, as part of that change.
        record Written(Place place) implements Outcome {}

        /// Nothing was changed.
        record Refused(Writing.Refused why) implements Outcome {}
    }

    /// Writes what a user wants, which readers see at once. `view`: what the writer had looked at,
    /// where that is not everything here. `alone`: as a change of its own, closed at once.
    public Outcome write(List<? extends Writing.Edit> edits, @Nullable View wanted, boolean alone) {
        View view = wanted == null ? shown() : wanted;
        if (alone) {
            close();
        }
        Viewpoint at = viewpoint(view);
        Writing.Plan plan = Writing.forUser(replica.state(), at).plan(edits);
        if (plan instanceof Writing.Ready(List<Op> ops) && !fits(ops)) {
            close();
            at = viewpoint(view);
            plan = Writing.forUser(replica.state(), at).plan(edits);
        }
        return switch (plan) {
            case Writing.Refused refused -> new Outcome.Refused(refused);
            case Writing.Ready(List<Op> ops) ->
                    new Outcome.Written(write(ops, at, alone || view != null));
            case Writing.Pour ignored -> throw new IllegalStateException("edits do not pour");
        };
    }

    /// What is shown, with what we wrote since: null as long as that is everything here.
    @Nullable List<Place> shownPlaces() {
        List<Place> shown = replica.basis().shown();
        if (shown == null) {
            return null;
        }
        var places = new ArrayList<>(shown);
        if (chain >= 0 && replica.graph().last(chain) > 0) {
            places.add(new Place(chain, replica.graph().last(chain)));
        }
        return places;
    }

    private @Nullable View shown() {
        List<Place> places = shownPlaces();
        return places == null ? null : viewOf(places);
    }

    /// Takes back what a change did, as a change of its own of who looked at `view`, with a `note`
    /// of Kith's own of what that is.
    public Outcome undo(List<? extends Writing.Edit> edits, List<Op> note, @Nullable View looked) {
        close();
        Viewpoint at = viewpoint(looked);
        Writing.Plan plan = Writing.forUser(replica.state(), at).plan(edits);
        if (!(plan instanceof Writing.Ready(List<Op> inverse))) {
            close();
            return new Outcome.Refused((Writing.Refused) plan);
        }
        var ops = new ArrayList<Op>(note);
        ops.addAll(inverse);
        var room = new Content();
        for (Op op : ops) {
            if (!room.add(op)) {
                close();
                var reason = Writing.Reason.TOO_MUCH;
                return new Outcome.Refused(
                        new Writing.Refused(reason, "what it takes back fits into no change"));
            }
        }
        return new Outcome.Written(write(ops, at, true));
    }

    /// Writes operations of Kith's own, as a change of their own.
    public Place writeOps(List<Op> ops) {
        close();
        return write(ops, viewpoint(null), true);
    }

    /// All writes of one change look from one viewpoint: nothing else is applied between them. Kept
    /// only where it asks the graph each time: a list of places would not outlive a split.
    private Viewpoint viewpoint(@Nullable View view) {
        Stamp stamp = stamp(view);
        Viewpoint known = from;
        if (known != null) {
            return known;
        }
        var fresh = new Viewpoint(stamp, ownSeen(stamp, view));
        if (view == null && deps.size() < Change.PLACES_MAX) {
            from = fresh;
        }
        return fresh;
    }

    private Place write(List<Op> ops, Viewpoint at, boolean alone) {
        replica.state().apply(at, ops);
        add(ops);
        if (alone || isFull()) {
            close();
        } else {
            replica.context().effects().wakeAt(closeAtNanos());
        }
        return new Place(at.stamp().chain(), at.stamp().seq());
    }

    private boolean isFull() {
        Limits limits = replica.context().limits();
        return limits.gatherNanos() == 0 || content.count() >= limits.gatherOpsMax();
    }

    /// What the change that is open says that its author had seen: exactly that, since it is what
    /// everybody else will go by. It is everything that is here, unless that is more than one
    /// change can name; then the next one names the rest.
    private Seen ownSeen(Stamp stamp, @Nullable View view) {
        Seen past = named(stamp);
        if (view == null) {
            return past;
        }
        Seen others = replica.graph().seenFrom(view.others());
        Seen before =
                view.own() == 0
                        ? other -> 0
                        : replica.graph().seenFrom(List.of(new Place(stamp.chain(), view.own())));
        return other ->
                Math.min(past.upTo(other), Math.max(others.upTo(other), before.upTo(other)));
    }

    /// The change before the open one, its deps, and all that comes before those.
    private Seen named(Stamp stamp) {
        int before = stamp.seq() - 1;
        if (deps.size() < Change.PLACES_MAX) {
            return other -> other == stamp.chain() ? before : replica.graph().last(other);
        }
        var places = new ArrayList<>(deps);
        if (before > 0) {
            places.add(new Place(stamp.chain(), before));
        }
        return replica.graph().seenFrom(places);
    }

    /// What a client had looked at when it names these changes; null when one is not here.
    public @Nullable View viewOf(List<Place> places) {
        close();
        int chain = stamp(null).chain();
        int seen = replica.graph().seenFrom(places).upTo(chain);
        var others = new ArrayList<Place>();
        for (Place place : places) {
            if (place.chain() == chain) {
                seen = Math.max(seen, place.seq());
            } else if (replica.graph().past(place.chain(), place.seq()) == null) {
                return null;
            } else {
                others.add(place);
            }
        }
        others.sort((a, b) -> hash(a).compareTo(hash(b)));
        return new View(Math.min(seen, replica.graph().last(chain)), others);
    }

    /// The version that is shown here: changes which, with their past, are all there is.
    public List<Place> frontier() {
        Stamp open = openStamp();
        return open == null
                ? replica.graph().frontier()
                : List.of(new Place(open.chain(), open.seq()));
    }

    /// The changes that a change which was just applied follows on.
    public List<Place> parentsOf(Place place) {
        var parents = new ArrayList<Place>();
        Stamp open = openStamp();
        if (open != null && open.chain() == place.chain() && open.seq() == place.seq()) {
            parents.addAll(deps());
        } else {
            Change change = replica.tail().change(place.chain(), place.seq());
            if (change == null) {
                return List.of();
            }
            parents.addAll(change.deps());
        }
        if (place.seq() > 1) {
            int before = replica.graph().resolve(place.chain(), place.seq() - 1);
            parents.add(new Place(before, place.seq() - 1));
        }
        return parents;
    }

    /// The last change of that chain, the open one included.
    public int lastOf(int chain) {
        Stamp open = openStamp();
        int last = replica.graph().last(replica.graph().resolve(chain, Integer.MAX_VALUE));
        return open != null && open.chain() == chain ? open.seq() : last;
    }

    private Bytes hash(Place place) {
        Past past = replica.graph().past(place.chain(), place.seq());
        if (past == null) {
            throw new IllegalStateException("past of " + place + " is not in memory");
        }
        return past.hash();
    }

    /// The stamp for the next write, in the change that is open or in a new one. With a `view` the
    /// change is one of its own.
    Stamp stamp(@Nullable View wanted) {
        if (wanted != null || view != null) {
            close();
        }
        Stamp current = open;
        if (current != null) {
            return current;
        }
        if (chain < 0 || abandoned || replica.graph().ended(chain)) {
            beginIncarnation();
        }
        Now now = replica.context().now();
        int seq = replica.graph().last(chain) + 1;
        firstHere = Math.min(firstHere, seq);
        from = null;
        deps = replica.graph().depsFor(chain);
        view = wanted;
        closeAtNanos = Math.max(now.nanos(), windowEndNanos);
        var stamp =
                new Stamp(
                        chain,
                        seq,
                        HybridTime.after(replica.timeLast(), replica.context().stampMillis()));
        open = stamp;
        return stamp;
    }

    private void beginIncarnation() {
        int newest = newest();
        long last = newest < 0 ? 0 : replica.graph().id(newest).incarnation();
        long chance = new Reader(replica.context().entropy(4)).u32() & ((1L << CHANCE_BITS) - 1);
        ChainId next = own(Math.max(last + 1, replica.context().now().wallMillis()) + chance);
        while (replica.graph().number(next) >= 0) {
            next = own(next.incarnation() + 1); // another copy of this home has begun it
        }
        abandoned = false;
        firstHere = Integer.MAX_VALUE;
        chain = replica.branches().openOwn(next);
    }

    private ChainId own(long incarnation) {
        return new ChainId(replica.context().self(), incarnation, Bytes.EMPTY);
    }

    /// Adds to the open change what was applied under its stamp, for which there is room.
    void add(List<? extends Op> ops) {
        for (int i = 0; i < ops.size(); i++) {
            if (!content.add(ops.get(i))) {
                throw new IllegalStateException("no room for an operation that was applied");
            }
        }
    }

    /// Whether these operations fit into the open change.
    boolean fits(List<? extends Op> ops) {
        if (content.isEmpty()) {
            return true; // what fits into no change was refused before
        }
        int most = Math.min(Content.OPS_MAX, replica.context().limits().gatherOpsMax());
        return content.count() + ops.size() <= most
                && content.sizeBytes() + Content.sizeMax(ops) <= GATHER_BYTES_MAX;
    }

    /// Closes the open change: from now on it has its hash and can be sent.
    public void close() {
        Stamp stamp = open;
        if (stamp == null) {
            return;
        }
        open = null;
        closeAtNanos = Now.NEVER;
        if (content.isEmpty()) {
            view = null;
            return;
        }
        Context context = replica.context();
        windowEndNanos = context.now().nanos() + context.limits().gatherNanos();
        Bytes bytes = content.toBytes();
        content = new Content();
        Verified verified = replica.graph().compose(stamp.chain(), stamp.time(), deps, view, bytes);
        view = null;
        replica.appendOwn(verified);
        sign();
    }

    /// Whether a signature is being made.
    public boolean isSigning() {
        return signing;
    }

    /// Asks for the signature over the newest change, unless one is being made.
    void sign() {
        var graph = replica.graph();
        for (int own : all.descendingSet()) {
            boolean unsigned =
                    graph.last(own) > Math.max(graph.lastSigned(own), graph.first(own) - 1);
            if (!signing && unsigned && replica.isOwn(own)) {
                sign(own, graph.last(own));
            }
        }
    }

    /// A link wants a head at that change, which one further on vouches for already.
    void want(Place place) {
        boolean known = replica.graph().past(place.chain(), place.seq()) != null;
        if (wanted.size() < WANTED_MAX) {
            wanted.add(place);
        }
        if (!known && wanted.contains(place)) {
            replica.loadPast(PastReader.NOBODY, place);
        }
        signWanted();
    }

    private void signWanted() {
        if (signing) {
            return;
        }
        for (Place place : new ArrayList<>(wanted)) {
            Past past = replica.graph().past(place.chain(), place.seq());
            if (past != null) {
                wanted.remove(place);
                sign(place.chain(), place.seq(), past.hash());
                return;
            }
        }
    }

    private void sign(int own, int seq) {
        sign(own, seq, replica.graph().tip(own).hash());
    }

    private void sign(int own, int seq, Bytes hash) {
        signing = true;
        var graph = replica.graph();
        Bytes message = Headers.headMessage(graph.space(), graph.id(own).incarnation(), seq, hash);
        replica.context()
                .effects()
                .sign(message, null, signature -> signed(own, new Head(seq, signature)));
    }

    private void signed(int signedChain, Head head) {
        signing = false;
        replica.signed(replica.graph().resolve(signedChain, head.seq()), head);
        sign();
        signWanted();
    }
}
