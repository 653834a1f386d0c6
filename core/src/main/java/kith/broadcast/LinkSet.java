package kith.broadcast;

import java.util.Arrays;

/// A few links, each once, in the order in which they came; what is one too many is left out.
final class LinkSet {
    private static final int FEW = 4;

    private final int max;
    private long[] links;
    private int size;

    LinkSet(int max) {
        this.max = max;
        links = new long[Math.min(max, FEW)];
    }

    int size() {
        return size;
    }

    long link(int at) {
        return links[at];
    }

    long[] links() {
        return Arrays.copyOf(links, size);
    }

    void add(long link) {
        boolean room = size < max;
        for (int i = 0; i < size; i++) {
            room &= links[i] != link;
        }
        if (room) {
            links = size == links.length ? Arrays.copyOf(links, Math.min(max, 2 * size)) : links;
            links[size++] = link;
        }
    }

    void remove(long link) {
        for (int at = 0; at < size; at++) {
            if (links[at] == link) {
                size--;
                System.arraycopy(links, at + 1, links, at, size - at);
            }
        }
    }

    static boolean contains(long[] links, long link) {
        for (long each : links) {
            if (each == link) {
                return true;
            }
        }
        return false;
    }
}
