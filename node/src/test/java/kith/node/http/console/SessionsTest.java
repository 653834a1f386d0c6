package kith.node.http.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private long nowNanos = Long.MAX_VALUE - 1; // a clock of that kind may pass its end
    private final Sessions sessions = new Sessions(new SecureRandom(), () -> nowNanos);

    private void pass(int seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
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
    void aTicketIsTakenOnceAndSoon() {
        String one = sessions.ticket();
        assertTrue(sessions.redeem(one));
        assertFalse(sessions.redeem(one));
        String late = sessions.ticket();
        pass(Sessions.TICKET_SECONDS);
        assertFalse(sessions.redeem(late));
        assertFalse(sessions.redeem(sessions.begin()), "a session is none");
        String first = sessions.ticket();
        for (int i = 0; i < Sessions.TICKETS_MAX; i++) {
            sessions.ticket();
        }
        assertFalse(sessions.redeem(first), "so many are kept, and no more");
    }

    @Test
    void connectionsEndWithTheirSession() {
        String out = sessions.begin();
        String other = sessions.begin();
        var line = new ByteArrayEndPoint();
        var stays = new ByteArrayEndPoint();
        sessions.bind(out, line);
        sessions.bind(other, stays);
        sessions.end(out);
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
