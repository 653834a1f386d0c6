package kith.lab.crowd.directory;

import java.util.Arrays;
import java.util.Comparator;
import kith.dht.Contact;
import kith.lang.Rng;

/// The links of a whole board as they become when all have joined, made from the places at once.
///
/// Each peer is linked to its siblings, and in each bucket to members drawn by lot of those behind
/// whose wall there is room, until it has as many links there as it wants; those that others made
/// to it count.
final class Converged {
    private static final int DRAWS = 8;
    private static final int HEAD_BITS = 32;

    private final Town town;
    private final Rng rng;
    private final Integer[] order;

    /// The first bits of the places, in ascending order.
    private final long[] heads;

    Converged(Town town, long seed) {
        this.town = town;
        this.rng = new Rng(seed);
        int size = town.people.size();
        order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(number -> town.place(number).hash()));
        heads = new long[size];
        Arrays.setAll(heads, i -> head(order[i]));
    }

    private long head(int number) {
        return Integer.toUnsignedLong(Bits.head(town.place(number)));
    }

    void link() {
        for (int number : order) {
            town.settle(number);
        }
        for (int at = 0; at < order.length; at++) {
            linkSiblings(at);
        }
        for (int at = 0; at < order.length; at++) {
            linkBuckets(at);
        }
    }

    /// The nearest by the metric lie in the smallest range of one beginning that has enough.
    private void linkSiblings(int at) {
        int wanted = town.rules.siblings();
        int bits = HEAD_BITS;
        while (bits > 0 && end(heads[at], bits) - start(heads[at], bits) <= wanted) {
            bits--;
        }
        int from = start(heads[at], bits);
        var near = Arrays.copyOfRange(order, from, end(heads[at], bits));
        Arrays.sort(
                near,
                (a, b) -> a.equals(b) ? 0 : town.isNearer(a, b, town.place(order[at])) ? -1 : 1);
        for (int i = 1; i <= Math.min(wanted, near.length - 1); i++) {
            link(order[at], near[i]);
        }
    }

    private int start(long head, int bits) {
        return search(bits == 0 ? 0 : head >>> HEAD_BITS - bits << HEAD_BITS - bits);
    }

    private int end(long head, int bits) {
        return bits == 0
                ? heads.length
                : search((head >>> HEAD_BITS - bits) + 1 << HEAD_BITS - bits);
    }

    /// The first place from that on.
    private int search(long head) {
        int found = Arrays.binarySearch(heads, head);
        return found >= 0 ? found : -found - 1;
    }

    private void linkBuckets(int at) {
        for (int bucket = 0; bucket < HEAD_BITS; bucket++) {
            long other = heads[at] ^ 1L << HEAD_BITS - 1 - bucket;
            int from = start(other, bucket + 1);
            int end = end(other, bucket + 1);
            if (end(heads[at], bucket) - start(heads[at], bucket) <= 1) {
                return;
            }
            for (int i = 0; i < DRAWS && from < end; i++) {
                if (inBucket(order[at], other, bucket) >= town.rules.bucketLinks()) {
                    break;
                }
                link(order[at], order[from + rng.nextInt(end - from)]);
            }
        }
    }

    private int inBucket(int number, long other, int bucket) {
        int there = 0;
        for (Contact one : town.citizen(number).directory.linked()) {
            long head = head(People.number(one.peer()));
            there += (head ^ other) >>> HEAD_BITS - 1 - bucket == 0 ? 1 : 0;
        }
        return there;
    }

    private void link(int one, int other) {
        Citizen from = town.citizen(one);
        if (one != other && !from.linked.contains(other)) {
            from.link(other);
            town.citizen(other).link(one);
        }
    }
}
