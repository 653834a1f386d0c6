package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Every bound, and what happens to those who reach it and to those who do not.
final class LimitsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final List<AutoCloseable> open = new ArrayList<>();

    private TestNode node(LinkConfig config) {
        var node = new TestNode(config);
        open.add(node);
        return node;
    }

    private TestNode node() {
        return node(LinkConfig.standard());
    }

    private static LinkConfig timeouts(int millis) {
        return new LinkConfig(100, 256, 64, 256, 5000, millis, 800, 8192, 8 << 20);
    }

    private static LinkConfig outbox(int framesMax, long bytesMax) {
        return new LinkConfig(100, 256, 64, 256, 5000, 5000, 800, framesMax, bytesMax);
    }

    private Socket connect(TestNode to) throws IOException {
        var socket = new Socket(LOOPBACK, to.port);
        open.add(socket);
        return socket;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void aCallerThatSaysNothingIsCutAfterTheTimeout() throws IOException {
        var node = node(timeouts(100));
        Socket silent = connect(node);
        assertEquals(-1, silent.getInputStream().read());
        assertEquals(LinkFailure.HANDSHAKE_TIMEOUT, TestNode.next(node.refusals).code());
    }

    @Test
    void aCallerThatSaysAByteNowAndThenIsCutAfterTheTimeout() throws IOException {
        var node = node(timeouts(150));
        Socket slow = connect(node);
        byte[] hello = {0x16, 3, 3, 0x10, 0, 1, 0, 0x0f, (byte) 252, 3, 3};
        slow.getOutputStream().write(hello);
        var drip =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        while (true) {
                                            slow.getOutputStream().write(0);
                                            LockSupport.parkNanos(10_000_000);
                                        }
                                    } catch (IOException cut) {
                                        // This is what the test waits for.
                                    }
                                });
        assertEquals(LinkFailure.HANDSHAKE_TIMEOUT, TestNode.next(node.refusals).code());
        TestNode.await(() -> !drip.isAlive());
    }

    @Test
    void aCallToOneWhoSaysNothingFailsAfterTheTimeout() throws IOException {
        var node = node(timeouts(100));
        try (var server = new ServerSocket(0, 1, LOOPBACK)) {
            LinkFailure why = node.failingDial(server.getLocalPort(), null);
            assertEquals(LinkFailure.HANDSHAKE_TIMEOUT, why.code());
        }
    }

    @Test
    void anIdleLinkIsKeptLongerThanEveryTimeout() throws IOException {
        var node = node(timeouts(200));
        Link link = dialUntilReached(node(), node);
        Socket silent = connect(node);
        assertEquals(-1, silent.getInputStream().read(), "cut after a timeout of silence");
        assertTrue(link.send(new byte[5]));
        assertEquals(5, TestNode.next(node.frames).length);
    }

    /// On a busy machine a handshake may take longer than the short timeout of a test.
    private static Link dialUntilReached(TestNode from, TestNode to) {
        var reached = new ArrayList<Link>();
        TestNode.await(
                () -> {
                    try {
                        reached.add(from.dial(to));
                    } catch (LinkFailure again) {
                        assertEquals(LinkFailure.HANDSHAKE_FAILED, again.code());
                    }
                    return !reached.isEmpty();
                });
        return reached.getFirst();
    }

    @Test
    void aThousandSilentConnectionsDoNotHinderAProperOne() throws IOException {
        var node = node();
        for (int i = 0; i < 1000; i++) {
            connect(node);
        }
        Link link = node().dial(node);
        assertTrue(link.send(new byte[7]));
        assertEquals(7, TestNode.next(node.frames).length);
        assertTrue(link.handshakeMillis() < LinkConfig.standard().handshakeTimeoutMillis());
        // The oldest were cut to make room. Of this machine there may be as many as of all.
        for (int i = 0; i < 1000 - LinkConfig.standard().handshakesMax(); i++) {
            assertEquals(LinkFailure.CROWDED_OUT, TestNode.next(node.refusals).code());
        }
    }

    @Test
    void strangersMakeRoomForEachOtherAndTakeNoPlaceOfOthers() {
        var node = node(LinkConfig.standard().withStrangers(3, 3));
        Link known = node().dial(node);
        node.links.known(TestNode.next(node.ups));
        var stranger = node();
        stranger.dial(node);
        for (int i = 0; i < 20; i++) {
            node().dial(node);
        }
        String why = TestNode.next(node.downs);
        assertTrue(why.startsWith(LinkFailure.CROWDED_OUT), why);
        TestNode.await(() -> stranger.links.size() == 0);
        TestNode.await(() -> node.links.size() == 4);
        assertTrue(known.send(new byte[7]));
        assertEquals(7, TestNode.next(node.frames).length);
    }

    @Test
    void linksOverTheBoundAreRefusedUntilAnotherEnds() {
        var node = node(LinkConfig.standard().withLinksMax(2));
        var others = node();
        Link first = others.dial(node);
        others.dial(node);
        assertEquals(LinkFailure.HANDSHAKE_FAILED, others.failingDial(node.port, null).code());
        assertEquals(LinkFailure.TOO_MANY_LINKS, TestNode.next(node.refusals).code());
        assertEquals(LinkFailure.TOO_MANY_LINKS, node.failingDial(others.port, null).code());
        first.close("room");
        TestNode.await(() -> node.links.size() == 1);
        others.dial(node);
    }

    @Test
    void aCallThatBreaksByABugFailsLikeAnother() {
        var node = node();
        var outcomes = new LinkedBlockingQueue<DialOutcome>();
        var none = new String[1];
        node.links.dial(none[0], 1, null, outcomes::add); // no host at all
        assertTrue(
                TestNode.next(outcomes) instanceof DialOutcome.Failed(LinkFailure why)
                        && why.code().equals(LinkFailure.UNREACHABLE));
    }

    @Test
    void callsOverTheBoundAreRefusedAtOnce() throws IOException {
        var standard = LinkConfig.standard();
        var node = node(new LinkConfig(9, 9, 9, 1, 5000, 5000, 800, 10, 1 << 20));
        try (var silent = new ServerSocket(0, 1, LOOPBACK)) {
            var first = new LinkedBlockingQueue<DialOutcome>();
            node.links.dial("127.0.0.1", silent.getLocalPort(), null, first::add);
            silent.accept(); // the first call is connected and waits
            assertEquals(
                    LinkFailure.TOO_MANY_DIALS,
                    node.failingDial(silent.getLocalPort(), null).code());
            node.close();
            assertTrue(
                    TestNode.next(first) instanceof DialOutcome.Failed(LinkFailure why)
                            && why.code().equals(LinkFailure.CLOSING));
        }
        assertTrue(standard.dialsMax() > 1);
    }

    @Test
    void aPeerThatNeverReadsIsCutAndOthersDoNotFeelIt() {
        var node = node(outbox(64, 4 << 20));
        var deaf = node();
        var proper = node();
        deaf.appetite.drainPermits();
        Link toDeaf = node.dial(deaf);
        Link toProper = node.dial(proper);
        var frame = new byte[100_000];
        int sent = 0;
        while (toDeaf.send(frame)) {
            sent++;
            assertTrue(sent < 1_000, "100 MB without a bound");
            assertTrue(toProper.send(new byte[10]));
            TestNode.next(proper.frames);
        }
        assertTrue(TestNode.next(node.downs).startsWith(Link.OUTBOX_FULL));
        assertFalse(toDeaf.send(frame));
        assertTrue(toProper.send(new byte[11]));
        assertEquals(11, TestNode.next(proper.frames).length);
    }

    @Test
    void theOutboxIsBoundInBytesToo() {
        var node = node(outbox(1 << 20, 300_000));
        var deaf = node();
        deaf.appetite.drainPermits();
        Link link = node.dial(deaf);
        long queued = 0;
        while (link.send(new byte[100_000])) {
            queued = Math.max(queued, link.counters().bytesQueued());
        }
        assertTrue(queued <= 300_000, "queued " + queued);
        assertTrue(TestNode.next(node.downs).startsWith(Link.OUTBOX_FULL));
    }

    @Test
    void aSlowReaderHoldsTheSenderBackAndLosesNothing() {
        var node = node(outbox(2000, 1L << 30));
        var slow = node();
        slow.appetite.drainPermits();
        Link link = node.dial(slow);
        var frame = new byte[20_000];
        int sent = 0;
        while (link.counters().framesQueued() < 500) {
            assertTrue(link.send(frame));
            sent++;
            assertTrue(sent < 2500, "50 MB went somewhere");
        }
        assertEquals(0, slow.frames.size());
        slow.appetite.release(1 << 20);
        for (int i = 0; i < sent; i++) {
            assertEquals(frame.length, TestNode.next(slow.frames).length);
        }
        TestNode.await(() -> link.counters().framesQueued() == 0);
    }

    @Test
    void aFrameThatIsTooLargeOrEmptyOrTornEndsTheLink() throws IOException {
        var node = node();
        byte[][] streams = {{1, 0, 20, 0}, {-1, -1, -1, -1}, {0, 0, 0, 0}, {9, 0, 0, 0, 1, 2}, {9}};
        String[] reasons = {
            "malformed: frame of 1310721 bytes, at most 1310720",
            "malformed: frame of 4294967295 bytes, at most 1310720",
            "malformed: an empty frame",
            "connection-lost: the stream ended after 2 of a frame's 9 bytes",
            "connection-lost: the stream ended inside the length of a frame"
        };
        for (int i = 0; i < streams.length; i++) {
            try (SSLSocket socket = RawTls.of(TestCertificates.credential()).connect(node.port)) {
                socket.getOutputStream().write(streams[i]);
                socket.shutdownOutput();
                assertEquals(reasons[i], TestNode.next(node.downs));
            }
        }
        assertEquals(0, node.frames.size());
    }

    @Test
    void aPortInUseIsNamed() {
        var node = node();
        var other = new Links(node.own, LinkConfig.standard(), node);
        open.add(other);
        var why = assertThrows(LinkFailure.class, () -> other.listen("127.0.0.1", node.port));
        assertEquals("port-in-use", why.code());
        assertTrue(why.text().contains("port " + node.port), why.text());
        assertTrue(why.text().contains("choose another"), why.text());
        other.listen("127.0.0.1", 0);
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        var node = node();
        var other = new Links(node.own, LinkConfig.standard(), node);
        open.add(other);
        var why = assertThrows(LinkFailure.class, () -> other.listen("203.0.113.1", 0));
        assertEquals("address-unusable", why.code());
        assertTrue(why.text().contains("203.0.113.1"), why.text());
    }

    @Test
    void aHostWithoutAnAddressIsNamed() {
        var node = node();
        var outcome = new LinkedBlockingQueue<DialOutcome>();
        node.links.dial("no..such..host", 1, null, outcome::add);
        assertTrue(
                TestNode.next(outcome) instanceof DialOutcome.Failed(LinkFailure why)
                        && why.code().equals(LinkFailure.HOST_UNKNOWN)
                        && why.text().contains("no..such..host"));
    }

    @Test
    void aNameIsLookedUp() {
        var node = node();
        var outcome = new LinkedBlockingQueue<DialOutcome>();
        node().links.dial("localhost", node.port, node.peer(), outcome::add);
        assertTrue(TestNode.next(outcome) instanceof DialOutcome.Reached);
    }
}
