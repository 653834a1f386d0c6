package kith.lab.pipe;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.Input;
import kith.identity.Check;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lab.bench.host.BareEngine;
import kith.lang.Bytes;
import kith.node.crypto.NodeCrypto;
import kith.node.link.pipe.Identity;
import kith.node.link.pipe.PipeWire;
import kith.port.Limits;
import kith.store.MemoryDisk;
import org.jspecify.annotations.Nullable;

/// A peer that can do what one in a browser tab can: it opens WebSockets and nothing else, and
/// keeps its home in memory. Real keys, real frames.
final class TabLike implements BareEngine.Keys, AutoCloseable {
    private final NodeCrypto crypto = new NodeCrypto();
    private final Bytes seed;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Long, Open> links = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final List<String> notDialled = new ArrayList<>();

    /// Made last: it asks for our keys.
    private final BareEngine engine;

    /// A link, and what waits to be sent on it.
    private record Open(WebSocketPipe pipe, PipeWire wire, BlockingQueue<byte[]> outbox) {}

    TabLike(Bytes seed) {
        this.seed = seed;
        engine = new BareEngine(new MemoryDisk(), Limits.DEFAULT, this, this::carryOut);
    }

    @Override
    public PeerId self() {
        return crypto.publicKey(seed);
    }

    @Override
    public Bytes sign(@Nullable Bytes with, Bytes message) {
        return crypto.sign(with == null ? seed : with, message);
    }

    @Override
    public boolean verify(Effect.Check check) {
        return crypto.verify(
                new Check(new PeerId(check.key()), check.message(), check.signature()));
    }

    /// Asks; null when the answer comes later.
    synchronized @Nullable Answer call(Command command) {
        return engine.call(command);
    }

    synchronized void join(String link) {
        engine.call(new Command.Join(InvitationLink.parse(link, crypto.hasher()), null));
    }

    synchronized void wake() {
        engine.wake();
    }

    private synchronized void step(Input input) {
        engine.step(input);
    }

    /// The addresses that it was to dial and cannot.
    synchronized List<String> notDialled() {
        return List.copyOf(notDialled);
    }

    int linkCount() {
        return links.size();
    }

    /// Breaks all links, without a word.
    void cut() {
        links.values().forEach(open -> open.pipe.cut("a test"));
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.Send(long link, Bytes frame) -> {
                Open open = links.get(link);
                if (open != null) {
                    open.outbox.add(frame.toArray());
                }
            }
            case Effect.HangUp(long link, String reason) -> {
                Open open = links.get(link);
                if (open != null) {
                    open.pipe.cut(reason);
                }
            }
            case Effect.Dial(String address, Bytes peer) -> dial(address);
            default -> {}
        }
    }

    private void dial(String address) {
        if (!InvitationLink.isWeb(address)) {
            notDialled.add(address);
            engine.then(new Input.DialFailed(address, Input.DialFailed.KIND + ": no sockets here"));
            return;
        }
        Thread.ofVirtual().start(() -> live(address));
    }

    private void live(String address) {
        Open open;
        try {
            var pipe = new WebSocketPipe(client, address);
            var own = new Identity(self(), NodeCrypto.privateKey(seed), crypto);
            open = new Open(pipe, PipeWire.call(pipe, own, null), new LinkedBlockingQueue<>());
        } catch (IOException | RuntimeException e) {
            step(new Input.DialFailed(address, "unreachable: " + e));
            return;
        }
        long id = ids.incrementAndGet();
        links.put(id, open);
        var writer = Thread.ofVirtual().start(() -> writeAll(open));
        step(new Input.LinkUp(id, open.wire.peer().key(), false, address));
        String reason = readAll(id, open);
        writer.interrupt();
        links.remove(id);
        step(new Input.LinkDown(id, reason));
    }

    private static void writeAll(Open open) {
        try {
            while (true) {
                open.wire.write(List.of(open.outbox.take()));
            }
        } catch (InterruptedException | IOException | RuntimeException ended) {
            // The reader tells.
        }
    }

    private String readAll(long id, Open open) {
        try {
            for (byte[] frame = open.wire.next(); frame != null; frame = open.wire.next()) {
                step(new Input.Received(id, Bytes.wrap(frame)));
            }
            return "closed-by-peer";
        } catch (IOException e) {
            return "connection-lost: " + e.getMessage();
        }
    }

    @Override
    public void close() {
        cut();
        client.shutdownNow();
    }
}
