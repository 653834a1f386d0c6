package kith.replica.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.Change.Place;
import kith.port.Note;
import kith.port.Now;
import kith.replica.Context;
import kith.replica.Replica;
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
/// *One at a time.* A member vouches for one version on top of one base, so that two versions do
/// not win in two places. Where two are proposed at once, the one counts behind which the member
/// with the smallest key stands.
final class Pruning {
    /// Vouches that are remembered: the newest one of that many members.
    private static final int HEARD_MAX = 1_000;

    /// Fewer new changes than these are not worth a snapshot. Guess.
    private static final int CHANGES_MIN = 1_000;

    /// How often it is looked whether there is something to prune, and how much later each one who
    /// is not the first in turn does. Guesses.
    private static final long LOOK_NANOS = 60 * Now.SECOND;

    private static final long TURN_NANOS = 300 * Now.SECOND;

    /// How often it is looked whether everybody has a version that others propose. Guess.
    private static final long ASK_NANOS = 2 * Now.SECOND;

    /// For how long a proposal is followed that does not come to anything, and how long a member
    /// that failed to follow one waits before it tries again. Guesses.
    private static final long FOLLOWED_NANOS = 600 * Now.SECOND;

    private static final long FAILED_NANOS = 60 * Now.SECOND;

    /// How often a part of what could go is tried when all of it is too much.
    private static final int PARTS_MAX = 10;

    private final Replica replica;
    private final Context context;
    private final Offers offers;
    private final TreeMap<Bytes, Heard> heard = new TreeMap<>();
    private @Nullable Taking taking;

    /// A snapshot that was made here and that members may vouch for: its version is that of `said`.
    private @Nullable Baseline candidate;

    private @Nullable Vouch said;
    private @Nullable Vouch vouched;
    private boolean due;
    private boolean differs;
    private long askAtNanos;
    private long followAtNanos;

    /// What counted when the candidate was made: when other changes count by now, the state that is
    /// shown is another.
    private long countedRevision;
    private long lookAtNanos = Now.NEVER;
    private String hindrance = "";

    /// Who asked for a snapshot now, and waits to hear what becomes of it.
    private @Nullable Asked asked;

    /// What a member vouched for last, and when that was heard.
    private record Heard(By by, long atNanos) {
        Bytes author() {
            return by.author();
        }

        Vouch vouch() {
            return by.vouch();
        }
    }

    /// Hears what became of a proposal.
    interface Asked {
        void proposed(int changes);

        void notProposed(String why);
    }

    Pruning(Replica replica, Offers offers) {
        this.replica = replica;
        this.offers = offers;
        this.context = replica.context();
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
        return ours == null ? 0 : agreeing(ours).size();
    }

    boolean isTaking() {
        return taking != null;
    }

    /// How many members are to vouch: as many as the owner wants, where there are so many.
    int wanted() {
        return Math.max(
                1, Math.min(context.limits().vouchesMin(), replica.roster().writers().size()));
    }

    /// A step is over in which something may have come.
    void settle() {
        for (By by : replica.basis().takeVouches()) {
            hear(by);
        }
        if (due) {
            due = false;
            consider();
        }
    }

    private void hear(By by) {
        Bytes message = by.vouch().message(replica.space(), context.hasher());
        context.effects()
                .check(
                        by.author(),
                        message,
                        by.vouch().signature(),
                        good -> {
                            if (good
                                    && (heard.size() < HEARD_MAX
                                            || heard.containsKey(by.author()))) {
                                heard.put(by.author(), new Heard(by, context.now().nanos()));
                                due = true;
                            }
                        });
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
        due |= !heard.isEmpty();
    }

    private Acknowledged acknowledged(long lease) {
        return new Acknowledged(replica, context.now().wallMillis() - lease);
    }

    // Proposing

    /// Proposes when it is our turn and it is worth it.
    private void look() {
        long lease = leaseMillis();
        if (lease < 0 || taking != null || candidate != null || !onBase().isEmpty()) {
            return;
        }
        Acknowledged all = acknowledged(lease);
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
        int arrivals = Integer.MAX_VALUE;
        List<Place> version = all.version(arrivals);
        int changes = changesBeyondBase(version);
        if (version.isEmpty() || changes < changesMin) {
            hindered("no changes that every active member has are left to be pruned");
            return;
        }
        take(version, PARTS_MAX, all);
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
        List<Tip> named = Acknowledged.named(replica.graph(), version);
        countedRevision = replica.countedRevision();
        int changes = changesBeyondBase(version);
        var then =
                new Taking.Then() {
                    @Override
                    public void taken(Baseline made) {
                        taking = null;
                        hindrance = "";
                        taken(made, named, all != null);
                        Asked who = asked;
                        asked = null;
                        if (who != null) {
                            who.proposed(changes);
                        }
                    }

                    private void taken(Baseline made, List<Tip> of, boolean proposes) {
                        candidate = made;
                        Bytes before = made.manifest().before();
                        said = new Vouch(before, made.digest(), of, Bytes.EMPTY);
                        due = true;
                        if (proposes) {
                            vouch();
                        }
                    }

                    @Override
                    public void failed(String why, boolean tooLarge) {
                        taking = null;
                        if (tooLarge && parts > 0 && all != null) {
                            takePart(version, parts - 1, all);
                        } else {
                            followAtNanos = context.now().nanos() + FAILED_NANOS;
                            hindered(why);
                        }
                    }
                };
        var next =
                new Taking(
                        replica,
                        version,
                        Baseline.fileOf(replica.number(), replica.basis().nextFile()),
                        then);
        taking = next;
        next.begin();
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

    /// Says in a change of our own what we found.
    private void vouch() {
        Vouch ours = said;
        if (ours == null || ours.equals(vouched)) {
            return;
        }
        vouched = ours;
        Bytes message = ours.message(replica.space(), context.hasher());
        context.effects()
                .sign(
                        message,
                        null,
                        signature -> {
                            if (ours.equals(said)) {
                                replica.own().writeOps(List.of(ours.signed(signature).toOp()));
                                due = true;
                            }
                        });
    }

    // Hearing of others'

    /// The vouches of members on top of the base there is here.
    ///
    /// One that nobody followed for long is passed over: it may be nonsense, or the others know
    /// better, and those behind it must not wait for ever.
    private List<By> onBase() {
        Baseline base = replica.basis().base();
        Bytes before = base == null ? Bytes.EMPTY : base.digest();
        long since = context.now().nanos() - FOLLOWED_NANOS;
        var some = new ArrayList<By>();
        for (Heard one : heard.values()) {
            boolean open = one.atNanos() >= since;
            boolean member = replica.roster().writers().contains(new PeerId(one.author()));
            if (open && member && one.vouch().before().equals(before)) {
                some.add(one.by());
            }
        }
        return some;
    }

    private List<By> agreeing(Vouch with) {
        var some = new ArrayList<By>();
        for (Heard one : heard.values()) {
            if (one.vouch().agrees(with)
                    && replica.roster().writers().contains(new PeerId(one.author()))) {
                some.add(one.by());
            }
        }
        return some;
    }

    /// What follows from the vouches that are known.
    private void consider() {
        gather();
        askForOthers();
        List<By> others = onBase();
        if (others.isEmpty() || taking != null) {
            dropOld();
            return;
        }
        By first = others.getFirst(); // of the member with the smallest key
        Vouch ours = said;
        if (ours == null || !ours.isOfSame(first.vouch())) {
            follow(first.vouch());
        } else if (!ours.agrees(first.vouch())) {
            differs(first.vouch());
        } else if (agreeing(ours).size() >= wanted()) {
            adopt(ours);
        } else {
            vouch();
        }
    }

    /// Makes the snapshot that somebody else has made, when everybody has what is in it.
    private void follow(Vouch proposed) {
        long lease = leaseMillis();
        List<Place> version = Acknowledged.placed(replica.graph(), proposed.version());
        if (lease < 0 || version.isEmpty() || context.now().nanos() < followAtNanos) {
            return;
        }
        if (acknowledged(lease).has(version)) {
            take(version, 0, null);
        } else {
            context.effects().wakeAt(context.now().nanos() + ASK_NANOS);
        }
    }

    /// Others have a base that we have not, and go on from that: we did not hear of it in time.
    private void askForOthers() {
        Baseline base = replica.basis().base();
        if (base != null && replica.basis().isLost() && mayAsk()) {
            offers.ask(base.digest());
            return;
        }
        for (Heard one : heard.values()) {
            Vouch vouch = one.vouch();
            boolean ours = said != null && said.agrees(vouch);
            boolean known = base != null && base.digest().equals(vouch.digest());
            if (!known && !ours && agreeing(vouch).size() >= wanted() && mayAsk()) {
                offers.ask(vouch.digest());
            }
        }
    }

    /// What was made here and nobody followed is made anew with what came since.
    private void dropOld() {
        Heard own = heard.get(context.self());
        boolean old = own == null || own.atNanos() < context.now().nanos() - FOLLOWED_NANOS;
        if (said != null && taking == null && own != null && old) {
            drop();
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
    /// removal and the other did not yet. What enough members vouch for counts, here too: it is
    /// fetched from who has it.
    private void differs(Vouch theirs) {
        if (!mayAsk()) {
            return;
        }
        if (agreeing(theirs).size() >= wanted()) {
            offers.ask(theirs.digest());
        } else if (!differs) {
            differs = true;
            hindrance = "members made different snapshots of the same changes";
            context.effects().report(new Note("snapshot-differs", replica.name(), hindrance));
        }
    }

    /// Enough members say the same: from now on it stands for what is in it.
    private void adopt(Vouch ours) {
        Baseline made = candidate;
        Baseline old = replica.basis().base();
        if (made == null) {
            return;
        }
        candidate = null;
        said = null;
        boolean isShown = countedRevision == replica.countedRevision();
        replica.adopt(made.with(firstOf(agreeing(ours))), isShown);
        if (old != null) {
            replica.context().effects().sync(() -> context.effects().delete(old.file()));
        }
        for (Session session : context.links().sessions()) {
            session.takesBare(replica, false);
        }
    }

    private static List<By> firstOf(List<By> some) {
        return some.subList(0, Math.min(some.size(), Baseline.VOUCHES_MAX));
    }

    /// More members vouch for the base than when it was taken.
    private void gather() {
        Baseline base = replica.basis().base();
        if (base == null) {
            return;
        }
        var all = new TreeMap<Bytes, By>();
        base.vouches().forEach(by -> all.put(by.author(), by));
        int before = all.size();
        for (Heard one : heard.values()) {
            if (one.vouch().digest().equals(base.digest())) {
                all.putIfAbsent(one.author(), one.by());
            }
        }
        if (all.size() > before) {
            replica.basis().set(base.with(firstOf(List.copyOf(all.values()))));
        }
    }
}
