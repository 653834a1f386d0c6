package kith.node;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import kith.Input;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.node.link.Credential;
import kith.node.link.DialOutcome;
import kith.node.link.Link;
import kith.node.link.LinkConfig;
import kith.node.link.LinkFailure;
import kith.node.link.LinkHandler;
import kith.node.link.Links;
import kith.node.link.pipe.Pipe;
import kith.node.measure.Metric;
import kith.node.measure.Traffic;
import kith.port.Note;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Between the engine and the links: what a link does becomes an input, and an effect reaches its
/// link. Nothing here waits, but for [#close].
final class Wires implements LinkHandler {
    /// Of connections that never became links one is told in this time, with how many others there
    /// were: whoever calls us decides how often it happens.
    private static final long REFUSED_NANOS = Now.SECOND;

    /// Between what a person wants to read and what belongs into the log beside it.
    private static final String FACTS = "; ";

    private final Driver driver;
    private final Consumer<Note> notes;
    private final Links links;
    private final Map<Long, Link> byId = new ConcurrentHashMap<>();

    /// Under which address the engine dialled the link with that number.
    private final Map<Long, String> dialled = new ConcurrentHashMap<>();

    private final Traffic traffic = new Traffic();
    private final AtomicLong refusedAtNanos;
    private final AtomicLong refusedSince = new AtomicLong();

    Wires(Driver driver, Credential own, LinkConfig config, Consumer<Note> notes) {
        this.driver = driver;
        this.notes = notes;
        this.links = new Links(own, config, this);
        this.refusedAtNanos = new AtomicLong(System.nanoTime() - REFUSED_NANOS);
    }

    /// Listens, and gives the port.
    int listen(String host, int port) {
        return links.listen(host, port);
    }

    /// Somebody came by a pipe.
    void answer(Pipe pipe) {
        links.answer(pipe);
    }

    void measure(List<Metric> out) {
        traffic.addTo(out);
    }

    // From the links

    @Override
    public void up(Link link) {
        byId.put(link.id(), link);
        traffic.up(link.id(), link.peer().shortText());
        String address = dialled.remove(link.id());
        String shown = address == null ? link.address() : address;
        driver.step(new Input.LinkUp(link.id(), link.peer().key(), link.inbound(), shown));
        String way = link.inbound() ? "it came from " : "at ";
        String detail = way + shown + FACTS + "link " + link.id();
        notes.accept(new Note("link-up", link.peer().shortText(), detail));
    }

    @Override
    public void frame(Link link, byte[] payload) {
        traffic.received(link.id(), payload.length);
        driver.received(link.id(), Bytes.wrap(payload));
    }

    @Override
    public void down(Link link, String reason) {
        byId.remove(link.id());
        String facts = traffic.down(link.id());
        driver.step(new Input.LinkDown(link.id(), reason));
        if (!reason.equals(Links.CLOSING)) {
            notes.accept(new Note("link-down", link.peer().shortText(), reason + FACTS + facts));
        }
    }

    @Override
    public void refused(String address, LinkFailure why) {
        long now = System.nanoTime();
        long last = refusedAtNanos.get();
        if (now - last < REFUSED_NANOS || !refusedAtNanos.compareAndSet(last, now)) {
            refusedSince.incrementAndGet();
            return;
        }
        long others = refusedSince.getAndSet(0);
        String more = others == 0 ? "" : " (and " + others + " others since the last such line)";
        notes.accept(new Note(why.code(), address, why.text() + more));
    }

    // From the engine

    void send(long link, Bytes frame) {
        Link to = byId.get(link);
        if (to != null) {
            traffic.sent(link, frame.size());
            to.send(frame.shared());
        }
    }

    void hangUp(long link, String reason) {
        Link ended = byId.get(link);
        if (ended != null) {
            ended.close(reason);
        }
    }

    void known(long link) {
        Link of = byId.get(link);
        if (of != null) {
            links.known(of);
        }
    }

    void dial(String address, @Nullable Bytes peer) {
        if (InvitationLink.isWeb(address) || InvitationLink.isMesh(address)) {
            String why = ": it is for peers in browsers; a node has others, as host:port";
            driver.later(new Input.DialFailed(address, Input.DialFailed.KIND + why));
            return;
        }
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : unbracketed(address.substring(0, colon));
        int port = colon < 0 ? -1 : port(address.substring(colon + 1));
        if (host.isEmpty() || port < 1) {
            driver.later(new Input.DialFailed(address, "address-malformed: expected host:port"));
            return;
        }
        PeerId expected = peer == null ? null : new PeerId(peer);
        links.dial(host, port, expected, outcome -> dialled(address, outcome));
    }

    private void dialled(String address, DialOutcome outcome) {
        switch (outcome) {
            case DialOutcome.Reached(Link link) -> dialled.put(link.id(), address);
            case DialOutcome.Failed(LinkFailure why) ->
                    driver.step(new Input.DialFailed(address, why.code() + ": " + why.text()));
        }
    }

    private static String unbracketed(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /// -1 when it is none.
    private static int port(String digits) {
        try {
            int port = Integer.parseInt(digits);
            return port > 0xffff ? -1 : port;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /// Ends all links, within that time.
    void close(long millisMax) {
        links.close(millisMax);
    }
}
