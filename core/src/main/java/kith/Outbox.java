package kith;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Effects;
import kith.port.Gauge;
import kith.port.Message;
import kith.port.Note;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// Collects the effects of a step, and keeps the continuations of those that will be answered.
///
/// What waits for an answer is bounded by what asks: one signature for each space, one check for
/// each chain with something queued, and few reads: one for each link and space that is served from
/// disk, a few in each space for old hashes, one for a rebuild.
final class Outbox implements Effects {
    private List<Effect> list = new ArrayList<>();
    private final TreeMap<Long, Then<Boolean>> checks = new TreeMap<>();
    private final TreeMap<Long, Then<Bytes>> answers = new TreeMap<>();
    private final TreeMap<Long, Runnable> syncs = new TreeMap<>();
    private final Writer frame = new Writer(1024);
    private long tickets;
    private long wakeAt = Now.NEVER;

    /// How many wait for an answer. The bound is a guess: some for each space, chain and link.
    Gauge gauge() {
        long waiting = checks.size() + answers.size() + (long) syncs.size();
        return new Gauge("answers waited for", waiting, WAITING_MAX);
    }

    private static final long WAITING_MAX = 10_000;

    /// The effects since the last call.
    List<Effect> take() {
        List<Effect> taken = list;
        list = new ArrayList<>();
        return taken;
    }

    /// The earliest time a wake-up was asked for; later ones are asked for again when it comes.
    long wakeAt() {
        return wakeAt;
    }

    void clearWake() {
        wakeAt = Now.NEVER;
    }

    void reply(long ticket, Answer answer) {
        list.add(new Effect.Reply(ticket, answer));
    }

    void tell(long subscription, Event event) {
        list.add(new Effect.Tell(subscription, event));
    }

    void checked(long ticket, boolean good) {
        Then<Boolean> then = checks.remove(ticket);
        if (then != null) {
            then.accept(good);
        }
    }

    void answered(long ticket, Bytes bytes) {
        Then<Bytes> then = answers.remove(ticket);
        if (then != null) {
            then.accept(bytes);
        }
    }

    /// A sync answers all that were asked for before it as well.
    void synced(long ticket) {
        while (!syncs.isEmpty() && syncs.firstKey() <= ticket) {
            syncs.pollFirstEntry().getValue().run();
        }
    }

    @Override
    public int send(long link, Message message) {
        frame.clear();
        message.write(frame);
        list.add(new Effect.Send(link, frame.toBytes()));
        return frame.size();
    }

    @Override
    public void hangUp(long link, String reason) {
        list.add(new Effect.HangUp(link, reason));
    }

    @Override
    public void known(long link) {
        list.add(new Effect.Known(link));
    }

    @Override
    public void dial(String address, @Nullable Bytes peer) {
        list.add(new Effect.Dial(address, peer));
    }

    @Override
    public void check(Bytes key, Bytes message, Bytes signature, Then<Boolean> then) {
        checks.put(++tickets, then);
        list.add(new Effect.Check(tickets, key, message, signature));
    }

    @Override
    public void sign(Bytes message, @Nullable Bytes seed, Then<Bytes> then) {
        answers.put(++tickets, then);
        list.add(new Effect.Sign(tickets, message, seed));
    }

    @Override
    public void write(String file, long offset, Bytes bytes) {
        list.add(new Effect.Write(file, offset, bytes));
    }

    @Override
    public void sync(Runnable then) {
        syncs.put(++tickets, then);
        list.add(new Effect.Sync(tickets));
    }

    @Override
    public void read(String file, long offset, int length, Then<Bytes> then) {
        answers.put(++tickets, then);
        list.add(new Effect.Load(tickets, file, offset, length));
    }

    @Override
    public void delete(String file) {
        list.add(new Effect.Delete(file));
    }

    @Override
    public void wakeAt(long nanos) {
        wakeAt = Math.min(wakeAt, nanos);
    }

    @Override
    public void report(Note note) {
        list.add(new Effect.Report(note));
    }
}
