package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.LinkedBlockingQueue;
import kith.lang.Malformed;
import kith.lang.Rng;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone")
final class LinkTest {
    /// The second that closing may take, and as much again for a machine that is busy.
    private static final long CLOSE_NANOS_MAX = 2_000_000_000L;

    /// The last frames have long to leave, however busy the machine is.
    private static final LinkConfig PATIENT =
            new LinkConfig(9, 9, 9, 9, 5000, 5000, 9000, 8192, 8 << 20);

    private final TestNode a = new TestNode();
    private final TestNode b = new TestNode();

    @AfterEach
    void closeBoth() {
        a.close();
        b.close();
    }

    @Test
    void bothSidesKnowTheKeyOfTheOther() {
        Link fromA = a.dial(b);
        Link atB = TestNode.next(b.ups);
        assertEquals(b.peer(), fromA.peer());
        assertEquals(a.peer(), atB.peer());
        assertFalse(fromA.inbound());
        assertTrue(atB.inbound());
        assertEquals("127.0.0.1:" + b.port, fromA.address());
        assertTrue(atB.address().startsWith("127.0.0.1:"));
    }

    @Test
    void framesOfAllSizesArriveWholeAndInOrderBothWays() {
        Link fromA = a.dial(b);
        Link fromB = TestNode.next(b.ups);
        var random = new Rng(7);
        int[] sizes = {
            1,
            2,
            3,
            8187,
            8188,
            8189,
            16379,
            16380,
            16381,
            16384,
            65536,
            65537,
            200,
            1_000_000,
            Link.FRAME_BYTES_MAX
        };
        for (int size : sizes) {
            byte[] frame = random.bytes(size).shared();
            assertTrue(fromA.send(frame));
            assertTrue(fromB.send(frame));
            assertArrayEquals(frame, TestNode.next(b.frames));
            assertArrayEquals(frame, TestNode.next(a.frames));
        }
    }

    @Test
    void aFrameThatIsEmptyOrTooLargeIsRefusedBeforeItIsSent() {
        Link link = a.dial(b);
        assertThrows(IllegalArgumentException.class, () -> link.send(new byte[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> link.send(new byte[Link.FRAME_BYTES_MAX + 1]));
        assertTrue(link.send(new byte[1]));
    }

    @Test
    void whatWasSentBeforeACloseArrives() {
        try (var closer = new TestNode(PATIENT);
                var other = new TestNode(PATIENT)) {
            Link link = closer.dial(other);
            for (int i = 0; i < 1000; i++) {
                assertTrue(link.send(new byte[] {(byte) i, (byte) (i >> 8)}));
            }
            link.close("enough");
            assertFalse(link.send(new byte[1]));
            assertEquals(Link.CLOSED_BY_PEER, TestNode.next(other.downs));
            assertEquals("enough", TestNode.next(closer.downs));
            assertEquals(1000, other.frames.size());
            for (int i = 0; i < 1000; i++) {
                byte[] frame = TestNode.next(other.frames);
                assertEquals(i, (frame[0] & 0xff) | (frame[1] & 0xff) << 8);
            }
        }
    }

    @Test
    void whatWasSentBeforeACloseArrivesAlsoWhileTheOtherSideSendsAsFastAsItCan() {
        try (var closer = new TestNode(PATIENT);
                var sender = new TestNode(PATIENT)) {
            Link closing = closer.dial(sender);
            Link sending = TestNode.next(sender.ups);
            var frame = new byte[5000];
            for (int i = 0; i < 400; i++) {
                closing.send(frame);
                sending.send(frame);
            }
            closing.close("enough");
            while (sending.counters().framesQueued() > 1000 || sending.send(frame)) {
                Thread.onSpinWait();
            }
            assertEquals(Link.CLOSED_BY_PEER, TestNode.next(sender.downs));
            assertEquals("enough", TestNode.next(closer.downs));
            assertEquals(400, sender.frames.size());
        }
    }

    @Test
    void closingTwiceAndFromBothSidesTellsEachHandlerOnce() {
        Link fromA = a.dial(b);
        Link fromB = TestNode.next(b.ups);
        fromA.close("first");
        fromA.close("second");
        fromB.close("third");
        fromA.cut("fourth");
        assertEquals("first", TestNode.next(a.downs));
        TestNode.next(b.downs);
        TestNode.await(() -> a.links.size() == 0 && b.links.size() == 0);
        assertEquals(1, a.downsByLink.get(fromA.id()));
        assertEquals(1, b.downsByLink.get(fromB.id()));
    }

    @Test
    void countersCountFramesAndTheirHeaders() {
        Link fromA = a.dial(b);
        Link fromB = TestNode.next(b.ups);
        for (int i = 0; i < 10; i++) {
            fromA.send(new byte[96]);
            TestNode.next(b.frames);
        }
        TestNode.await(() -> fromA.counters().framesOut() == 10);
        assertEquals(new Link.Counters(0, 0, 10, 1000, 0, 0), fromA.counters());
        assertEquals(new Link.Counters(10, 1000, 0, 0, 0, 0), fromB.counters());
        assertTrue(fromA.openedAtMillis() > 0);
        assertTrue(fromA.handshakeMillis() >= 0);
    }

    @Test
    void anExceptionOfTheHandlerEndsItsLinkOnly() {
        var handler = new ThrowingHandler();
        var links = new Links(TestCertificates.credential(), LinkConfig.standard(), handler);
        int port = links.listen("127.0.0.1", 0);
        Link bad = a.dial(port, null);
        Link good = a.dial(port, null);
        bad.send(new byte[] {1});
        assertEquals(Link.MALFORMED + ": not a message", TestNode.next(handler.downs));
        good.send(new byte[] {0});
        assertEquals(1, TestNode.next(handler.sizes));
        links.close();
    }

    private static final class ThrowingHandler implements LinkHandler {
        final LinkedBlockingQueue<String> downs = new LinkedBlockingQueue<>();
        final LinkedBlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();

        @Override
        public void up(Link link) {}

        @Override
        public void frame(Link link, byte[] payload) {
            if (payload[0] == 1) {
                throw new Malformed("not a message");
            }
            sizes.add(payload.length);
        }

        @Override
        public void down(Link link, String reason) {
            downs.add(reason);
        }
    }

    @Test
    void closingANodeEndsAllItsLinksWithinASecond() {
        for (int i = 0; i < 20; i++) {
            a.dial(b);
        }
        long start = System.nanoTime();
        a.links.close();
        assertTrue(System.nanoTime() - start < CLOSE_NANOS_MAX);
        assertEquals(20, a.downs.size());
        assertEquals(0, a.links.size());
        a.downs.forEach(reason -> assertEquals(Links.CLOSING, reason));
        assertEquals(LinkFailure.CLOSING, a.failingDial(b.port, null).code());
    }

    @Test
    void closingANodeDoesNotWaitForAPeerThatDoesNotRead() {
        a.appetite.drainPermits();
        Link fromB = b.dial(a);
        byte[] frame = new byte[100_000];
        TestNode.await(() -> !fromB.send(frame) || fromB.counters().framesQueued() > 20);
        long start = System.nanoTime();
        b.links.close();
        assertTrue(System.nanoTime() - start < CLOSE_NANOS_MAX);
        assertEquals(Links.CLOSING, TestNode.next(b.downs));
    }
}
