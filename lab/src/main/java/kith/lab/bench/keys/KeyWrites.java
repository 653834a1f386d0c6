package kith.lab.bench.keys;

import java.util.Arrays;
import kith.value.Path;
import kith.value.Value;

/// The writes: all keys in random order, 100 groups of 10 sections of 100 keys, and then as many to
/// random keys. `lab/peers/keys.mjs` makes the same. As there, and in any application, each write
/// names its place anew: the paths lie in memory in the order in which they are used.
public final class KeyWrites {
    private static final int KEYS_OF_SECTION = 100;
    private static final int SECTIONS_OF_GROUP = 10;

    private final int[] keys;
    private final Path[] paths;
    private final int size;
    private int random = 1;

    public KeyWrites(int size) {
        this.size = size;
        keys = new int[2 * size];
        paths = new Path[2 * size];
        for (int i = 0; i < size; i++) {
            keys[i] = i;
        }
        for (int i = size - 1; i > 0; i--) {
            int other = below(i + 1);
            int kept = keys[i];
            keys[i] = keys[other];
            keys[other] = kept;
        }
        for (int i = size; i < 2 * size; i++) {
            keys[i] = below(size);
        }
        for (int i = 0; i < 2 * size; i++) {
            paths[i] = pathOf(keys[i]);
        }
    }

    private static Path pathOf(int key) {
        int section = key / KEYS_OF_SECTION;
        return Path.of(
                "g" + section / SECTIONS_OF_GROUP,
                "s" + section % SECTIONS_OF_GROUP,
                "k" + key % KEYS_OF_SECTION);
    }

    /// Xorshift of 32 bits.
    private int below(int bound) {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return Integer.remainderUnsigned(random, bound);
    }

    /// How many keys there are.
    public int size() {
        return size;
    }

    /// The path of a write, of twice as many as there are keys.
    public Path path(int write) {
        return paths[write];
    }

    /// The value of a write.
    public static Value value(int write) {
        return Value.Int.of(write);
    }

    /// The sum of all values when all is written.
    public long sum() {
        var last = new int[size];
        for (int i = 0; i < keys.length; i++) {
            last[keys[i]] = i;
        }
        return Arrays.stream(last).asLongStream().sum();
    }
}
