package kith.lab.crowd;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.lang.Writer;

/// Who the peers of a crowd are, and a model of what they sign: of the size of a signature, and a
/// hash over what only its key and the statement give.
public final class Keyring {
    private final PeerId[] ids;
    private final long[] secrets;
    private final Map<PeerId, Integer> byId = new HashMap<>();

    public Keyring(int size, long seed) {
        ids = new PeerId[size];
        secrets = new long[size];
        for (int i = 0; i < size; i++) {
            secrets[i] = Delays.mix(seed ^ Delays.mix(i));
            ids[i] = new PeerId(Sha256.hash(new Writer().u64(secrets[i]).toBytes()));
            byId.put(ids[i], i);
        }
    }

    public PeerId id(int peer) {
        return ids[peer];
    }

    public int number(PeerId id) {
        return requireNonNull(byId.get(id), "nobody of this crowd");
    }

    public Bytes sign(int peer, Bytes statement) {
        long sum = secrets[peer];
        for (int i = 0; i < statement.size(); i++) {
            sum = (sum ^ statement.at(i)) * 0x100000001b3L;
        }
        var out = new Writer(Check.SIGNATURE_BYTES);
        for (int i = 0; i < Check.SIGNATURE_BYTES; i += Long.BYTES) {
            out.u64(Delays.mix(sum + i));
        }
        return out.toBytes();
    }

    public boolean isBy(PeerId key, Bytes statement, Bytes signature) {
        return sign(number(key), statement).equals(signature);
    }
}
