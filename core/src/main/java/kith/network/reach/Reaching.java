package kith.network.reach;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kith.identity.PeerId;
import kith.network.reach.ReachMessage.Answered;
import kith.network.reach.ReachMessage.Asked;
import kith.port.Gauge;
import org.jspecify.annotations.Nullable;

/// Has neighbours call this peer, and calls neighbours that ask for it.
///
/// Used by the owner of the engine only.
public final class Reaching {
    /// With which a link ends that came up for a call.
    public static final String OVER = "reach-over: it was only to see whether there would be one";

    /// Who want to know what one survey finds. Guess: some people who look.
    static final int WAITING_MAX = 8;

    private final Host host;
    private final Calling calling;
    private final List<Consumer<Surveyed>> waiting = new ArrayList<>();
    private @Nullable Survey survey;
    private int number;

    public Reaching(Host host) {
        this.host = host;
        this.calling = new Calling(host);
    }

    /// Has some of these neighbours call us at each address, and tells later what came of it. Who
    /// asks while that goes on is told the same; false where too many do.
    public boolean survey(
            List<Neighbour> neighbours,
            List<String> addresses,
            String home,
            Consumer<Surveyed> then) {
        if (waiting.size() >= WAITING_MAX) {
            return false;
        }
        waiting.add(then);
        if (survey == null) {
            survey = new Survey(host, number, neighbours, addresses, home);
            number = number >= Integer.MAX_VALUE / 2 ? 0 : number + addresses.size();
            survey.begin();
        }
        settle();
        return true;
    }

    /// Came over a link over which that board is shared.
    public void received(long link, PeerId from, ReachMessage message) {
        switch (message) {
            case Asked asked -> calling.asked(link, from, asked);
            case Answered answered -> {
                if (survey != null) {
                    survey.answered(link, answered);
                    settle();
                }
            }
        }
    }

    /// Whether a link is up only because of a call that somebody asked for: it is to be ended
    /// before anything goes over it, or its other side might take it for the better one of two.
    public boolean linkUp(PeerId peer, boolean inbound, String address) {
        if (!inbound) {
            return calling.linkUp(peer, address);
        }
        if (survey != null) {
            survey.came(peer);
            settle();
        }
        return false;
    }

    /// Whether what failed was such a call.
    public boolean dialFailed(String address, String reason) {
        return calling.dialFailed(address, reason);
    }

    public void linkDown(long link) {
        calling.linkDown(link);
        if (survey != null) {
            survey.linkDown(link);
            settle();
        }
    }

    public void wake() {
        calling.wake();
        if (survey != null) {
            survey.wake();
            settle();
        }
    }

    private void settle() {
        if (survey != null && survey.isOver()) {
            Surveyed result = survey.result();
            survey = null;
            var told = new ArrayList<>(waiting);
            waiting.clear();
            told.forEach(then -> then.accept(result));
        } else if (survey != null) {
            host.wakeAt(survey.wakeAtNanos());
        }
    }

    public void measure(List<Gauge> out) {
        calling.measure(out);
        out.add(new Gauge("who waits for a survey", waiting.size(), WAITING_MAX));
    }
}
