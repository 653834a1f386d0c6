package kith.network.reach;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.network.reach.ReachMessage.Answered;
import kith.network.reach.ReachMessage.Asked;
import kith.network.reach.Surveyed.Try;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Some neighbours are asked to call us, each at one address after the other.
final class Survey {
    /// Guess: two may be wrong in the same way, and one of three lies.
    static final int NEIGHBOURS_MAX = 3;

    /// How long one of them has for an address: as long as it calls, and a slow way back.
    static final long ANSWER_NANOS = Calling.WAIT_NANOS + 2 * Now.SECOND;

    /// As long as people wait. Guess: three addresses where nobody answers.
    static final long WHOLE_NANOS = 40 * Now.SECOND;

    /// How much earlier than the call a neighbour's word may be here that it got through.
    private static final long SEEN_NANOS = Now.SECOND;

    private final Host host;
    private final int number;
    private final List<String> addresses;
    private final List<Line> lines = new ArrayList<>();
    private final List<Try> tries = new ArrayList<>();
    private final long beganNanos;

    /// One who is asked.
    private static final class Line {
        final Neighbour neighbour;
        final ArrayDeque<String> left = new ArrayDeque<>();

        /// Where it is to call now.
        @Nullable String address;

        long dueNanos;

        /// Whether it has called since it was asked.
        boolean came;

        /// That it got through, as it says; it has not come.
        Outcome.@Nullable Reached claim;

        Line(Neighbour neighbour) {
            this.neighbour = neighbour;
        }
    }

    /// `all`: who could be asked; `home`: the region that we say we are in.
    Survey(Host host, int number, List<Neighbour> all, List<String> addresses, String home) {
        this.host = host;
        this.number = number;
        this.addresses = List.copyOf(addresses);
        this.beganNanos = host.now().nanos();
        for (boolean tabs : List.of(false, true)) {
            for (Neighbour one : Neighbour.chosen(all, tabs, home, NEIGHBOURS_MAX)) {
                add(one);
            }
        }
    }

    private void add(Neighbour one) {
        var line = new Line(one);
        for (String address : addresses) {
            if (one.calls(address)) {
                line.left.add(address);
            }
        }
        if (!line.left.isEmpty()) {
            lines.add(line);
        }
    }

    void begin() {
        lines.forEach(this::next);
    }

    private void next(Line line) {
        line.address = line.left.poll();
        line.came = false;
        line.claim = null;
        if (line.address != null) {
            Neighbour to = line.neighbour;
            line.dueNanos = host.now().nanos() + ANSWER_NANOS;
            host.send(to.link(), new Asked(number(line.address), to.board(), line.address));
        }
    }

    /// Of one question: an answer that comes late counts for no other address.
    private int number(String address) {
        return number + addresses.indexOf(address);
    }

    void answered(long link, Answered answered) {
        for (Line line : lines) {
            String address = line.address;
            if (line.neighbour.link() != link
                    || address == null
                    || answered.number() != number(address)
                    || line.claim != null) {
                continue;
            }
            if (answered.outcome() instanceof Outcome.Reached reached && !line.came) {
                line.claim = reached;
                line.dueNanos = host.now().nanos() + SEEN_NANOS;
            } else {
                tell(line, address, answered.outcome());
                next(line);
            }
        }
    }

    /// Somebody has called us.
    void came(PeerId peer) {
        for (Line line : lines) {
            String address = line.address;
            if (address != null && line.neighbour.peer().equals(peer)) {
                line.came = true;
                if (line.claim != null) {
                    tell(line, address, line.claim);
                    next(line);
                }
            }
        }
    }

    void linkDown(long link) {
        for (Line line : lines) {
            String address = line.address;
            if (line.neighbour.link() == link && address != null) {
                giveUp(line, address, "its link ended");
            }
        }
    }

    private void giveUp(Line line, String address, String because) {
        tell(line, address, new Outcome.Failed("reach-unanswered", because));
        line.left.clear();
        line.address = null;
    }

    private void tell(Line line, String address, Outcome outcome) {
        tries.add(new Try(address, line.neighbour, outcome));
    }

    void wake() {
        long now = host.now().nanos();
        for (Line line : lines) {
            String address = line.address;
            boolean due = line.dueNanos <= now || now - beganNanos >= WHOLE_NANOS;
            if (address != null && due && line.claim != null) {
                tell(
                        line,
                        address,
                        new Outcome.Failed("reach-unseen", "it says that it came, and did not"));
                next(line);
            } else if (address != null && due) {
                giveUp(line, address, "it did not answer in time");
            }
        }
    }

    boolean isOver() {
        boolean open = false;
        for (Line line : lines) {
            open |= line.address != null;
        }
        return !open || host.now().nanos() - beganNanos >= WHOLE_NANOS;
    }

    long wakeAtNanos() {
        long at = beganNanos + WHOLE_NANOS;
        for (Line line : lines) {
            at = line.address == null ? at : Math.min(at, line.dueNanos);
        }
        return at;
    }

    Surveyed result() {
        var asked = new ArrayList<Neighbour>();
        lines.forEach(line -> asked.add(line.neighbour));
        return new Surveyed(addresses, asked, tries, host.now().nanos() - beganNanos);
    }
}
