package kith.lab;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.lab.check.Broken;
import kith.lab.check.CausalOrder;
import kith.lab.check.ChainsUnforked;
import kith.lab.check.Checker;
import kith.lab.check.Converged;
import kith.lab.check.FollowersKnow;
import kith.lab.check.InSyncIsTrue;
import kith.lab.check.MemoryBounded;
import kith.lab.check.MeshWhole;
import kith.lab.check.NotesQuiet;
import kith.lab.check.NothingDurableLost;
import kith.lang.Rng;
import kith.port.Now;
import kith.value.Value;

/// Random peers write at random while links break, peers crash and disks lose what was not synced;
/// then everything heals, and every promise is checked.
public final class Chaos {
    /// After the storm everybody must agree within this. Retries wait up to a minute.
    private static final long CALM_NANOS = 180 * Now.SECOND;

    /// As often as there are peers at most, one behind the other.
    private static final int WRITING_ROUNDS_MAX = 10;

    /// A disk fails for a minute at most, and who is invited waits ten seconds each time.
    private static final int JOIN_TRIES = 10;

    private final Lot lot;
    private final World world;
    private final Rng rng;
    private final NothingDurableLost durable = new NothingDurableLost();
    private final FollowersKnow followers = new FollowersKnow();
    private final List<Checker> checkers = new ArrayList<>();
    private final Writers writers;
    private final Storm storm;

    public Chaos(long seed) {
        this(seed, false);
    }

    /// `large`: for a long run.
    public Chaos(long seed, boolean large) {
        this.lot = new Lot(seed, large);
        this.world = new World(seed, lot.config());
        this.rng = world.rng();
        world.lag(lot.lagMaxNanos());
        this.writers = new Writers(world, durable);
        this.storm = new Storm(world, writers, followers);
        checkers.add(new MemoryBounded());
        checkers.add(new InSyncIsTrue());
        checkers.add(new Converged());
        checkers.add(durable);
        checkers.add(new ChainsUnforked());
        checkers.add(new CausalOrder());
        checkers.add(followers);
        checkers.add(new NotesQuiet());
        checkers.add(new MeshWhole());
    }

    public World world() {
        return world;
    }

    /// What happened, in one line.
    public String summary() {
        return world.peers().size()
                + " peers, "
                + writers.writes()
                + " writes, "
                + durable.count()
                + " durable, "
                + followers.followers().stream().mapToInt(Follower::told).sum()
                + " told, "
                + world.eventCount()
                + " events";
    }

    /// Runs it; what is broken is thrown.
    public void run() {
        gather();
        long end = world.nanos() + lot.stormNanos();
        long glance = 0;
        while (world.nanos() < end) {
            world.run(rng.between(1, 150) * Now.MILLI);
            storm.strike(lot.next(rng));
            if (world.nanos() >= glance) {
                checkers.forEach(checker -> checker.glance(world));
                glance = world.nanos() + Now.SECOND / 2;
            }
        }
        calm();
        checkers.forEach(checker -> checker.check(world));
        world.insiders().forEach(peer -> peer.engine().check());
    }

    private void gather() {
        SimPeer founder = world.add("p0");
        founder.put("a", "start", Value.Bool.TRUE, answer -> {});
        world.run(Now.SECOND);
        for (int i = 1; i < lot.peerCount(); i++) {
            SimPeer newcomer = world.add("p" + i, lot.meshLinks(i));
            join(world.peers().get(rng.nextInt(i)), newcomer);
        }
    }

    /// Who invites may be behind a disk that fails, and refuses for a while.
    private void join(SimPeer inviter, SimPeer newcomer) {
        var answers = new ArrayList<Answer>();
        for (int tries = 0; tries < JOIN_TRIES; tries++) {
            answers.clear();
            inviter.invite(newcomer, null, answers::add);
            world.runUntil(() -> !answers.isEmpty(), 60 * Now.SECOND);
            if (!answers.isEmpty() && answers.getFirst() instanceof Answer.Joined) {
                return;
            }
            world.run(Now.SECOND); // a tab that invites names nodes of which it has to hear first
        }
        throw new Broken(newcomer + " could not join by " + inviter + ": " + answers);
    }

    /// Everything heals; the peers must find each other and agree.
    private void calm() {
        world.network().healAll();
        world.run(5 * Now.SECOND);
        for (SimPeer peer : world.peers()) {
            peer.wallOff(0);
            storm.restart(peer);
        }
        world.run(Now.SECOND);
        if (!world.runUntil(() -> agreed(), CALM_NANOS)) {
            new Converged().check(world);
            new MeshWhole().check(world);
        }
        followers.followers().forEach(Follower::hurry);
        int rounds = 0;
        do { // what comes from a slow disk may be written to another, and vouches follow late
            world.runUntil(() -> !anybodyWrites() && agreed(), CALM_NANOS);
            world.run(2 * Now.SECOND);
            rounds++;
        } while ((anybodyWrites() || !agreed()) && rounds < WRITING_ROUNDS_MAX);
    }

    private boolean anybodyWrites() {
        return world.peers().stream().anyMatch(SimPeer::isWriting);
    }

    /// Who is to agree changes as the news of removals spread.
    private boolean agreed() {
        if (Converged.holds(world) && MeshWhole.holds(world)) {
            List<SimPeer> before = world.insiders();
            seeWhoBelongs();
            return world.insiders().equals(before);
        }
        if (storm.removedAnybody()) {
            seeWhoBelongs();
        }
        return false;
    }

    /// The founder cannot be put out, so whom it takes for a member is one in the end.
    private void seeWhoBelongs() {
        SimPeer founder = world.peers().getFirst();
        Value members = founder.read(".peer/boards/home/members");
        for (SimPeer peer : world.peers()) {
            boolean member = members instanceof Value.Obj all && all.find(peer.id().text()) != null;
            peer.belongs(member && isOnBoard(peer, founder));
        }
    }

    /// Whom others let in may have crashed before it heard of it.
    private static boolean isOnBoard(SimPeer peer, SimPeer founder) {
        var board = founder.engine().replicas().getFirst().board();
        return peer.isUp()
                && peer.engine().replicas().stream()
                        .anyMatch(replica -> replica.board().equals(board));
    }

    @Override
    public String toString() {
        return "seed " + world.seed() + " (" + lot + ")";
    }
}
