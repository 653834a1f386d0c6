package kith.replica.snapshot;

import java.util.List;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
import kith.replica.ReplicaRecords;
import kith.replica.base.Baseline;
import kith.replica.base.Vouch;
import kith.replica.base.Vouch.By;
import kith.replica.base.Vouch.Tip;
import kith.sync.Session;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Pruning of one space: proposes snapshots, vouches for those of others, and makes one the base of
/// the space when as many members as are wanted here vouch for it.
///
/// *One at a time.* A member makes one snapshot at a time and vouches for what it found, whatever
/// others found; which proposal it follows, and when one has won, is in [Vouches].
final class Pruning {
    /// Fewer new changes than these are not worth a snapshot. Guess.
    private static final int CHANGES_MIN = 1_000;

    /// How often it is looked whether there is something to prune, and how much later each one who
    /// is not the first in turn does. Guesses.
    private static final long LOOK_NANOS = 60 * Now.SECOND;

    private static final long TURN_NANOS = 300 * Now.SECOND;

    /// How often it is looked whether everybody has a version that others propose. Guess.
    private static final long ASK_NANOS = 2 * Now.SECOND;

    /// How long a member that failed to follow a proposal waits before it tries again. Guess.
    private static final long FAILED_NANOS = 60 * Now.SECOND;

    /// After a snapshot that somebody else proposed, the next of those waits so many times as long
    /// as that one took: what others propose takes up a tenth of a peer. Guess.
    private static final int REST_FACTOR = 9;

    /// How often a part of what could go is tried when all of it is too much.
    private static final int PARTS_MAX = 10;

    private final Replica replica;
    private final Context context;
    private final Offers offers;
    private final Vouches vouches;
    private final Slots slots;
    private @Nullable Taking taking;

    /// A snapshot that was made here and that members may vouch for: its version is that of `said`.
    private @Nullable Baseline candidate;

    private @Nullable Vouch said;
    private @Nullable Vouch vouched;
    private boolean due;
    private boolean differs;
    private long considerAtNanos;
    private long askAtNanos;
    private long followAtNanos;

    /// What counted when the candidate was made: when other changes count by now, the state that is
    /// shown is another.
    private long countedRevision;
    private long lookAtNanos = Now.NEVER;
    private String hindrance = "";

    /// Who asked for a snapshot now, and waits to hear what becomes of it.
    private @Nullable Asked asked;

    /// Hears what became of a proposal.
    interface Asked {
        void proposed(int changes);

        void notProposed(String why);
    }

    Pruning(Replica replica, Offers offers, Slots slots) {
        this.replica = replica;
        this.offers = offers;
        this.slots = slots;
        this.context = replica.context();
        this.vouches = new Vouches(replica);
    }

    /// For how long after its last change a member's having something is waited for; -1 where
    /// nothing is pruned.
    long leaseMillis() {
        return replica.state().shown(Snapshots.POLICY).value() instanceof Value.Int(long millis)
                ? Math.max(0, millis)
                : -1;
    }

    /// Why nothing goes on, for who asks; empty when nothing hinders.
    String hindrance() {
        return hindrance;
    }

    /// How many vouch for what was made here last.
    int vouchesForCandidate() {
        Vouch ours = said;
        return ours == null ? 0 : vouches.agreeing(ours).size();
    }

    boolean isTaking() {
        return taking != null;
    }

    /// How many members are to vouch before contents may go.
    int wanted() {
        return vouches.wanted();
    }

    /// A step is over in which something may have come.
    void settle() {
        vouches.settle(() -> due = true);
        if (due) {
            due = false;
            consider();
        }
    }

    /// Time passed.
    void wake() {
        Now now = context.now();
        if (taking != null) {
            taking.goOn();
        }
        if (lookAtNanos == Now.NEVER) {
            lookAtNanos = now.nanos() + LOOK_NANOS;
        }
        if (now.nanos() >= lookAtNanos) {
            lookAtNanos = now.nanos() + LOOK_NANOS;
            look();
        }
        if (leaseMillis() >= 0) {
            context.effects().wakeAt(lookAtNanos);
        }
        if (!vouches.isEmpty() && now.nanos() >= considerAtNanos) {
            considerAtNanos = now.nanos() + ASK_NANOS;
            due = true;
        }
    }

    private Acknowledged acknowledged(long lease) {
        return new Acknowledged(replica, context.now().wallMillis() - lease);
    }

    // Proposing

    /// Proposes when it is our turn and it is worth it.
    private void look() {
        long lease = leaseMillis();
        if (lease < 0 || taking != null || candidate != null || !slots.isFree()) {
            return;
        }
        Acknowledged all = acknowledged(lease);
        if (vouches.toFollow(all) != null) {
            return;
        }
        int turn = all.before(context.self());
        if (turn > 0 && context.now().nanos() % (turn * TURN_NANOS) >= LOOK_NANOS) {
            return; // it is another's turn
        }
        propose(all, CHANGES_MIN);
    }

    /// Proposes at once what can go.
    void proposeNow(Asked who) {
        long lease = leaseMillis();
        if (lease < 0) {
            who.notProposed("nothing is pruned there: give it a lease first");
        } else if (taking != null || asked != null) {
            who.notProposed("a snapshot of it is being made");
        } else {
            asked = who;
            propose(acknowledged(lease), 1);
        }
    }

    private void propose(Acknowledged all, int changesMin) {
        List<Place> version = all.version(Integer.MAX_VALUE);
        int changes = changesBeyondBase(version);
        if (version.isEmpty() || changes < changesMin) {
            hindered("no changes that every active member has are left to be pruned");
        } else if (!vouches.mayVouchFor(version)) {
            hindered("not all active members have what this peer proposed before");
        } else {
            take(version, PARTS_MAX, all);
        }
    }

    private int changesBeyondBase(List<Place> version) {
        var seen = replica.graph().seenFrom(version);
        Baseline base = replica.basis().base();
        long sum = 0;
        for (int chain = 0; chain < replica.graph().chainCount(); chain++) {
            int first = replica.graph().first(chain);
            int last = Math.min(seen.upTo(chain), replica.graph().last(chain));
            int known = base == null ? first - 1 : base.last(replica.graph(), chain);
            sum += Math.max(0, last - Math.max(first - 1, known));
        }
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    private void hindered(String why) {
        hindrance = why;
        Asked who = asked;
        asked = null;
        if (who != null) {
            who.notProposed(why);
        }
    }

    // Making one

    private void take(List<Place> version, int parts, @Nullable Acknowledged all) {
        drop();
        countedRevision = replica.countedRevision();
        slots.take();
        var attempt = new Attempt(version, parts, all);
        taking = new Taking(replica, version, attempt.file, attempt);
        taking.begin();
    }

    /// A snapshot that is being made. `all`: what everybody has, where this peer proposes it; null
    /// where it follows another. `parts`: how often less of it may be tried when it is too large.
    private final class Attempt implements Taking.Then {
        private final List<Place> version;
        private final int parts;
        private final @Nullable Acknowledged all;
        private final List<Tip> named;
        private final int changes;
        private final String file;
        private final long beganNanos = context.now().nanos();

        Attempt(List<Place> version, int parts, @Nullable Acknowledged all) {
            this.version = version;
            this.parts = parts;
            this.all = all;
            this.named = Acknowledged.named(replica.graph(), version);
            this.changes = changesBeyondBase(version);
            this.file = Baseline.fileOf(replica.number(), replica.basis().nextFile());
        }

        @Override
        public void taken(Baseline made) {
            over();
            hindrance = "";
            var ours = new Vouch(made.manifest().before(), made.digest(), named, Bytes.EMPTY);
            candidate = made;
            said = ours;
            due = true;
            vouch(ours); // also when who proposed it says something else by now
            Asked who = asked;
            asked = null;
            if (who != null) {
                who.proposed(changes);
            }
        }

        @Override
        public void failed(String why, boolean tooLarge) {
            over();
            if (tooLarge && parts > 0 && all != null) {
                takePart(version, parts - 1, all);
            } else {
                followAtNanos = context.now().nanos() + FAILED_NANOS;
                hindered(why);
            }
        }

        private void over() {
            taking = null;
            slots.give();
            if (all == null) {
                long now = context.now().nanos();
                followAtNanos = now + REST_FACTOR * (now - beganNanos);
            }
        }
    }

    /// What was made is not wanted any more.
    private void drop() {
        if (candidate != null) {
            context.effects().delete(candidate.file());
        }
        candidate = null;
        said = null;
    }

    /// Half of what came here since the base.
    private void takePart(List<Place> version, int parts, Acknowledged all) {
        Baseline base = replica.basis().base();
        int known = base == null ? 0 : base.changes();
        int half = known + changesBeyondBase(version) / 2;
        List<Place> part = all.version(half);
        if (part.isEmpty() || changesBeyondBase(part) == 0) {
            hindered("a single change is too large to be pruned");
        } else {
            take(part, parts, all);
        }
    }

    /// Says in a change of our own what we found, once in each run: an earlier one may have been
    /// lost on its way.
    private void vouch(Vouch ours) {
        if (!ours.equals(vouched)) {
            vouched = ours;
            Bytes message = ours.message(replica.space(), context.hasher());
            context.effects().sign(message, null, by -> promise(ours.signed(by)));
        }
    }

    /// Binds us from now on, and is told when that is on disk for good.
    private void promise(Vouch ours) {
        if (vouches.maySay(ours)) {
            ReplicaRecords.promise(
                    replica,
                    new By(context.self(), ours),
                    () -> {
                        replica.own().writeOps(List.of(ours.toOp()));
                        due = true;
                    });
        }
    }

    // Hearing of others'

    /// What follows from the vouches that are known.
    private void consider() {
        gather();
        askForOthers();
        Vouch ours = said;
        if (ours != null && vouches.agreeing(ours).size() >= wanted()) {
            adopt(ours);
            return;
        }
        long lease = leaseMillis();
        if (taking != null || lease < 0) {
            return;
        }
        if (context.now().nanos() < followAtNanos) {
            context.effects().wakeAt(followAtNanos);
            return;
        }
        Vouch theirs = vouches.isAnyOpen() ? vouches.toFollow(acknowledged(lease)) : null;
        if (theirs == null || !slots.isFree()) {
            goOnLater();
        } else if (ours == null || !ours.isOfSame(theirs)) {
            take(theirs.places(replica.graph()), 0, null);
        } else {
            if (!ours.agrees(theirs)) {
                tellThatItDiffers();
            }
            vouch(ours);
        }
    }

    /// What is proposed is not everywhere yet, or came to nothing: what was made here of it is made
    /// anew with what came since.
    private void goOnLater() {
        if (vouches.isAnyOpen()) {
            context.effects().wakeAt(context.now().nanos() + ASK_NANOS);
        } else if (said != null) {
            drop();
        }
    }

    /// Others have a base that we have not: we did not hear of it in time, or found another.
    private void askForOthers() {
        Baseline base = replica.basis().base();
        Bytes wanted =
                base != null && replica.basis().isLost() ? base.digest() : vouches.wonElsewhere();
        if (wanted == null) {
            return;
        }
        boolean ours = said != null && said.digest().equals(wanted);
        if (!ours && mayAsk()) {
            offers.ask(wanted);
        }
    }

    private boolean mayAsk() {
        long now = context.now().nanos();
        context.effects().wakeAt(now + ASK_NANOS);
        boolean may = now >= askAtNanos;
        askAtNanos = may ? now + ASK_NANOS : askAtNanos;
        return may;
    }

    /// Others found the same version to be something else: as a rule since one of us knows of a
    /// removal and the other did not yet. What wins counts, here too.
    private void tellThatItDiffers() {
        if (!differs) {
            differs = true;
            hindrance = "members made different snapshots of the same changes";
            context.effects().report(new Note("snapshot-differs", replica.name(), hindrance));
        }
    }

    /// Enough members say the same: from now on it stands for what is in it.
    private void adopt(Vouch ours) {
        Baseline made = candidate;
        if (made == null) {
            return;
        }
        candidate = null;
        said = null;
        boolean isShown = countedRevision == replica.countedRevision();
        replica.adopt(made.with(vouches.kept(vouches.agreeing(ours))), isShown);
        for (Session session : context.links().sessions()) {
            session.takesBare(replica, false);
        }
    }

    /// More members vouch for the base than when it was taken, or fewer of them are members.
    private void gather() {
        Baseline base = replica.basis().base();
        if (base == null) {
            return;
        }
        List<By> all = vouches.kept(vouches.of(base));
        if (!base.vouches().containsAll(all)) {
            replica.basis().set(base.with(all));
        }
        if (vouches.isToConfirm(base) && !base.vouches().isEmpty()) {
            vouch(base.vouches().getFirst().vouch().signed(Bytes.EMPTY));
        }
    }
}
