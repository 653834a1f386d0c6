package kith.node.http.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What came on a WebSocket and was not taken yet: pieces become messages, and who takes them
/// waits.
///
/// Nothing is read from the connection but on demand. One piece is demanded at a time: while a
/// message is incomplete, while the taker waits, and ahead of it as long as less than
/// [#AHEAD_BYTES] lie here. So pressure travels back to the sender as it does on a TCP link.
///
/// A message grows as its pieces come. So it never holds more than twice what was received of it.
///
/// One thread adds at a time, one takes; any ends.
final class Inbox {
    /// Guess: as much as one read of the connection gives a few times over.
    private static final int AHEAD_BYTES = 64 << 10;

    /// What each message counts beside its bytes, also one that has none. Guess: what it costs us.
    private static final int MESSAGE_BYTES = 64;

    private final Runnable demand;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<byte[]> whole = new ArrayDeque<>();
    private long wholeBytes;
    private byte[] part = new byte[0];
    private int partBytes;
    private int messageBytesMax;
    private int aheadBytes;
    private boolean demanded;
    private boolean ended;

    /// Why it ended; null for an end that the other side meant.
    private @Nullable IOException because;

    /// `demand` asks the connection for one more piece. Until the first [#expect], one message is
    /// read only when somebody waits for it.
    Inbox(int messageBytesMax, Runnable demand) {
        this.messageBytesMax = messageBytesMax;
        this.demand = demand;
    }

    /// From now on messages of so many bytes are taken, and read ahead.
    void expect(int bytesMax) {
        lock.lock();
        try {
            messageBytesMax = bytesMax;
            aheadBytes = AHEAD_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /// Takes a piece; `last` ends its message.
    ///
    /// @return false when the message is too long: the caller ends it
    boolean add(ByteBuffer piece, boolean last) {
        boolean more;
        lock.lock();
        try {
            demanded = false;
            if (piece.remaining() > messageBytesMax - partBytes) {
                return false;
            }
            keep(piece);
            if (last) {
                whole.add(part.length == partBytes ? part : Arrays.copyOf(part, partBytes));
                wholeBytes += MESSAGE_BYTES + partBytes;
                part = new byte[0];
                partBytes = 0;
                changed.signal();
            }
            more = !ended && (!last || wholeBytes < aheadBytes);
            demanded = more;
        } finally {
            lock.unlock();
        }
        if (more) {
            demand.run();
        }
        return true;
    }

    private void keep(ByteBuffer piece) {
        int size = partBytes + piece.remaining();
        if (size > part.length) {
            part = Arrays.copyOf(part, Math.max(size, Math.min(2 * partBytes, messageBytesMax)));
        }
        int count = piece.remaining();
        piece.get(part, partBytes, count);
        partBytes += count;
    }

    /// Nothing more comes; the first reason stands. Null: the other side said so.
    void end(@Nullable IOException why) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                because = why;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next message; null at an end that the other side meant.
    byte @Nullable [] take() throws IOException {
        while (true) {
            byte[] next;
            boolean ask;
            lock.lock();
            try {
                while (whole.isEmpty() && demanded && !ended) {
                    changed.awaitUninterruptibly();
                }
                next = whole.poll();
                if (next != null) {
                    wholeBytes -= MESSAGE_BYTES + next.length;
                } else if (ended) {
                    return atEnd();
                }
                ask = !ended && !demanded && (next == null || wholeBytes < aheadBytes);
                demanded |= ask;
            } finally {
                lock.unlock();
            }
            if (ask) {
                demand.run();
            }
            if (next != null) {
                return next;
            }
        }
    }

    private byte @Nullable [] atEnd() throws IOException {
        if (because != null) {
            throw because;
        }
        return null;
    }
}
