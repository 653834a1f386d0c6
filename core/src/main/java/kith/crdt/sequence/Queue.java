package kith.crdt.sequence;

import java.util.Arrays;

/// Versions that a walk back through the graph has still to visit, the greatest first, each with
/// two bits of what is known of it. A binary heap in one array.
///
/// A walk mostly has one or two of them waiting, so nothing is spent on more.
final class Queue {
    private int[] heap = new int[8];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void add(int version, int bits) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int entry = version << 2 | bits;
        int hole = size++;
        while (hole > 0 && heap[hole - 1 >> 1] < entry) {
            heap[hole] = heap[hole - 1 >> 1];
            hole = hole - 1 >> 1;
        }
        heap[hole] = entry;
    }

    /// The version of the first.
    int version() {
        return heap[0] >> 2;
    }

    int bits() {
        return heap[0] & 3;
    }

    void remove() {
        int last = heap[--size];
        int hole = 0;
        int child = 1;
        while (child < size) {
            if (child + 1 < size && heap[child + 1] > heap[child]) {
                child++;
            }
            if (heap[child] <= last) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
            child = 2 * hole + 1;
        }
        heap[hole] = last;
    }
}
