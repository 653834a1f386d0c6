package kith.replica;

import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.port.Effects;
import kith.port.Limits;
import kith.port.Now;
import kith.port.Tally;

/// What all replicas of one peer share: who it is, what time it is in this step, and where its
/// effects go.
public final class Context {
    final Bytes self;
    final Hasher hasher;
    final Limits limits;
    final Effects effects;
    final Links links;
    final Tally tally = new Tally();
    private final Bytes secret;
    private final boolean keeps;
    private long drawn;
    private Now now;

    /// What the wall clock of others was when ours counted no nanoseconds: the latest of those that
    /// are linked; never when there is none.
    private long othersBaseMillis = Now.NEVER;

    /// `secret`: 32 bytes that nobody else knows, from the host's entropy. `keeps`: whether what is
    /// synced survives the end of this peer.
    public Context(
            Bytes self,
            Hasher hasher,
            Limits limits,
            Effects effects,
            Links links,
            Bytes secret,
            boolean keeps,
            Now now) {
        this.self = self;
        this.hasher = hasher;
        this.limits = limits;
        this.effects = effects;
        this.links = links;
        this.secret = secret;
        this.keeps = keeps;
        this.now = now;
    }

    /// The time of the step that is under way.
    public Now now() {
        return now;
    }

    public void now(Now value) {
        now = value;
    }

    /// The latest wall clock of those who are linked, as it was when ours counted no nanoseconds;
    /// never when nobody is.
    public void othersBaseMillis(long millis) {
        othersBaseMillis = millis;
    }

    /// The wall clock for the time of a change: ours, unless everybody linked says that it is so
    /// far ahead that they would not take in what we write. Then theirs, since what is written with
    /// a time far ahead makes all that follows on it wait as well. Others can only make it less,
    /// and never less than what we have seen; with one other of which nobody knows whose clock is
    /// right it still takes in what we write.
    public long stampMillis() {
        long own = now.wallMillis();
        if (othersBaseMillis == Now.NEVER) {
            return own;
        }
        long others = othersBaseMillis + now.nanos() / Now.MILLI;
        return own - others > limits.aheadMaxMillis() ? Math.max(0, others) : own;
    }

    /// Bytes that nobody can foresee and nobody drew before: for nonces.
    public Bytes entropy(int size) {
        var block = new kith.lang.Writer(40).bytes(secret).u64(++drawn);
        return hasher.sha256(block.shared(), 0, block.size()).slice(0, size);
    }

    public Bytes self() {
        return self;
    }

    /// Whether what is synced survives the end of this peer: nothing does that is only in memory.
    public boolean keeps() {
        return keeps;
    }

    /// What is counted here.
    public Tally tally() {
        return tally;
    }

    public Hasher hasher() {
        return hasher;
    }

    public Limits limits() {
        return limits;
    }

    public Effects effects() {
        return effects;
    }

    public Links links() {
        return links;
    }
}
