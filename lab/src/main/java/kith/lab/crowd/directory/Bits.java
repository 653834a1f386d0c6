package kith.lab.crowd.directory;

import java.util.Arrays;
import kith.dht.Place;
import kith.lang.Bytes;

/// Places as numbers, for who sees all of a board at once.
final class Bits {
    private static final int NUMBER_BITS = 24;

    private Bits() {}

    /// The first 32 bits.
    static int head(Place place) {
        Bytes hash = place.hash();
        return hash.at(0) << 24
                | (hash.at(1) & 0xff) << 16
                | (hash.at(2) & 0xff) << 8
                | hash.at(3) & 0xff;
    }

    static int shared(Place a, Place b) {
        return Integer.numberOfLeadingZeros(head(a) ^ head(b));
    }

    /// The numbers of the members nearest to a place.
    static int[] nearest(People people, Place place, int wanted) {
        int[] all = new int[people.size()];
        Arrays.setAll(all, i -> i);
        return nearest(people, all, place, wanted);
    }

    /// The same of some of them.
    static int[] nearest(People people, int[] of, Place place, int wanted) {
        int target = head(place);
        var keys = new long[of.length];
        Arrays.setAll(
                keys,
                i -> {
                    int away = head(people.contact(of[i]).place()) ^ target;
                    return Integer.toUnsignedLong(away) << NUMBER_BITS | of[i];
                });
        Arrays.sort(keys);
        int[] near = new int[Math.min(wanted, keys.length)];
        Arrays.setAll(near, i -> (int) (keys[i] & (1 << NUMBER_BITS) - 1));
        return near;
    }
}
