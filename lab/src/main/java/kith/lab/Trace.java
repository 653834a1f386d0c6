package kith.lab;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Utf8;

/// What happened in a world, in order: a running hash of all of it, and the last lines to read.
public final class Trace {
    /// How many lines are kept. Guess: as much as anybody reads of a failure.
    private static final int LINES_MAX = 400;

    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private final MessageDigest digest;
    private long count;

    Trace() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("a JDK without SHA-256", missing);
        }
    }

    public void add(long nanos, String who, String what) {
        String line = nanos / 1000 + " " + who + " " + what;
        digest.update(Utf8.encode(line));
        count++;
        lines.add(line);
        if (lines.size() > LINES_MAX) {
            lines.poll();
        }
    }

    /// Adds bytes to the hash only.
    public void mix(Bytes bytes) {
        digest.update(bytes.shared(), 0, bytes.size());
    }

    public long count() {
        return count;
    }

    public List<String> lines() {
        return new ArrayList<>(lines);
    }

    public Bytes hash() {
        try {
            return Bytes.wrap(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException unexpected) {
            throw new IllegalStateException("a digest that cannot be copied", unexpected);
        }
    }
}
