package kith.node;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what happens on other threads, with a bound that only a failing test reaches.
public final class Waiting {
    public static final int SECONDS_MAX = 10;

    private Waiting() {}

    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + SECONDS_MAX + " s: " + what);
            }
            LockSupport.parkNanos(1_000_000); // between looks, so that others get the processor
        }
    }
}
