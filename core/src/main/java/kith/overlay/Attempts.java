package kith.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import kith.lang.Rng;
import kith.port.Now;

/// The addresses that are dialled, and when each may be dialled again: after each failure twice as
/// late as before, and half to one and a half of that by lot, so that whom one failure threw back
/// are not all back at once.
final class Attempts {
    private static final long RETRY_FIRST_NANOS = Now.SECOND / 2;

    /// Guess: who is found again after an hour waits no longer than somebody looks at a page.
    private static final long RETRY_LAST_NANOS = 60 * Now.SECOND;

    private final Rng rng;
    private final TreeMap<String, Attempt> attempts = new TreeMap<>();

    private static final class Attempt {
        long atNanos = Long.MIN_VALUE;
        long waitNanos = RETRY_FIRST_NANOS;
        boolean underWay;
        String because = "";
    }

    Attempts(Rng rng) {
        this.rng = rng;
    }

    boolean isUnderWay(String address) {
        Attempt attempt = attempts.get(address);
        return attempt != null && attempt.underWay;
    }

    /// Whether it was tried for nothing, and has not been reached since.
    boolean hasFailed(String address) {
        Attempt attempt = attempts.get(address);
        return attempt != null && !attempt.because.isEmpty();
    }

    /// When it may be dialled; never when this host cannot dial it.
    long dueNanos(String address) {
        Attempt attempt = attempts.get(address);
        return attempt == null ? Long.MIN_VALUE : attempt.atNanos;
    }

    void dialled(String address) {
        attempts.computeIfAbsent(address, unknown -> new Attempt()).underWay = true;
    }

    void linked(String address) {
        Attempt attempt = attempts.get(address);
        if (attempt != null) {
            attempt.underWay = false;
        }
    }

    /// It lasted, and was of use: if it was so for longer than it was waited for, the waits are
    /// short again. One that was refused, or broke at once, does not change them.
    void broken(String address, long lastedNanos, String because, long now) {
        Attempt attempt = attempts.get(address);
        if (attempt != null && lastedNanos >= attempt.waitNanos) {
            attempt.waitNanos = RETRY_FIRST_NANOS;
        }
        failed(address, because, now);
    }

    void failed(String address, String because, long now) {
        Attempt attempt = attempts.get(address);
        if (attempt == null) {
            return;
        }
        attempt.underWay = false;
        attempt.because = because;
        long wait = attempt.waitNanos;
        attempt.waitNanos = Math.min(RETRY_LAST_NANOS, wait * 2);
        attempt.atNanos = now + wait / 2 + 1_000L * rng.nextInt((int) (wait / 1_000));
    }

    /// It is full: it is let alone for as long as any.
    void refused(String address, String because, long now) {
        Attempt attempt = attempts.get(address);
        if (attempt != null) {
            attempt.waitNanos = RETRY_LAST_NANOS;
            failed(address, because, now);
        }
    }

    /// This host cannot dial it: nothing to try, and nothing to tell.
    void notForUs(String address) {
        Attempt attempt = attempts.get(address);
        if (attempt != null) {
            attempt.underWay = false;
            attempt.because = "";
            attempt.atNanos = Now.NEVER;
        }
    }

    /// Each may be dialled at once.
    void dueNow(long now) {
        for (Attempt attempt : attempts.values()) {
            attempt.atNanos = attempt.atNanos == Now.NEVER ? Now.NEVER : now;
        }
    }

    /// Forgets those that are not wanted any more, but not before they could be dialled again: else
    /// one that comes and goes in what others tell would be dialled without a pause. One that this
    /// host cannot dial costs nothing to try.
    void forget(Predicate<String> unwanted, long now) {
        for (String address : new TreeSet<>(attempts.keySet())) {
            Attempt attempt = attempts.get(address);
            boolean idle =
                    attempt != null
                            && !attempt.underWay
                            && (attempt.atNanos <= now || attempt.atNanos == Now.NEVER);
            if (idle && unwanted.test(address)) {
                attempts.remove(address);
            }
        }
    }

    /// Those that were tried for nothing.
    List<Overlay.Unreached> failures() {
        var all = new ArrayList<Overlay.Unreached>();
        attempts.forEach(
                (address, attempt) -> {
                    if (!attempt.because.isEmpty()) {
                        all.add(new Overlay.Unreached(address, attempt.because, attempt.atNanos));
                    }
                });
        return all;
    }

    int size() {
        return attempts.size();
    }
}
