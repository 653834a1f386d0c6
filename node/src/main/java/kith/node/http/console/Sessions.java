package kith.node.http.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
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
/// everybody on the machine, so the token must not be in it: a ticket begins one session, soon or
/// never.
///
/// Both are bounded: another one comes in, and the oldest goes. When a session goes, so do its
/// sockets.
///
/// Source: OWASP, *Session Management Cheat Sheet*: 128 bits of chance, an end that does not move,
/// no number taken from outside. Cost: a comparison with each that there is, in a time that does
/// not tell how much of it was right. Any thread.
public final class Sessions {
    /// Browsers that are signed in at once. Guess: more than one person has.
    static final int SESSIONS_MAX = 64;

    /// How long a session lasts, used or not. Guess: a long working day.
    static final int SESSION_SECONDS = 12 * 3_600;

    /// Tickets that nobody has used yet. Guess.
    static final int TICKETS_MAX = 16;

    /// How long a browser may take to start. Guess: a slow machine.
    static final int TICKET_SECONDS = 120;

    private static final int CHANCE_BYTES = 32;

    private final SecureRandom random;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Pass> sessions = new ArrayDeque<>();
    private final ArrayDeque<Pass> tickets = new ArrayDeque<>();

    /// One that was given out. Those of one kind end in the order in which they began.
    private record Pass(String code, long endNanos, Set<EndPoint> lines) {}

    public Sessions(SecureRandom random, LongSupplier nanoTime) {
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /// Begins a session, and gives what its browser shows from then on.
    String begin() {
        return give(sessions, SESSIONS_MAX, SESSION_SECONDS);
    }

    String ticket() {
        return give(tickets, TICKETS_MAX, TICKET_SECONDS);
    }

    private String give(ArrayDeque<Pass> to, int countMax, int seconds) {
        var chance = new byte[CHANCE_BYTES];
        random.nextBytes(chance);
        String code = HexFormat.of().formatHex(chance);
        long endNanos = nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(seconds);
        lock.lock();
        try {
            dropEnded(to);
            if (to.size() >= countMax) {
                end(to.removeFirst());
            }
            to.addLast(new Pass(code, endNanos, new LinkedHashSet<>()));
            return code;
        } finally {
            lock.unlock();
        }
    }

    private static byte[] bytes(String code) {
        return code.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether that session runs.
    public boolean isOpen(String code) {
        lock.lock();
        try {
            return find(sessions, code) != null;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a ticket: false when there is none, or not any more.
    boolean redeem(String code) {
        lock.lock();
        try {
            Pass ticket = find(tickets, code);
            return ticket != null && tickets.remove(ticket);
        } finally {
            lock.unlock();
        }
    }

    /// From now on the connection ends with the session; at once when that is over.
    public void bind(String code, EndPoint line) {
        boolean running;
        lock.lock();
        try {
            Pass session = find(sessions, code);
            running = session != null;
            if (session != null) {
                session.lines().removeIf(one -> !one.isOpen());
                session.lines().add(line);
            }
        } finally {
            lock.unlock();
        }
        if (!running) {
            line.close();
        }
    }

    void end(String code) {
        lock.lock();
        try {
            Pass session = find(sessions, code);
            if (session != null) {
                sessions.remove(session);
                end(session);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends what has lasted long enough; called now and then, as nobody may ask for it again.
    public void sweep() {
        lock.lock();
        try {
            dropEnded(sessions);
            dropEnded(tickets);
        } finally {
            lock.unlock();
        }
    }

    /// Looks at all of them, whether or not one was found.
    private @Nullable Pass find(ArrayDeque<Pass> in, String code) {
        dropEnded(in);
        byte[] asked = bytes(code);
        Pass found = null;
        for (Pass one : in) {
            if (MessageDigest.isEqual(bytes(one.code()), asked)) {
                found = one;
            }
        }
        return found;
    }

    private void dropEnded(ArrayDeque<Pass> of) {
        long now = nanoTime.getAsLong();
        while (!of.isEmpty() && of.getFirst().endNanos() - now <= 0) {
            end(of.removeFirst());
        }
    }

    private static void end(Pass pass) {
        pass.lines().forEach(EndPoint::close);
    }
}
