package kith.lab.crowd.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kith.lab.crowd.Crowd;
import kith.port.Now;

/// A peer of a [Quarter] with all its machines, each of which is woken when it asked to be.
final class Resident implements Crowd.Member {
    final Quarter quarter;
    final int number;
    final Spreading spreading;
    final Watching watching;
    final Gathering gathering;
    private final List<Machine> machines;
    private final long[] wakeAt;
    private final List<Integer> links = new ArrayList<>();

    /// For that machine of the other side.
    private record Letter(int machine, Object message) {}

    /// A neighbour is found to be gone.
    private record Missed(int peer) {}

    Resident(Quarter quarter, int number, String region) {
        this.quarter = quarter;
        this.number = number;
        this.wakeAt = new long[3];
        Arrays.fill(wakeAt, Now.NEVER);
        this.spreading = new Spreading(this, new Post(0));
        this.watching = new Watching(this, new Post(1));
        this.gathering = new Gathering(this, new Post(2), region);
        this.machines = List.of(spreading, watching, gathering);
    }

    /// What a machine sends, and when it wants to be woken.
    final class Post {
        private final int machine;

        Post(int machine) {
            this.machine = machine;
        }

        void send(int to, Object message, int sizeBytes) {
            quarter.crowd.send(number, to, new Letter(machine, message), sizeBytes);
        }

        /// Without loss.
        void sendSurely(int to, Object message, int sizeBytes) {
            quarter.crowd.sendSurely(number, to, new Letter(machine, message), sizeBytes);
        }

        void wakeAt(long nanos) {
            wakeAt[machine] = Math.min(wakeAt[machine], nanos);
            quarter.crowd.wakeAt(number, nanos);
        }
    }

    // Links

    List<Integer> links() {
        return links;
    }

    void link(int other) {
        links.add(other);
        machines.forEach(machine -> machine.linkUp(other));
    }

    void unlink(int other) {
        if (links.remove(Integer.valueOf(other))) {
            machines.forEach(machine -> machine.linkDown(other));
        }
    }

    /// It is taken for gone; what follows from that comes after what is being done.
    void missed(int other) {
        quarter.crowd.later(number, 0, new Missed(other));
    }

    @Override
    public void received(int from, Object message) {
        switch (message) {
            case Letter letter -> {
                watching.heard(from);
                machines.get(letter.machine).received(from, letter.message);
            }
            case Missed missed -> quarter.replace(number, missed.peer);
            default -> throw new IllegalStateException("a " + message);
        }
    }

    @Override
    public void woke() {
        long now = quarter.crowd.nanos();
        for (int i = 0; i < wakeAt.length; i++) {
            if (wakeAt[i] <= now) {
                wakeAt[i] = Now.NEVER;
                machines.get(i).wake();
            }
        }
        long next = Arrays.stream(wakeAt).min().orElse(Now.NEVER);
        if (next != Now.NEVER) {
            quarter.crowd.wakeAt(number, next);
        }
    }
}
