package kith.crdt;

import java.util.Map;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Stamp;

/// Ten chains, 0 to 9, whose names order the other way round than their numbers.
public final class Chains implements ChainOrder {
    public static final Chains ORDER = new Chains();

    private Chains() {}

    @Override
    public int compare(int chainA, int chainB) {
        return id(chainA).compareTo(id(chainB));
    }

    @Override
    public ChainId id(int chain) {
        var key = new byte[ChainId.AUTHOR_BYTES];
        key[0] = (byte) (9 - chain);
        return new ChainId(Bytes.wrap(key), 1, Bytes.EMPTY);
    }

    @Override
    public int number(ChainId id) {
        int chain = 9 - id.author().at(0);
        return chain >= 0 && chain < 10 ? chain : -1;
    }

    /// The viewpoint of change `seq` of `chain` at `time`, whose author had seen `seen`.
    public static Viewpoint at(int chain, int seq, long time, Map<Integer, Integer> seen) {
        return new Viewpoint(new Stamp(chain, seq, time), other -> seen.getOrDefault(other, 0));
    }
}
