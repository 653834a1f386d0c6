package kith.network.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kith.identity.PeerId;
import kith.port.Gauge;
import kith.port.Now;

/// The traces that were asked for here and are under way, and the answers to those of others.
public final class Tracing {
    /// Under way at once. Guess: some people who look.
    static final int TRACES_MAX = 8;

    private final Host host;
    private final List<Trace> traces = new ArrayList<>();
    private int number;

    public Tracing(Host host) {
        this.host = host;
    }

    /// Begins to follow a change, and tells later who said what; false where too many are followed
    /// already.
    public boolean follow(Subject subject, Consumer<Traced> then) {
        if (traces.size() >= TRACES_MAX) {
            return false;
        }
        number = number == Integer.MAX_VALUE - 1 ? 0 : number + 1;
        var trace = new Trace(host, number, subject, then);
        traces.add(trace);
        trace.begin();
        settle();
        return true;
    }

    /// `from` is known to have said it; only members of a board are answered.
    public void received(PeerId from, TraceMessage message) {
        if (!host.isMember(message.board(), from)) {
            return;
        }
        switch (message) {
            case TraceMessage.Asked asked -> {
                Step step = host.step(asked.about());
                host.send(from, new TraceMessage.Answered(asked.number(), asked.board(), step));
            }
            case TraceMessage.Answered answered -> {
                traces.forEach(trace -> trace.answered(from, answered));
                settle();
            }
        }
    }

    public void wake() {
        traces.forEach(Trace::wake);
        settle();
    }

    private void settle() {
        long next = Now.NEVER;
        for (Trace trace : new ArrayList<>(traces)) {
            if (trace.isOver()) {
                traces.remove(trace);
                trace.tell();
            } else {
                next = Math.min(next, trace.wakeAtNanos());
            }
        }
        if (next != Now.NEVER) {
            host.wakeAt(next);
        }
    }

    public void measure(List<Gauge> out) {
        out.add(new Gauge("traces under way", traces.size(), TRACES_MAX));
        for (Trace trace : traces) {
            trace.measure(out);
        }
    }
}
