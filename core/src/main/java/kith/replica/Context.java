package kith.replica;

import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.port.Effects;
import kith.port.Limits;
import kith.port.Now;

/// What all replicas of one peer share: who it is, what time it is in this step, and where its
/// effects go.
public final class Context {
    final Bytes self;
    final Hasher hasher;
    final Limits limits;
    final Effects effects;
    final Links links;
    private final Bytes secret;
    private long drawn;
    private Now now;

    /// `secret`: 32 bytes that nobody else knows, from the host's entropy.
    public Context(
            Bytes self,
            Hasher hasher,
            Limits limits,
            Effects effects,
            Links links,
            Bytes secret,
            Now now) {
        this.self = self;
        this.hasher = hasher;
        this.limits = limits;
        this.effects = effects;
        this.links = links;
        this.secret = secret;
        this.now = now;
    }

    /// The time of the step that is under way.
    public Now now() {
        return now;
    }

    public void now(Now value) {
        now = value;
    }

    /// Bytes that nobody can foresee and nobody drew before: for nonces.
    public Bytes entropy(int size) {
        var block = new kith.lang.Writer(40).bytes(secret).u64(++drawn);
        return hasher.sha256(block.shared(), 0, block.size()).slice(0, size);
    }

    public Bytes self() {
        return self;
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
