package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.Peers;
import kith.node.Waiting;
import kith.node.link.LinkConfig;
import kith.node.link.pipe.Identity;
import kith.node.link.pipe.PipeWire;
import kith.port.Note;
import kith.sync.SyncMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The door for peers in browsers, by what comes over the wire: who gets through, who does not, and
/// what nobody gets.
final class PipeDoorTest {
    private static final String ELSEWHERE = "Origin: https://evil.example";

    private final Peers peers = new Peers();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<Note> notes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        peers.close();
    }

    private Node node(LinkConfig links) {
        NodeConfig config = peers.config("ada").withLinks(links).tellingNotes(notes::add);
        return peers.start(config);
    }

    private Node node() {
        return node(LinkConfig.standard());
    }

    private RawPipe pipe(Node to, String... headers) {
        var pipe = new RawPipe(to.http().port(), headers);
        open.add(pipe);
        return pipe;
    }

    private static boolean isListed(Node node, String text) {
        return RawHttp.get(node.http().port(), "/.peer/links").text().contains(text);
    }

    private boolean isNoted(String code) {
        return notes.stream().anyMatch(note -> note.code().equals(code));
    }

    private static LinkConfig timeout(int millis) {
        return LinkConfig.standard().withPipeTimeout(millis);
    }

    @Test
    void whoShakesHandsHasALinkUnderItsKey() {
        Node node = node();
        Identity anna = RawPipe.stranger();
        RawPipe pipe = pipe(node);
        PipeWire wire = pipe.shakeHands(anna, node.id());
        assertEquals(node.id(), wire.peer());
        Waiting.until("the link is told", () -> isListed(node, anna.peer().text()));
        assertTrue(isListed(node, pipe.address()));
    }

    @Test
    void aPageFromElsewhereThatWasToldNoAddressLearnsNotWhoIsHere() {
        int port = node().http().port();
        String wrong = RawPipe.PATH + "/" + "a".repeat(16);
        for (String path : List.of(RawPipe.PATH, wrong)) {
            assertEquals("origin-refused", RawHttp.get(port, path, ELSEWHERE).code());
            String rebound = "Host: evil.example:" + port; // DNS led its own name here
            String own = "Origin: http://evil.example:" + port;
            assertEquals("host-refused", RawHttp.get(port, path, own, rebound).code());
        }
    }

    @Test
    void aPageOfThisPeerNeedsNoMoreThanTheDoor() {
        Node node = node();
        int port = node.http().port();
        RawPipe pipe = pipe(node, "Origin: http://127.0.0.1:" + port);
        assertEquals(node.id(), pipe.shakeHands(RawPipe.stranger(), null).peer());
    }

    @Test
    void theDoorIsTheSameAsLongAsTheHomeAndAnotherForAnotherPeer() {
        Node node = node();
        String path = node.http().pipePath();
        assertTrue(path.matches(RawPipe.PATH + "/[a-z2-7]{16}"), path);
        assertTrue(node.addresses().getLast().endsWith(path), node.addresses()::toString);
        node.stop();
        assertEquals(path, node().http().pipePath());
        assertNotEquals(path, peers.start("bob").http().pipePath());
    }

    @Test
    void aPageFromElsewhereThatWasToldAnAddressMayOpenItAndGetsNothingForIt() throws IOException {
        Node node = node();
        int port = node.http().port();
        RawHttp.put(port, "/tasks/a", "\"a secret\"");
        var pipe =
                new RawPipe(
                        node.http().pipePath(),
                        port,
                        ELSEWHERE,
                        "Host: evil.example",
                        "Cookie: kith-session=1");
        open.add(pipe);
        PipeWire wire = pipe.shakeHands(RawPipe.stranger(), null);
        say(wire, new SyncMessage.Hello(List.of(1), "page", 0, 1 << 20));
        say(wire, new SyncMessage.Ping(7));
        var types = new ArrayList<Class<?>>();
        while (!types.contains(SyncMessage.Pong.class)) {
            types.add(heard(wire).getClass());
        }
        types.remove(SyncMessage.Ping.class);
        assertEquals(List.of(SyncMessage.Hello.class, SyncMessage.Pong.class), types);
        assertEquals("origin-refused", RawHttp.get(port, "/tasks/a", ELSEWHERE).code());
        assertEquals("host-refused", RawHttp.get(port, "/tasks/a", "Host: evil.example").code());
    }

    private static void say(PipeWire to, SyncMessage message) throws IOException {
        var out = new Writer();
        message.write(out);
        to.write(List.of(out.toArray()));
    }

    private static SyncMessage heard(PipeWire from) throws IOException {
        return SyncMessage.read(new Reader(Bytes.wrap(Objects.requireNonNull(from.next()))));
    }

    @Test
    void strangersAreBoundedAsOnTls() {
        Node node = node(LinkConfig.standard().withStrangers(1, 1));
        RawPipe first = pipe(node);
        Identity anna = RawPipe.stranger();
        first.shakeHands(anna, null);
        Waiting.until("the link is told", () -> isListed(node, anna.peer().text()));
        pipe(node).shakeHands(RawPipe.stranger(), null);
        assertEquals("1008 crowded-out", first.socket.closed());
    }

    @Test
    void whoSaysNothingIsClosedInTime() {
        Node node = node(timeout(200));
        assertEquals("1008 handshake-timeout", pipe(node).socket.closed());
        Waiting.until("it is noted", () -> isNoted("handshake-timeout"));
    }

    @Test
    void whoOnlyPingsIsClosedInTime() {
        RawPipe pipe = pipe(node(timeout(200)));
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                while (true) {
                                    pipe.socket.ping();
                                    LockSupport.parkNanos(5_000_000);
                                }
                            } catch (RuntimeException closed) {
                                // As it should be.
                            }
                        });
        assertEquals("1008 handshake-timeout", pipe.socket.closed());
    }

    @Test
    void placesOfNewcomersAreFewAndTheOldestGoes() {
        var few = new LinkConfig(100, 2, 2, 10, 5_000, 5_000, 800, 100, 1 << 20);
        Node node = node(few.withPipeTimeout(120_000)); // nobody is late
        RawPipe first = pipe(node);
        RawPipe second = pipe(node);
        RawPipe third = pipe(node);
        assertEquals("1008 crowded-out", first.socket.closed());
        second.shakeHands(RawPipe.stranger(), null);
        third.shakeHands(RawPipe.stranger(), null);
    }

    @Test
    void theBoundOfHttpOnFirstRequestsIsNotTheOneOfPipes() {
        Node node =
                peers.start(
                        "ada",
                        config ->
                                config.withHttp(
                                        HttpConfig.standard().withStrangers(10, 10, 200), 0));
        RawPipe pipe = pipe(node);
        try (var silent = new RawHttp(node.http().port())) {
            assertTrue(silent.endedWithin(10_000)); // it came later, so the pipe has outlived it
        }
        pipe.shakeHands(RawPipe.stranger(), node.id());
    }

    @Test
    void aMessageOfAHundredMegabytesIsRefusedAtItsFirstByte() {
        RawPipe pipe = pipe(node());
        pipe.socket.announce(100 << 20);
        pipe.socket.write(new byte[1]);
        String closed = pipe.socket.closed();
        assertTrue(closed.startsWith("1009 "), closed);
    }

    @Test
    void aMessageIsRefusedThatGrowsBeyondTheLargestFrame() {
        RawPipe pipe = pipe(node());
        pipe.shakeHands(RawPipe.stranger(), null);
        pipe.socket.announce(100 << 20);
        pipe.socket.write(new byte[PipeWire.MESSAGE_BYTES_MAX + 1]);
        assertEquals("1009 malformed", pipe.socket.closed());
    }

    @Test
    void aTextMessageEndsIt() {
        RawPipe pipe = pipe(node());
        pipe.socket.say("{}");
        assertEquals("1003 malformed", pipe.socket.closed());
    }

    @Test
    void whatIsNoHandshakeIsRefusedWithItsCode() {
        Node node = node();
        RawPipe empty = pipe(node);
        empty.socket.say(new byte[0]);
        assertEquals("1008 pipe-malformed", empty.socket.closed());
        RawPipe tls = pipe(node);
        tls.socket.say(new byte[] {0x16, 3, 1});
        assertEquals("1008 pipe-version-unknown", tls.socket.closed());
        RawPipe weak = pipe(node);
        var zero = new byte[33];
        zero[0] = 1;
        weak.socket.say(zero);
        assertEquals("1008 pipe-key-weak", weak.socket.closed());
        Waiting.until("it is noted", () -> isNoted("pipe-malformed"));
    }

    @Test
    void framesThatAreNoneEndTheLink() throws IOException {
        Node node = node();
        RawPipe garbage = pipe(node);
        garbage.shakeHands(RawPipe.stranger(), null);
        garbage.socket.say(new byte[100]);
        assertEquals("1008 pipe-seal-broken", garbage.socket.closed());
        RawPipe empty = pipe(node);
        empty.shakeHands(RawPipe.stranger(), null).write(List.of(new byte[0]));
        assertEquals("1008 malformed", empty.socket.closed());
        RawPipe nonsense = pipe(node);
        nonsense.shakeHands(RawPipe.stranger(), null).write(List.of(new byte[] {99, 1, 2}));
        assertEquals("1000 message-malformed", nonsense.socket.closed());
    }

    @Test
    void whoCannotSpeakWebSocketIsToldSo() {
        RawHttp.Reply reply = RawHttp.get(node().http().port(), RawPipe.PATH);
        assertEquals("request-malformed", reply.code());
    }

    @Test
    void aNodeThatStopsSaysSo() {
        Node node = node();
        RawPipe pipe = pipe(node);
        Identity anna = RawPipe.stranger();
        pipe.shakeHands(anna, null);
        Waiting.until("the link is told", () -> isListed(node, anna.peer().text()));
        var stopping = Thread.ofVirtual().start(node::stop);
        assertEquals("1001 closing", pipe.socket.closed());
        pipe.close();
        try {
            stopping.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLinkEndsWhenTheOtherSideCloses() {
        Node node = node();
        RawPipe pipe = pipe(node);
        Identity anna = RawPipe.stranger();
        pipe.shakeHands(anna, null);
        Waiting.until("the link is told", () -> isListed(node, anna.peer().text()));
        pipe.socket.finish(1000);
        Waiting.until(
                "the link is gone",
                () ->
                        notes.stream()
                                .anyMatch(
                                        note ->
                                                note.code().equals("link-down")
                                                        && note.detail()
                                                                .startsWith("closed-by-peer")));
    }
}
