package kith;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.overlay.OverlayMessage;
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
///
/// **The disk.** What was written and no sync has answered for is on its way to the disk. A host
/// keeps it in a queue, which is bounded, and where a write that was dropped is a disk that failed:
/// so there is a bound on what the host is given at once ([kith.port.Limits#diskQueueBytes]). What
/// is beyond it waits here, in order, until a sync is answered. That is bounded in turn by those
/// who produce it and ask first whether there is room: links, by the credit they have been given;
/// checkpoints; and those who write here, whom the host lets wait.
final class Outbox implements Effects {
    private List<Effect> list = new ArrayList<>();
    private final TreeMap<Long, Then<Boolean>> checks = new TreeMap<>();
    private final TreeMap<Long, Then<Bytes>> signatures = new TreeMap<>();
    private final TreeMap<Long, Reading> reads = new TreeMap<>();
    private final Writer frame = new Writer(1024);
    private long tickets;
    private long wakeAt = Now.NEVER;

    /// Orders to the disk that were not given to the host yet.
    private final ArrayDeque<Order> waiting = new ArrayDeque<>();

    /// Their tickets ascend.
    private final ArrayDeque<Synced> syncs = new ArrayDeque<>();
    private final long diskBytesMax;
    private long largestOrder;
    private boolean diskFailed;

    /// Bytes that were ordered, given to the host, and covered by an answered sync, of all time.
    private long ordered;

    private long given;
    private long synced;
    private long syncAsked;

    /// What an order counts for beside its bytes: the same as the host's queue has it.
    private static final int ORDER_BYTES = 128;

    /// `sizeBytes` is 0 for what brings no bytes.
    private sealed interface Order {
        record Does(Effect effect, long sizeBytes) implements Order {}

        record Sync(Runnable then) implements Order {}
    }

    /// Goes on when everything that was given before is on disk; `given` bytes are covered then.
    private record Synced(long ticket, Runnable then, long given) {}

    Outbox(long diskBytesMax) {
        this.diskBytesMax = diskBytesMax;
    }

    /// How many wait for an answer. The bound is a guess: some for each space, chain and link.
    Gauge gauge() {
        long waiting = checks.size() + signatures.size() + reads.size() + (long) syncs.size();
        return new Gauge("answers waited for", waiting, WAITING_MAX);
    }

    private static final long WAITING_MAX = 10_000;

    /// `links` may each have sent what they had credit for when the room ended; and what is here
    /// may come twice, in the log and in a checkpoint.
    void measureDisk(long linkBytes, List<Gauge> out) {
        long most = Math.max(diskBytesMax, largestOrder);
        out.add(new Gauge("bytes given to the disk", given - synced, most));
        out.add(new Gauge("bytes to be written", backlogBytes(), 2 * (most + linkBytes)));
    }

    /// Bytes ordered to be written that no sync has answered for.
    long backlogBytes() {
        return ordered - synced;
    }

    /// The effects since the last call: mostly one, an answer.
    List<Effect> take() {
        if (list.size() == 1) {
            Effect only = list.getFirst();
            list.clear();
            return List.of(only);
        }
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

    void forwarded(BoardId board, PeerId from, OverlayMessage.Kind kind, Bytes bytes) {
        list.add(new Effect.Forwarded(board, from, kind, bytes));
    }

    void checked(long ticket, boolean good) {
        Then<Boolean> then = checks.remove(ticket);
        if (then != null) {
            then.accept(good);
        }
    }

    void signed(long ticket, Bytes signature) {
        Then<Bytes> then = signatures.remove(ticket);
        if (then != null) {
            then.accept(signature);
        }
    }

    void loaded(long ticket, Bytes bytes) {
        Reading then = reads.remove(ticket);
        if (then != null) {
            then.read(bytes);
        }
    }

    void notLoaded(long ticket, boolean busy) {
        Reading then = reads.remove(ticket);
        if (then != null) {
            then.notRead(busy);
        }
    }

    /// A sync answers all that were asked for before it as well.
    void synced(long ticket) {
        while (!syncs.isEmpty() && syncs.element().ticket() <= ticket) {
            Synced one = syncs.remove();
            synced = one.given();
            one.then().run();
        }
        giveToDisk();
    }

    /// Nothing is written any more, and no sync is answered; what brings no bytes goes on.
    void diskFailed() {
        diskFailed = true;
        var left = new ArrayList<Order>();
        while (!waiting.isEmpty()) {
            Order order = waiting.remove();
            if (order instanceof Order.Does does && does.sizeBytes() == 0) {
                left.add(order);
            }
        }
        left.forEach(this::order);
        ordered = given;
    }

    private void order(Order order) {
        waiting.add(order);
        giveToDisk();
    }

    /// Gives the host what it may have. When nothing more fits and nobody has asked for a sync, we
    /// do: its answer makes room.
    private void giveToDisk() {
        while (!waiting.isEmpty() && mayGive(waiting.element())) {
            switch (waiting.remove()) {
                case Order.Sync(Runnable then) -> askForSync(then);
                case Order.Does(Effect effect, long sizeBytes) -> {
                    given += sizeBytes;
                    list.add(effect);
                }
            }
        }
        boolean full = !waiting.isEmpty() || !diskHasRoom();
        if (full && syncAsked < given) {
            askForSync(() -> {});
        }
    }

    private boolean mayGive(Order order) {
        long inside = given - synced;
        return inside == 0
                || !(order instanceof Order.Does(Effect effect, long sizeBytes))
                || inside + sizeBytes <= diskBytesMax;
    }

    private void askForSync(Runnable then) {
        if (!diskFailed) {
            syncAsked = given;
            syncs.add(new Synced(++tickets, then, given));
            list.add(new Effect.Sync(tickets));
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
        signatures.put(++tickets, then);
        list.add(new Effect.Sign(tickets, message, seed));
    }

    @Override
    public void write(String file, long offset, Bytes bytes) {
        if (diskFailed) {
            return;
        }
        long size = (long) ORDER_BYTES + bytes.size();
        largestOrder = Math.max(largestOrder, size);
        ordered += size;
        order(new Order.Does(new Effect.Write(file, offset, bytes), size));
    }

    @Override
    public void sync(Runnable then) {
        order(new Order.Sync(then));
    }

    @Override
    public void read(String file, long offset, int length, Reading then) {
        reads.put(++tickets, then);
        order(new Order.Does(new Effect.Load(tickets, file, offset, length), 0));
    }

    @Override
    public void delete(String file) {
        order(new Order.Does(new Effect.Delete(file), 0));
    }

    @Override
    public boolean diskHasRoom() {
        return !diskFailed && backlogBytes() < diskBytesMax;
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
