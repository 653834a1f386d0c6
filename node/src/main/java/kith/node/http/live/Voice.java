package kith.node.http.live;

import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.lang.Bytes;
import kith.node.http.talk.Exchange;
import org.jspecify.annotations.Nullable;

/// A reader in a [Choir]: writes what is next for it whenever its connection has room, on whatever
/// thread finds that out, while the thread of its request waits in [#stay].
///
/// ```
/// pump ─▶ idle? ─▶ offer ─▶ written at once: pump goes on
///                     └───▶ later: the connection calls back, and pumps
/// ```
final class Voice {
    private final Exchange exchange;
    private final Choir choir;
    private List<String> told;
    private long number;
    private boolean writing;
    private boolean pumping;
    private long saidNanos = System.nanoTime();
    private @Nullable End end;

    /// How a stay ended.
    enum End {
        /// The client is gone.
        GONE,
        /// The peer stops.
        CLOSED,
        /// It is too slow for a choir.
        BEHIND,
        /// What changes can only be told anew, to each by itself.
        OVER
    }

    /// `told`: the version that the client was told last.
    Voice(Exchange exchange, Choir choir, List<String> told) {
        this.exchange = exchange;
        this.choir = choir;
        this.told = told;
    }

    /// The first update that is news. Called by the choir before anybody else has the voice.
    void startAt(long first) {
        number = first;
    }

    /// The update that is next.
    synchronized long number() {
        return number;
    }

    /// The version that the client was told last.
    synchronized List<String> told() {
        return told;
    }

    /// Ends the stay. Any thread.
    synchronized void close() {
        end(End.CLOSED);
    }

    private synchronized void end(End how) {
        if (end == null) {
            end = how;
        }
        notifyAll();
    }

    /// Writes what there is, until the connection has no room. Any thread; waits for nothing.
    void pump() {
        synchronized (this) {
            if (pumping) {
                return; // whoever pumps looks once more
            }
            pumping = true;
        }
        for (byte[] text = nextText(); text != null; text = nextText()) {
            offer(text);
        }
    }

    /// A connection that throws is one that is gone; the others of the choir are not to suffer.
    private void offer(byte[] text) {
        try {
            exchange.offer(text, this::written);
        } catch (RuntimeException broken) {
            written(false);
        }
    }

    /// Null: pumping is over for now.
    private synchronized byte @Nullable [] nextText() {
        if (!writing && end == null) {
            switch (choir.next(number, told)) {
                case Choir.Next.Update(Bytes text, List<String> version) -> {
                    number++;
                    told = version.isEmpty() ? told : version;
                    writing = true;
                    saidNanos = System.nanoTime();
                    return text.shared();
                }
                case Choir.Next.Nothing.NOT_YET -> {}
                case Choir.Next.Nothing.BEHIND -> end(End.BEHIND);
                case Choir.Next.Nothing.OVER -> end(End.OVER);
            }
        }
        pumping = false;
        return null;
    }

    /// The connection has taken what was offered, or never will.
    private void written(boolean taken) {
        synchronized (this) {
            writing = false;
            if (!taken) {
                end(End.GONE);
            }
            notifyAll(); // who waits to leave may, and who counts the time begins anew
            if (pumping) {
                return; // called from within offer: the loop goes on
            }
        }
        pump();
    }

    /// Waits until the reader must do something else, with nothing being written; says what. A
    /// reader that hears nothing for `beatMillis` gets a heartbeat; one that does not read for
    /// `writeMillisMax` is cut off.
    End stay(long beatMillis, long writeMillisMax) {
        try {
            return stayed(beatMillis, writeMillisMax);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end(End.GONE);
            return End.GONE;
        } finally {
            choir.leave(this);
        }
    }

    private End stayed(long beatMillis, long writeMillisMax) throws InterruptedException {
        while (true) {
            boolean beat = false;
            synchronized (this) {
                long quietMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - saidNanos);
                if (writing && quietMillis >= writeMillisMax) {
                    end(End.GONE);
                    return End.GONE;
                }
                if (!writing && end != null) {
                    return end;
                }
                long limit = writing ? writeMillisMax : beatMillis;
                if (quietMillis < limit) {
                    wait(limit - quietMillis);
                } else if (!pumping) {
                    beat = true;
                    writing = true;
                    saidNanos = System.nanoTime();
                } else {
                    wait(1);
                }
            }
            if (beat) {
                offer(UpdateText.HEARTBEAT);
            }
        }
    }
}
