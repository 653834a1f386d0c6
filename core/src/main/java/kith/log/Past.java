package kith.log;

import java.util.TreeMap;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// What later changes need to know of an earlier one: its hash and its time.
public record Past(Bytes hash, long time) {
    public Past {
        if (hash.size() != Headers.HASH_BYTES || time < 0) {
            throw new IllegalArgumentException(
                    "no past: hash of " + hash.size() + " bytes, time " + time);
        }
    }

    /// Pasts that were read back from disk: the last `kept` at least, twice as many at most. When
    /// one generation is full the one before it goes, so nothing needs to be counted or ordered.
    static final class Memory {
        private final int kept;
        private TreeMap<Long, Past> young = new TreeMap<>();
        private TreeMap<Long, Past> old = new TreeMap<>();

        Memory(int kept) {
            this.kept = kept;
        }

        void put(int chain, int seq, Past past) {
            if (young.size() >= kept) {
                old = young;
                young = new TreeMap<>();
            }
            young.put(key(chain, seq), past);
        }

        @Nullable Past of(int chain, int seq) {
            if (young.isEmpty() && old.isEmpty()) {
                return null;
            }
            Past past = young.get(key(chain, seq));
            return past != null ? past : old.get(key(chain, seq));
        }

        void clear() {
            young.clear();
            old.clear();
        }

        private static long key(int chain, int seq) {
            return (long) chain << 32 | seq;
        }
    }
}
