package kith.node.http.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/// Who is signed in, where a token is asked for.
///
/// **The problem.** A page cannot show a token with its WebSocket, and a page that kept the token
/// would lose it to the first script that gets in, for good: the token of a home is valid as long
/// as the home. **So** the token is shown once, and what the browser keeps is a session: a number
/// of chance that ends by itself, that no script can read, and that is worth nothing after a
/// restart, since it is kept in memory only.
///
/// **A ticket** is what a browser is opened with. The command line of a program is read by
/// everybody on the machine, and a browser keeps the address of a link, so the token must not be in
/// either: a ticket begins one session, soon or never. Whoever has read it may come first, so a
/// ticket that was used is remembered until its time is up: who shows it then is not the first one,
/// and what the first one has begun is ended ([SignIn] does that).
///
/// All are bounded: another one comes in, and the oldest goes. When a session goes, so do its
/// sockets.
///
/// **Time.** A clock that only counts up stands still while the machine sleeps, on some systems;
/// one that shows the date can be set. So each end is said by both, and the first one counts.
///
/// Connections are closed when the lock is free again: to close one tells others, who may ask here.
///
/// Source: OWASP, *Session Management Cheat Sheet*: 128 bits of chance, an end that does not move,
/// no number taken from outside. Cost: a comparison with each that there is, in a time that does
/// not tell how much of it was right. Any thread.
public final class Sessions {
    /// Browsers that are signed in at once. Guess: more than one person has.
    static final int SESSIONS_MAX = 64;

    /// How long a session lasts, used or not. Guess: a long working day.
    static final int SESSION_SECONDS = 12 * 3_600;

    /// Tickets that nobody has used yet; and as many that somebody has. Guess.
    static final int TICKETS_MAX = 16;

    /// How long a link in a terminal is good for. Guess: it is seen, and clicked, or forgotten.
    static final int TICKET_SECONDS = 600;

    private static final int CHANCE_BYTES = 32;

    private final SecureRandom random;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Pass> sessions = new ArrayDeque<>();
    private final ArrayDeque<Pass> tickets = new ArrayDeque<>();
    private final ArrayDeque<Used> used = new ArrayDeque<>();

    /// One that was given out.
    private record Pass(String code, long endNanos, long endMillis, Set<EndPoint> lines) {}

    /// A ticket, and the session that it has begun.
    private record Used(Pass ticket, String session) {}

    /// @param nanoTime never goes back
    /// @param wallMillis of the day
    public Sessions(SecureRandom random, LongSupplier nanoTime, LongSupplier wallMillis) {
        this.random = random;
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
    }

    /// The lock while it is held, and the connections to close when it is not any more.
    private final class Hold implements AutoCloseable {
        private final List<EndPoint> over = new ArrayList<>();

        Hold() {
            lock.lock();
            dropEnded(over);
        }

        @Override
        public void close() {
            lock.unlock();
            over.forEach(EndPoint::close);
        }
    }

    /// Begins a session, and gives what its browser shows from then on.
    String begin() {
        try (var hold = new Hold()) {
            return give(sessions, SESSIONS_MAX, SESSION_SECONDS, hold);
        }
    }

    String ticket() {
        try (var hold = new Hold()) {
            return give(tickets, TICKETS_MAX, TICKET_SECONDS, hold);
        }
    }

    private String give(ArrayDeque<Pass> to, int countMax, int seconds, Hold hold) {
        var chance = new byte[CHANCE_BYTES];
        random.nextBytes(chance);
        String code = HexFormat.of().formatHex(chance);
        long endNanos = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(seconds);
        long endMillis = wallMillis.getAsLong() + TimeUnit.SECONDS.toMillis(seconds);
        if (to.size() >= countMax) {
            hold.over.addAll(to.removeFirst().lines());
        }
        to.addLast(new Pass(code, endNanos, endMillis, new LinkedHashSet<>()));
        return code;
    }

    private static byte[] bytes(String code) {
        return code.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether that session runs.
    public boolean isOpen(String code) {
        try (var _ = new Hold()) {
            return find(sessions, code) != null;
        }
    }

    /// Whether that is a ticket that nobody has used yet.
    boolean isTicket(String code) {
        try (var _ = new Hold()) {
            return find(tickets, code) != null;
        }
    }

    /// Takes a ticket, and begins its session; null when there is none, or not any more.
    @Nullable String redeem(String code) {
        try (var hold = new Hold()) {
            Pass ticket = find(tickets, code);
            if (ticket == null) {
                return null;
            }
            tickets.remove(ticket);
            String session = give(sessions, SESSIONS_MAX, SESSION_SECONDS, hold);
            if (used.size() >= TICKETS_MAX) {
                used.removeFirst();
            }
            used.addLast(new Used(ticket, session));
            return session;
        }
    }

    /// The session that a ticket has begun whose time is not up; null when it is no such ticket.
    @Nullable String begunBy(String code) {
        try (var _ = new Hold()) {
            byte[] asked = bytes(code);
            String found = null;
            for (Used one : used) {
                if (MessageDigest.isEqual(bytes(one.ticket().code()), asked)) {
                    found = one.session();
                }
            }
            return found;
        }
    }

    /// From now on the connection ends with the session; at once when that is over.
    void bind(String code, EndPoint line) {
        try (var hold = new Hold()) {
            Pass session = find(sessions, code);
            if (session == null) {
                hold.over.add(line);
            } else {
                session.lines().removeIf(one -> !one.isOpen());
                session.lines().add(line);
            }
        }
    }

    /// What the connection was held for has ended: it serves other requests now.
    void unbind(String code, EndPoint line) {
        try (var _ = new Hold()) {
            Pass session = find(sessions, code);
            if (session != null) {
                session.lines().remove(line);
            }
        }
    }

    /// Ends a session.
    ///
    /// @return its connections: who asked for this closes them once the answer has left
    List<EndPoint> end(String code) {
        try (var _ = new Hold()) {
            Pass session = find(sessions, code);
            if (session == null) {
                return List.of();
            }
            sessions.remove(session);
            return List.copyOf(session.lines());
        }
    }

    /// Ends what has lasted long enough; called now and then, as nobody may ask for it again.
    public void sweep() {
        new Hold().close();
    }

    /// Looks at all of them, whether or not one was found.
    private static @Nullable Pass find(ArrayDeque<Pass> in, String code) {
        byte[] asked = bytes(code);
        Pass found = null;
        for (Pass one : in) {
            if (MessageDigest.isEqual(bytes(one.code()), asked)) {
                found = one;
            }
        }
        return found;
    }

    private void dropEnded(List<EndPoint> over) {
        long nanos = nanoTime.getAsLong();
        long millis = wallMillis.getAsLong();
        sessions.removeIf(
                one -> {
                    boolean ended = hasEnded(one, nanos, millis);
                    if (ended) {
                        over.addAll(one.lines());
                    }
                    return ended;
                });
        tickets.removeIf(one -> hasEnded(one, nanos, millis));
        used.removeIf(one -> hasEnded(one.ticket(), nanos, millis));
    }

    private static boolean hasEnded(Pass pass, long nanos, long millis) {
        return pass.endNanos() - nanos <= 0 || pass.endMillis() <= millis;
    }
}
