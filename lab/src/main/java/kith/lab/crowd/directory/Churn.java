package kith.lab.crowd.directory;

import java.util.BitSet;
import kith.dht.DirectoryRules;
import kith.lang.Rng;
import kith.port.Now;

/// Peers come and go without a word: how long each stays is drawn so that half of them stay for
/// half an hour at most, and after a rest each comes back with nothing but its key.
final class Churn {
    private static final double SESSION_MEDIAN_SECONDS = 1_800;
    private static final long REST_NANOS = 60 * Now.SECOND;
    private static final long STEP_NANOS = Now.SECOND;

    private final Joins joins;
    private final Town town;
    private final Load load;
    private final Rng rng;
    private final long[] changeNanos;

    Churn(People people, DirectoryRules rules, double hostile, long seed) {
        BitSet some = Town.some(people.size(), hostile, new Rng(seed + 3));
        this.joins = new Joins(people, rules, some, seed);
        this.town = joins.town;
        this.load = new Load(town, seed);
        this.rng = new Rng(seed + 5);
        this.changeNanos = new long[people.size()];
    }

    /// So long, with some look-ups in each second, of those who are there and have said so.
    Tally run(int authors, int seconds, int lookUpsEach) {
        town.build(new Converged(town, rng.nextLong())::link);
        for (int i = 0; i < town.people.size(); i++) {
            town.citizen(i).directory.join();
            changeNanos[i] = town.crowd.nanos() + session();
        }
        load.announce(authors);
        for (int second = 0; second < seconds; second++) {
            change();
            town.crowd.run(town.crowd.nanos() + STEP_NANOS / 2);
            for (int i = 0; i < lookUpsEach; i++) {
                load.findPresent();
            }
            town.crowd.run(town.crowd.nanos() + STEP_NANOS / 2);
        }
        return load.tally();
    }

    /// Links of each that is there.
    double links() {
        long links = 0;
        int present = 0;
        for (int i = 0; i < changeNanos.length; i++) {
            if (town.crowd.isUp(i)) {
                links += town.citizen(i).directory.linked().size();
                present++;
            }
        }
        return links / (double) present;
    }

    private long session() {
        double lot = (rng.nextInt(1 << 20) + 1) / (double) (1 << 20);
        double seconds = -Math.log(lot) * SESSION_MEDIAN_SECONDS / Math.log(2);
        return (long) (seconds * Now.SECOND);
    }

    private void change() {
        long now = town.crowd.nanos();
        for (int number = 0; number < changeNanos.length; number++) {
            if (now >= changeNanos[number]) {
                if (town.crowd.isUp(number)) {
                    town.citizen(number).crash();
                    changeNanos[number] = now + REST_NANOS;
                } else {
                    town.crowd.revive(number);
                    joins.join(number, present(number));
                    load.cameBack(number);
                    changeNanos[number] = now + session();
                }
            }
        }
    }

    private int present(int but) {
        int number;
        do {
            number = rng.nextInt(changeNanos.length);
        } while (number == but || !town.crowd.isUp(number));
        return number;
    }
}
