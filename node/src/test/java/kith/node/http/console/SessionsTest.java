package kith.node.http.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private long nowNanos = Long.MAX_VALUE - 1; // a clock of that kind may pass its end
    private long dayMillis = 1_000;
    private final Sessions sessions =
            new Sessions(new SecureRandom(), () -> nowNanos, () -> dayMillis);

    private void pass(int seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void sleep(int seconds) {
        dayMillis += TimeUnit.SECONDS.toMillis(seconds);
    }

    @Test
    void aSessionIsOpenUntilItsTimeIsUpHoweverMuchItIsUsed() {
        String one = sessions.begin();
        for (int i = 1; i < Sessions.SESSION_SECONDS / 3_600; i++) {
            pass(3_600);
            assertTrue(sessions.isOpen(one));
        }
        pass(3_600);
        assertFalse(sessions.isOpen(one));
    }

    @Test
    void whatWasNeverGivenOutIsNoSession() {
        String one = sessions.begin();
        assertFalse(sessions.isOpen(""));
        assertFalse(sessions.isOpen(one.substring(1)));
        assertFalse(sessions.isOpen(one.substring(0, 63) + "x"));
        assertFalse(sessions.isOpen(sessions.ticket()), "a ticket is none");
    }

    @Test
    void oneTooManyEndsTheOldest() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i <= Sessions.SESSIONS_MAX; i++) {
            all.add(sessions.begin());
        }
        assertFalse(sessions.isOpen(all.getFirst()));
        assertTrue(sessions.isOpen(all.get(1)));
        assertTrue(sessions.isOpen(all.getLast()));
        assertEquals(all.size(), all.stream().distinct().count());
    }

    @Test
    void aSessionEndsByTheClockThatIsFirst() {
        String one = sessions.begin();
        sleep(Sessions.SESSION_SECONDS - 1);
        assertTrue(sessions.isOpen(one));
        sleep(1);
        assertFalse(sessions.isOpen(one), "a machine that sleeps does not stop the day");
        String two = sessions.begin();
        sleep(-3_600);
        pass(Sessions.SESSION_SECONDS);
        assertFalse(sessions.isOpen(two), "a clock that was set back does not make it longer");
    }

    @Test
    void aTicketIsTakenOnceAndSoon() {
        String one = sessions.ticket();
        assertTrue(sessions.isTicket(one));
        assertNull(sessions.begunBy(one));
        String begun = sessions.redeem(one);
        assertEquals(begun, sessions.begunBy(one));
        assertTrue(sessions.isOpen(String.valueOf(begun)));
        assertNull(sessions.redeem(one));
        assertFalse(sessions.isTicket(one));
        String late = sessions.ticket();
        pass(Sessions.TICKET_SECONDS);
        assertNull(sessions.redeem(late));
        assertNull(sessions.begunBy(one), "nobody can use it any more");
        assertNull(sessions.redeem(sessions.begin()), "a session is none");
        String first = sessions.ticket();
        for (int i = 0; i < Sessions.TICKETS_MAX; i++) {
            sessions.ticket();
        }
        assertNull(sessions.redeem(first), "so many are kept, and no more");
    }

    /// Closing a connection tells whoever has it, and that one may ask here, from another thread.
    @Test
    void connectionsAreClosedWhenTheLockIsFree() throws Exception {
        String out = sessions.begin();
        var asks = new CompletableFuture<Boolean>();
        var line =
                new ByteArrayEndPoint() {
                    @Override
                    public void onClose(Throwable cause) {
                        var asked = CompletableFuture.supplyAsync(() -> sessions.isOpen(out));
                        asks.complete(await(asked));
                        super.onClose(cause);
                    }
                };
        sessions.bind(out, line);
        pass(Sessions.SESSION_SECONDS);
        sessions.sweep();
        assertFalse(line.isOpen());
        assertFalse(asks.get(10, TimeUnit.SECONDS));
    }

    /// True when nobody answered.
    private static boolean await(CompletableFuture<Boolean> asked) {
        try {
            return asked.get(2, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            return true;
        }
    }

    @Test
    void aConnectionThatWasReleasedStays() {
        String out = sessions.begin();
        var line = new ByteArrayEndPoint();
        sessions.bind(out, line);
        sessions.unbind(out, line);
        assertEquals(List.of(), sessions.end(out));
        assertTrue(line.isOpen());
    }

    @Test
    void aTicketCountsWhereBothEndsAreThisMachine() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);
        var here = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 2);
        var there = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.3"), 3);
        assertTrue(SignIn.isHere(loopback, loopback));
        assertTrue(SignIn.isHere(here, here));
        assertFalse(SignIn.isHere(there, here));
        assertFalse(SignIn.isHere(null, here));
    }

    @Test
    void connectionsEndWithTheirSession() {
        String out = sessions.begin();
        String other = sessions.begin();
        var line = new ByteArrayEndPoint();
        var stays = new ByteArrayEndPoint();
        sessions.bind(out, line);
        sessions.bind(other, stays);
        sessions.end(out).forEach(EndPoint::close);
        assertFalse(line.isOpen());
        assertTrue(stays.isOpen());
        var late = new ByteArrayEndPoint();
        sessions.bind(out, late);
        assertFalse(late.isOpen(), "it was over before the line was there");
        pass(Sessions.SESSION_SECONDS);
        assertTrue(stays.isOpen());
        sessions.sweep();
        assertFalse(stays.isOpen());
    }
}
