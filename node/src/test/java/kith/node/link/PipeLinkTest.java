package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import kith.node.crypto.NodeCrypto;
import kith.node.link.pipe.Identity;
import kith.node.link.pipe.Pipe;
import kith.node.link.pipe.PipeWire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A link over a pipe lives as one over TLS does; here over two queues.
final class PipeLinkTest {
    private final TestNode node = new TestNode(outbox(4));
    private final Credential anna = TestNode.credential();

    @AfterEach
    void close() {
        node.close();
    }

    private static LinkConfig outbox(int framesMax) {
        return new LinkConfig(10, 10, 10, 10, 5_000, 5_000, 800, framesMax, 8 << 20);
    }

    /// One end of two queues. What is sent waits while there is no room for it.
    private static final class End implements Pipe {
        private final BlockingQueue<Optional<byte[]>> in;
        private final BlockingQueue<Optional<byte[]>> out;
        private final Semaphore room = new Semaphore(1 << 20);
        private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

        End(BlockingQueue<Optional<byte[]>> in, BlockingQueue<Optional<byte[]>> out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public String address() {
            return "queue:1";
        }

        @Override
        public String origin() {
            return "queue";
        }

        @Override
        public byte @Nullable [] receive() {
            return TestNode.next(in).orElse(null);
        }

        @Override
        public void send(byte[] message) {
            room.acquireUninterruptibly();
            out.add(Optional.of(message));
        }

        @Override
        public void expect(int messageBytesMax) {
            assertEquals(PipeWire.MESSAGE_BYTES_MAX, messageBytesMax);
        }

        @Override
        public void finish(String reason) {
            ended.add("finished: " + reason);
            out.add(Optional.empty());
        }

        @Override
        public void cut(String reason) {
            ended.add("cut: " + reason);
            room.release(1 << 20);
            in.add(Optional.empty());
            out.add(Optional.empty());
        }
    }

    private final End atNode;
    private final End atAnna;

    PipeLinkTest() {
        var there = new LinkedBlockingQueue<Optional<byte[]>>();
        var back = new LinkedBlockingQueue<Optional<byte[]>>();
        atNode = new End(there, back);
        atAnna = new End(back, there);
    }

    private PipeWire shaken() throws IOException {
        node.links.answer(atNode);
        var own = new Identity(anna.peer(), anna.key(), new NodeCrypto());
        return PipeWire.call(atAnna, own, node.peer());
    }

    @Test
    void framesGoBothWaysInOrder() throws IOException {
        PipeWire wire = shaken();
        Link link = TestNode.next(node.ups);
        assertEquals(anna.peer(), link.peer());
        assertTrue(link.inbound());
        assertEquals("queue:1", link.address());
        wire.write(List.of(new byte[] {1}, new byte[] {2, 2}));
        assertArrayEquals(new byte[] {1}, TestNode.next(node.frames));
        assertArrayEquals(new byte[] {2, 2}, TestNode.next(node.frames));
        link.send(new byte[] {3});
        assertArrayEquals(new byte[] {3}, wire.next());
        assertEquals(2, link.counters().framesIn());
        TestNode.await(() -> link.counters().framesOut() == 1);
    }

    @Test
    void aLinkThatIsClosedStillSendsWhatWaits() throws IOException {
        PipeWire wire = shaken();
        Link link = TestNode.next(node.ups);
        link.send(new byte[] {1});
        link.close("enough");
        assertArrayEquals(new byte[] {1}, wire.next());
        assertNull(wire.next());
        assertEquals("finished: enough", TestNode.next(atNode.ended));
        wire.finish("enough");
        assertEquals("enough", TestNode.next(node.downs));
    }

    @Test
    void whoNeverReadsIsCutWhenTheOutboxIsFull() throws IOException {
        shaken();
        Link link = TestNode.next(node.ups);
        atNode.room.drainPermits();
        int taken = 0;
        while (link.send(new byte[1000])) {
            taken++;
        }
        assertEquals(4, taken, "as many as an outbox holds, with what the writer has in its hands");
        assertFalse(link.send(new byte[1]));
        String reason = TestNode.next(node.downs);
        assertTrue(reason.startsWith(Link.OUTBOX_FULL), reason);
        String told = Objects.requireNonNull(TestNode.next(atNode.ended));
        assertTrue(told.startsWith("cut: outbox-full"), told);
    }

    @Test
    void aNodeThatClosesEndsPipesAndNewcomersAlike() throws IOException {
        shaken();
        TestNode.next(node.ups);
        var silent = new End(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
        node.links.answer(silent);
        var closing = Thread.ofVirtual().start(node.links::close);
        assertEquals("finished: closing", TestNode.next(atNode.ended));
        assertEquals("cut: closing", TestNode.next(silent.ended));
        atAnna.finish("as well");
        assertEquals(Links.CLOSING, TestNode.next(node.downs));
        assertTrue(join(closing));
    }

    private static boolean join(Thread thread) {
        try {
            return thread.join(Duration.ofSeconds(TestNode.WAIT_SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
