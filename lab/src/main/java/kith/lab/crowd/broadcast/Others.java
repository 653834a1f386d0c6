package kith.lab.crowd.broadcast;

import java.util.Arrays;
import kith.lab.crowd.Crowd;

/// What the peers of other systems have in common here: their links, and which updates they have.
abstract class Others implements Spreader {
    final Crowd crowd;
    final Arrivals arrivals;
    final int self;
    int[] links = new int[8];
    int size;
    private long[] updates = {};
    private int[] sizes = {};
    private int count;

    Others(Crowd crowd, Arrivals arrivals, int self) {
        this.crowd = crowd;
        this.arrivals = arrivals;
        this.self = self;
    }

    @Override
    public void linkUp(int peer) {
        if (size == links.length) {
            links = Arrays.copyOf(links, 2 * size);
        }
        links[size++] = peer;
    }

    @Override
    public void linkDown(int peer) {
        for (int i = 0; i < size; i++) {
            if (links[i] == peer) {
                links[i] = links[--size];
            }
        }
    }

    final boolean has(long update) {
        return indexOf(update) >= 0;
    }

    private int indexOf(long update) {
        for (int i = count - 1; i >= 0; i--) {
            if (updates[i] == update) {
                return i;
            }
        }
        return -1;
    }

    final long newest() {
        return count == 0 ? 0 : updates[count - 1];
    }

    final void keep(Copy copy) {
        arrivals.came(self, copy.update(), crowd.nanos(), copy.hops());
        if (count == updates.length) {
            updates = Arrays.copyOf(updates, Math.max(4, 2 * count));
            sizes = Arrays.copyOf(sizes, updates.length);
        }
        updates[count] = copy.update();
        sizes[count++] = copy.sizeBytes();
    }

    final void send(int to, Copy copy) {
        arrivals.sent(self, copy.update());
        crowd.send(self, to, copy, HEADER_BYTES + copy.sizeBytes());
    }

    /// What is here, to who asked for it.
    final void serve(int to, long update) {
        int at = indexOf(update);
        if (at >= 0) {
            send(to, new Copy(update, 1, sizes[at]));
        }
    }

    /// What is said of the link itself, which is repeated until it is heard.
    final void ofLink(int to, Object message) {
        arrivals.control(HEADER_BYTES);
        crowd.sendSurely(self, to, message, HEADER_BYTES);
    }

    final void control(int to, Object message, int ids) {
        int sizeBytes = HEADER_BYTES + ID_BYTES * ids;
        arrivals.control(sizeBytes);
        crowd.send(self, to, message, sizeBytes);
    }
}
