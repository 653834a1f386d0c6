package kith.node.gate;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bounds the newcomers: those who came in and have not shown yet that they belong here.
///
/// The naive way refuses whoever comes when all places are taken. Then a thousand connections that
/// say nothing keep everybody out for as long as they may take. Here the newcomer always gets in,
/// and the one who has been there longest makes room. Who belongs here has shown it within
/// milliseconds, so whoever is thrown out was most likely not about to. To keep others out, an
/// attacker needs as many new connections as there are places, within the time that it takes to
/// show it, again and again, where a few that lie still would have done.
///
/// considered: to throw out first those who have said nothing. It helps against silent attackers
/// only, and lets talkative ones make the newest proper newcomer, who had no time to speak yet, the
/// first to go.
///
/// Cost: constant for each newcomer, and a look at all when one address has too many. Newcomers are
/// told apart by `equals`. Any thread.
public final class Gate<T> {
    private static final int IPV6_NETWORK_BYTES = 8;

    private final int newcomersMax;
    private final int newcomersPerOriginMax;
    private final ReentrantLock lock = new ReentrantLock();

    /// In order of arrival, with where each comes from.
    private final LinkedHashMap<T, String> inside = new LinkedHashMap<>();

    private final Map<String, Integer> countByOrigin = new HashMap<>();

    public Gate(int newcomersMax, int newcomersPerOriginMax) {
        this.newcomersMax = newcomersMax;
        this.newcomersPerOriginMax = newcomersPerOriginMax;
    }

    /// What counts as one address. One machine usually has a whole IPv6 /64 network to itself, so
    /// there the network counts. Programs of this machine share an address and belong to one owner,
    /// so each of their connections counts by itself.
    public static String originOf(InetAddress address, int port) {
        if (address.isLoopbackAddress()) {
            return "local port " + port;
        }
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
    public @Nullable T admit(T newcomer, String origin) {
        lock.lock();
        try {
            T victim = null;
            if (countByOrigin.getOrDefault(origin, 0) >= newcomersPerOriginMax) {
                victim = oldestFrom(origin);
            } else if (inside.size() >= newcomersMax) {
                victim = inside.firstEntry().getKey();
            }
            if (victim != null) {
                remove(victim);
            }
            inside.put(newcomer, origin);
            countByOrigin.merge(origin, 1, Integer::sum);
            return victim;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable T oldestFrom(String origin) {
        for (Map.Entry<T, String> each : inside.entrySet()) {
            if (each.getValue().equals(origin)) {
                return each.getKey();
            }
        }
        return null;
    }

    /// `newcomer` belongs here, or is gone. False when it was not inside any more.
    public boolean leave(T newcomer) {
        lock.lock();
        try {
            return remove(newcomer);
        } finally {
            lock.unlock();
        }
    }

    private boolean remove(T newcomer) {
        String origin = inside.remove(newcomer);
        if (origin == null) {
            return false;
        }
        countByOrigin.computeIfPresent(origin, (of, count) -> count == 1 ? null : count - 1);
        return true;
    }

    /// Everybody inside, who are let go.
    public List<T> clear() {
        lock.lock();
        try {
            var all = new ArrayList<>(inside.keySet());
            inside.clear();
            countByOrigin.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return inside.size();
        } finally {
            lock.unlock();
        }
    }
}
