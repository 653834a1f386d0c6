package kith.broadcast;

import java.util.Arrays;

/// The links over which a board is shared, with what is said of each: a bit for each role.
final class Links {
    /// We want small updates of it; it wants them of us.
    static final int FEEDS = 1;

    static final int FED = 2;

    /// We want announcements of it; it wants them of us.
    static final int ANNOUNCES = 4;

    static final int TOLD = 8;

    /// It passes on to as many as it can.
    static final int DECLINED = 16;

    /// It feeds us although it declined, since all did; we feed it for that reason.
    static final int LAST = 32;

    static final int DEPENDS = 64;

    private long[] links = new long[8];
    private byte[] roles = new byte[8];

    /// Updates that did not come from it in time, one after the other, and requests that it left
    /// unanswered.
    private byte[] missed = new byte[8];

    private byte[] unkept = new byte[8];
    private int size;

    int size() {
        return size;
    }

    long link(int at) {
        return links[at];
    }

    void add(long link) {
        if (size == links.length) {
            links = Arrays.copyOf(links, 2 * size);
            roles = Arrays.copyOf(roles, 2 * size);
            missed = Arrays.copyOf(missed, 2 * size);
            unkept = Arrays.copyOf(unkept, 2 * size);
        }
        links[size] = link;
        missed[size] = 0;
        unkept[size] = 0;
        roles[size++] = 0;
    }

    void remove(long link) {
        int at = indexOf(link);
        if (at >= 0) {
            size--;
            links[at] = links[size];
            roles[at] = roles[size];
            missed[at] = missed[size];
            unkept[at] = unkept[size];
        }
    }

    /// Negative where it is none of them.
    int indexOf(long link) {
        for (int at = 0; at < size; at++) {
            if (links[at] == link) {
                return at;
            }
        }
        return -1;
    }

    boolean is(int at, int role) {
        return (roles[at] & role) != 0;
    }

    int roles(int at) {
        return roles[at];
    }

    void put(int at, int role, boolean on) {
        roles[at] = (byte) (on ? roles[at] | role : roles[at] & ~role);
    }

    /// It brought something.
    void brought(int at) {
        missed[at] = 0;
        unkept[at] = 0;
    }

    /// One more update did not come from it; how many now.
    int miss(int at) {
        missed[at] = (byte) Math.min(missed[at] + 1, Byte.MAX_VALUE);
        return missed[at];
    }

    /// It was asked for something, which did not come.
    void breaksWord(int at) {
        unkept[at] = (byte) Math.min(unkept[at] + 1, Byte.MAX_VALUE);
    }

    /// How often it did not answer; more than ever where there is no such link.
    int unkept(int at) {
        return at < 0 ? Byte.MAX_VALUE + 1 : unkept[at];
    }

    /// How many of them have of those roles just these.
    int count(int of, int these) {
        int count = 0;
        for (int at = 0; at < size; at++) {
            count += (roles[at] & of) == these ? 1 : 0;
        }
        return count;
    }

    /// The one of them of which `n` come before it.
    int nth(int of, int these, int n) {
        int left = n;
        for (int at = 0; at < size; at++) {
            if ((roles[at] & of) == these && left-- == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("there are not " + (n + 1) + " such links");
    }
}
