package kith.lab.crowd.membership;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import kith.port.Now;

/// A network as it always is: one in twenty crashes in the course of it, one after the other, and
/// nothing else happens.
final class Calm {
    private static final long WARM_NANOS = 60 * Now.SECOND;
    private static final int CRASHED_OF = 20;

    /// What came of it.
    ///
    /// @param first how long until the first one found out, for each who crashed, sorted
    /// @param each how long until each one found out who cares about it, sorted; the longest there
    ///     is for who did not
    /// @param falseEvents how often somebody was removed who was there
    record Outcome(
            List<Long> first,
            List<Long> each,
            int falseEvents,
            double peerSeconds,
            double bytesPerSecond) {

        Outcome {
            first = first.stream().sorted().toList();
            each = each.stream().sorted().toList();
        }

        /// How many never found out who care about it.
        long never() {
            return each.stream().filter(nanos -> nanos == Now.NEVER).count();
        }

        static double seconds(List<Long> sorted, double share) {
            int index = (int) Math.ceil(share * sorted.size()) - 1;
            long nanos = sorted.get(Math.max(0, index));
            return nanos == Now.NEVER ? Double.POSITIVE_INFINITY : nanos / (double) Now.SECOND;
        }
    }

    private Calm() {}

    static Outcome run(Town.Kind kind, Town.Setting setting, int minutes, long seed) {
        var town = new Town(kind, setting, seed);
        town.run(WARM_NANOS);
        town.count();
        long all = minutes * 60L * Now.SECOND;
        // None in the last minute: it has to be found out.
        int count = Math.max(1, setting.peers() / CRASHED_OF);
        long apart = (all - WARM_NANOS) / count;
        double peerSeconds = 0;
        var crashed = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            int one = town.some(1).nextSetBit(0);
            town.crash(one);
            crashed.add(one);
            town.run(apart);
            peerSeconds += (setting.peers() - crashed.size()) * (apart / (double) Now.SECOND);
        }
        town.run(WARM_NANOS);
        peerSeconds += (setting.peers() - count) * (WARM_NANOS / (double) Now.SECOND);
        return outcome(kind, town, crashed, peerSeconds);
    }

    private static Outcome outcome(
            Town.Kind kind, Town town, List<Integer> crashed, double peerSeconds) {
        var found = new TreeMap<Integer, TreeMap<Integer, Long>>();
        for (Ledger.Found one : town.ledger.found()) {
            found.computeIfAbsent(one.subject(), subject -> new TreeMap<>())
                    .putIfAbsent(one.observer(), one.afterNanos());
        }
        var first = new ArrayList<Long>();
        var each = new ArrayList<Long>();
        for (int subject : crashed) {
            TreeMap<Integer, Long> by = found.getOrDefault(subject, new TreeMap<>());
            first.add(by.values().stream().min(Long::compare).orElse(Now.NEVER));
            for (int observer : caring(kind, town, subject).stream().toArray()) {
                if (town.crowd.isUp(observer)) {
                    each.add(by.getOrDefault(observer, Now.NEVER));
                }
            }
        }
        return new Outcome(
                first, each, town.ledger.falseEvents(), peerSeconds, town.bytesPerSecond());
    }

    /// Its neighbours; with memberlist everybody.
    static BitSet caring(Town.Kind kind, Town town, int subject) {
        var all = new BitSet();
        if (kind == Town.Kind.MEMBERLIST) {
            all.set(0, town.links.length);
            all.clear(subject);
        } else {
            for (int one : town.links[subject]) {
                all.set(one);
            }
        }
        return all;
    }
}
