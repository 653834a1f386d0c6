package kith.lab.bench.idle;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kith.Effect;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lab.bench.host.BareEngine;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import org.jspecify.annotations.Nullable;

/// Real keys of many peers in one process, who check each signature once for all: what each of them
/// is told are the same thousand admissions.
final class SharedKeys {
    private final NodeCrypto crypto = new NodeCrypto();
    private final Map<Effect.Check, Boolean> checked = new ConcurrentHashMap<>();

    /// The keys of one of them.
    BareEngine.Keys of(Bytes seed) {
        return new BareEngine.Keys() {
            @Override
            public PeerId self() {
                return crypto.publicKey(seed);
            }

            @Override
            public Bytes sign(@Nullable Bytes with, Bytes message) {
                return crypto.sign(with == null ? seed : with, message);
            }

            @Override
            public boolean verify(Effect.Check check) {
                var once = new Effect.Check(0, check.key(), check.message(), check.signature());
                return checked.computeIfAbsent(once, SharedKeys.this::isGood);
            }
        };
    }

    private boolean isGood(Effect.Check check) {
        return crypto.verify(
                new Check(new PeerId(check.key()), check.message(), check.signature()));
    }
}
