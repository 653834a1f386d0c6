package kith.node.link;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bounds the newcomers: those who connected and have not proven a key.
///
/// The naive way refuses whoever comes when all places are taken. Then a thousand connections that
/// say nothing keep everybody out for as long as the handshake may take. Here the newcomer always
/// gets in, and the one who has been there longest makes room. A proper handshake is over in
/// milliseconds, so whoever is thrown out was most likely not about to finish. To keep others out,
/// an attacker needs as many new connections as there are places, within the time that a handshake
/// takes, again and again, where a few that lie still would have done.
///
/// considered: to throw out first those who have said nothing. It helps against silent attackers
/// only, and lets talkative ones make the newest proper newcomer, who had no time to speak yet, the
/// first to go.
///
/// Cost: constant for each newcomer, and a look at all (at most 256) when one address has too many.
/// Any thread.
final class Gate {
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int newcomersMax;
    private final int newcomersPerOriginMax;
    private final ReentrantLock lock = new ReentrantLock();

    /// In order of arrival.
    private final LinkedHashSet<Newcomer> inside = new LinkedHashSet<>();

    private final Map<String, Integer> countByOrigin = new HashMap<>();

    Gate(int newcomersMax, int newcomersPerOriginMax) {
        this.newcomersMax = newcomersMax;
        this.newcomersPerOriginMax = newcomersPerOriginMax;
    }

    /// What counts as one address. One machine usually has a whole IPv6 /64 network to itself, so
    /// there the network counts.
    static String originOf(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        var out = new StringBuilder();
        byte[] figures = address.getAddress();
        for (int i = 0; i < IPV6_NETWORK_BYTES; i++) {
            out.append(figures[i]).append('.');
        }
        return out.toString();
    }

    /// Lets `newcomer` in. The answer is whom the caller must cut for it, or `null`.
    @Nullable Newcomer admit(Newcomer newcomer) {
        lock.lock();
        try {
            String origin = newcomer.origin();
            Newcomer victim = null;
            if (countByOrigin.getOrDefault(origin, 0) >= newcomersPerOriginMax) {
                victim = oldestFrom(origin);
            } else if (inside.size() >= newcomersMax) {
                victim = inside.getFirst();
            }
            if (victim != null) {
                remove(victim);
            }
            inside.add(newcomer);
            countByOrigin.merge(origin, 1, Integer::sum);
            return victim;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Newcomer oldestFrom(String origin) {
        for (Newcomer each : inside) {
            if (each.origin().equals(origin)) {
                return each;
            }
        }
        return null;
    }

    /// `newcomer` is a link now, or gone.
    void leave(Newcomer newcomer) {
        lock.lock();
        try {
            remove(newcomer);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Newcomer newcomer) {
        if (inside.remove(newcomer)) {
            countByOrigin.computeIfPresent(
                    newcomer.origin(), (origin, count) -> count == 1 ? null : count - 1);
        }
    }

    /// Everybody inside, who are let go.
    List<Newcomer> clear() {
        lock.lock();
        try {
            var all = new ArrayList<>(inside);
            inside.clear();
            countByOrigin.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return inside.size();
        } finally {
            lock.unlock();
        }
    }
}
