package kith.cluster;

import java.util.Arrays;
import kith.identity.PeerId;
import kith.lang.Rng;

/// Where this peer is: it moves a little with each round trip that was measured, so that distances
/// become what they are measured to be.
///
/// *The problem.* Whoever wants to know who is near cannot measure everybody; and a few who lie, or
/// a line that was busy for a moment, must not move anybody far.
///
/// *The idea.* Each pair is a spring of the length of its round trip. Source: Dabek, Cox, Kaashoek,
/// Morris, *Vivaldi* (SIGCOMM 2004), section 3 and figure 3; HashiCorp's Serf,
/// `coordinate/client.go`, for the median filter, the least height and the gravity that keeps all
/// near the middle.
///
/// changed: the newest sample of each of the last peers is kept, and with each new one all of them
/// pull at once, several times, because a peer has few samples and much time: twenty do what a
/// hundred do one by one, and their noise does not shake the place.
///
/// changed: what is far off the prediction pulls little, in the measure of what the median of all
/// is off, and never with more than its own length. Who lies stays alone and does not pull; when
/// the peer itself has moved, all are off, and so the median, and all pull. That is a robust
/// estimate with the weights of Cauchy.
///
/// changed: the near pull more than the far, because an error counts by its share of the way. And
/// no adjustment term, as those few that are near hold the place where it is.
///
/// Only + - * / and square roots, which are the same on every host. Cost: a few thousand operations
/// for a sample; 5 KiB.
///
/// Used by the owner of the engine only.
public final class Coordinates {
    /// Peers of which the last round trips are kept. Guess: as many as one has links to.
    static final int PEERS_MAX = 32;

    /// Round trips of one peer, of which the middle one counts. Source: Serf.
    private static final int FILTER = 3;

    /// How much of the error a sample may mend. Source: Vivaldi p. 6.
    private static final double ERROR_SHARE = 0.25;

    /// How often all pull for one sample, and how much of the way it goes each time. Measured:
    /// less is slower, more brings nothing.
    private static final int ROUNDS = 8;

    private static final double STEP = 0.5;

    /// After so many samples another place is tried, which must be so much better. Guess.
    private static final int TRY_SAMPLES = 4;

    private static final double LESS_STRAIN = 0.9;

    /// What is so many times as far off as the median has half of its weight. Measured.
    private static final double TAIL = 2;

    /// The least that the median is taken to be off. Guess: what a busy line does.
    private static final double OFF_LEAST = 0.02;

    /// What is nearer than this does not weigh more. Guess: below it, it is noise.
    private static final double NEAR_MILLIS = 5;

    /// What a claimed error counts beside: whoever says that it has none weighs four times as much
    /// as who knows nothing, and not more.
    private static final double DOUBT = 0.5;

    /// The least of a height and of a round trip, in milliseconds. Source: Serf, 10 microseconds.
    private static final double LEAST = 0.01;

    /// What is farther than this from the middle is pulled strongly. Guess: more than Serf has,
    /// whose pull costs a part of each distance.
    private static final double GRAVITY_MILLIS = 2_000;

    private static final double ERROR_MAX = Coordinate.ERROR_MAX / 1_000.0;

    private final Rng rng;
    private final PeerId[] peers = new PeerId[PEERS_MAX];
    private final Coordinate[] places = new Coordinate[PEERS_MAX];
    private final double[] trips = new double[PEERS_MAX * FILTER];
    private final int[] seen = new int[PEERS_MAX]; // round trips of each
    private int known; // peers that are kept
    private int next; // whose slot a newcomer takes
    private int samples;
    private Coordinate here = Coordinate.NOWHERE;

    /// `seed`: of the directions in which those move that are in one place.
    public Coordinates(long seed) {
        this.rng = new Rng(seed);
    }

    /// Where this peer is, as it tells others.
    public Coordinate here() {
        return here.rounded();
    }

    /// How many round trips moved it.
    public int samples() {
        return samples;
    }

    /// A round trip to a peer was measured, which says that it is there.
    public void measured(PeerId peer, Coordinate there, long nanos) {
        int slot = slot(peer);
        trips[slot * FILTER + seen[slot]++ % FILTER] = Math.max(LEAST, nanos / 1e6);
        places[slot] = there;
        samples++;
        learn(slot);
        for (int i = 0; i < ROUNDS; i++) {
            settle();
        }
        if (samples % TRY_SAMPLES == 0) {
            tryElsewhere();
        }
    }

    /// Springs can hold somebody where it does not belong, as all pull against each other. So now
    /// and then it is tried from where one of the others is, the near ones first, whether they come
    /// to rest with less strain.
    private void tryElsewhere() {
        Coordinate before = here;
        double strain = strain();
        int from = rng.nextInt(known);
        int other = rng.nextInt(known);
        from = trip(other) < trip(from) ? other : from;
        here = places[from].erring(before.error());
        for (int i = 0; i < 2 * ROUNDS; i++) {
            settle();
        }
        if (strain() > LESS_STRAIN * strain) {
            here = before;
        }
    }

    /// How far off all are together, none more than its whole way.
    private double strain() {
        double sum = 0;
        for (int i = 0; i < known; i++) {
            sum += Math.min(1, off(i));
        }
        return sum;
    }

    private int slot(PeerId peer) {
        for (int i = 0; i < known; i++) {
            if (peers[i].equals(peer)) {
                return i;
            }
        }
        int slot = known < PEERS_MAX ? known++ : next++ % PEERS_MAX;
        peers[slot] = peer;
        seen[slot] = 0;
        return slot;
    }

    /// The middle one of the last three, or the shorter one of two.
    private double trip(int slot) {
        int at = slot * FILTER;
        double a = trips[at];
        double b = seen[slot] > 1 ? trips[at + 1] : a;
        double c = seen[slot] > 2 ? trips[at + 2] : Math.min(a, b);
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /// How sure one may be, by how far off the newest sample is: figure 3 of the paper.
    private void learn(int slot) {
        double sum = Math.max(LEAST, here.error() + places[slot].error());
        double part = ERROR_SHARE * here.error() / sum;
        double error = off(slot) * part + here.error() * (1 - part);
        here = here.erring(Math.min(ERROR_MAX, error));
    }

    /// How far off the prediction is, relative to what was measured.
    private double off(int slot) {
        double trip = trip(slot);
        return Math.abs(here.millisTo(places[slot]) - trip) / trip;
    }

    /// The median of all that is kept.
    private double usuallyOff() {
        var all = new double[known];
        for (int i = 0; i < known; i++) {
            all[i] = off(i);
        }
        Arrays.sort(all);
        return Math.max(OFF_LEAST, all[known / 2]);
    }

    /// All that is kept pulls at once, each by its weight.
    private void settle() {
        Coordinate sum = Coordinate.ORIGIN;
        double weights = 0;
        double usual = usuallyOff();
        for (int i = 0; i < known; i++) {
            double weight = weight(i, usual);
            sum = sum.plus(pull(i), weight);
            weights += weight;
        }
        here = fallen(here.plus(sum, STEP / weights).above(LEAST));
    }

    private double weight(int slot, double usual) {
        double far = off(slot) / (TAIL * usual);
        double trip = trip(slot) + NEAR_MILLIS;
        return 1 / ((1 + far * far) * (DOUBT + places[slot].error()) * trip * trip);
    }

    /// How that spring would move this peer.
    private Coordinate pull(int slot) {
        Coordinate there = places[slot];
        double trip = trip(slot);
        double push = Math.max(-trip, trip - here.millisTo(there));
        return here.apart(there) < LEAST ? anywhere(push) : here.push(there, push);
    }

    /// Who is in the same place has to leave it in some direction.
    private Coordinate anywhere(double millis) {
        double x = side();
        double y = side();
        double z = side();
        double w = side();
        double part = millis / Math.sqrt(x * x + y * y + z * z + w * w);
        return Coordinate.ORIGIN.plus(new Coordinate(x, y, z, w, 0, 0), part);
    }

    /// From -1 to 1, but not 0.
    private double side() {
        return (2 * rng.nextInt(1_000) - 999) / 1_000.0;
    }

    /// Toward the middle, by the square of how far away it is.
    private static Coordinate fallen(Coordinate from) {
        double part = from.apart(Coordinate.ORIGIN) / (GRAVITY_MILLIS * GRAVITY_MILLIS);
        return from.plus(new Coordinate(from.x(), from.y(), from.z(), from.w(), 0, 0), -part);
    }
}
