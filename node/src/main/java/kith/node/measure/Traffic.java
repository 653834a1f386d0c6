package kith.node.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What goes over the links: bytes of frames, without what TLS adds. Any thread.
public final class Traffic {
    /// Links that are told one by one. Guess: more than anybody looks at, and a bound on what
    /// others can make of our metrics.
    static final int LINKS_MAX = 100;

    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final Map<Long, OfLink> links = new ConcurrentHashMap<>();

    /// What went over one link, whose other side has that name.
    private record OfLink(String peer, long begunNanos, LongAdder received, LongAdder sent) {}

    /// With no links.
    public Traffic() {}

    public void up(long link, String peer) {
        links.put(link, new OfLink(peer, System.nanoTime(), new LongAdder(), new LongAdder()));
    }

    /// A link ended; what there is to say about it.
    public String down(long link) {
        OfLink gone = links.remove(link);
        if (gone == null) {
            return "link " + link;
        }
        long millis = (System.nanoTime() - gone.begunNanos()) / 1_000_000;
        return "link "
                + link
                + ", up for "
                + millis
                + " ms, "
                + gone.received().sum()
                + " bytes received, "
                + gone.sent().sum()
                + " bytes sent";
    }

    public void received(long link, int bytes) {
        received.add(bytes);
        OfLink one = links.get(link);
        if (one != null) {
            one.received().add(bytes);
        }
    }

    public void sent(long link, int bytes) {
        sent.add(bytes);
        OfLink one = links.get(link);
        if (one != null) {
            one.sent().add(bytes);
        }
    }

    public void addTo(List<Metric> out) {
        out.add(
                new Metric.Counter(
                        "kith_links_received_bytes_total",
                        "Bytes of frames that all links brought.",
                        received.sum()));
        out.add(
                new Metric.Counter(
                        "kith_links_sent_bytes_total",
                        "Bytes of frames that were given to all links.",
                        sent.sum()));
        Map<String, Long> in = new LinkedHashMap<>();
        Map<String, Long> back = new LinkedHashMap<>();
        for (OfLink one : links.values()) {
            if (in.size() < LINKS_MAX) {
                in.merge(one.peer(), one.received().sum(), Long::sum);
                back.merge(one.peer(), one.sent().sum(), Long::sum);
            }
        }
        out.add(
                new Metric.Labelled(
                        "kith_link_received_bytes_total",
                        "The same of the links that are up, at most 100 of them.",
                        "peer",
                        in));
        out.add(
                new Metric.Labelled(
                        "kith_link_sent_bytes_total",
                        "The same of the links that are up, at most 100 of them.",
                        "peer",
                        back));
    }
}
