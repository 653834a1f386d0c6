package kith.replica;

import java.util.ArrayDeque;
import java.util.Collection;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.log.GraphImage;
import kith.state.StateImage;
import kith.store.Checkpoint;
import kith.store.CheckpointWriter;
import kith.store.Disk;
import kith.store.Recovered;
import org.jspecify.annotations.Nullable;

/// Writes checkpoints, a piece in each step, while everything goes on.
///
/// It begins with what is small and is written at once: boards, members, spaces, the graphs. Then
/// comes the state of each space, which is a picture of the moment at which the checkpoint began
/// ([StateImage] copies what changes before it was written). When the log is durable up to that
/// moment the footer is written, and once that is synced the checkpoint counts and the one before
/// the last is deleted.
public final class Checkpoints {
    /// Sections written in one step. Guess: well under a millisecond each.
    private static final int SECTIONS_EACH_STEP = 2;

    private static final int SECTION_BYTES = 1 << 17;

    /// The part of the disk's queue that a checkpoint may take up. Guess: the log comes first.
    private static final int QUEUE_PART = 4;

    private final Context context;
    private final Journal journal;
    private final Collection<Replica> replicas;
    private final Others others;
    private int numberNext = 1;
    private int numberLast;
    private long appendedAtLast;
    private @Nullable Running running;
    private @Nullable Runnable whenDone;

    /// One that is being written.
    private static final class Running {
        final CheckpointWriter writer;
        final ArrayDeque<Picture> left = new ArrayDeque<>();
        boolean finishing;

        /// Bytes of it that are on their way to the disk, and whether a sync was asked for.
        long unsynced;

        boolean syncing;

        Running(CheckpointWriter writer) {
            this.writer = writer;
        }

        void cancel() {
            while (!left.isEmpty()) {
                left.remove().image().cancel();
            }
        }
    }

    /// The state of a space as it was when the checkpoint began.
    private record Picture(Replica replica, StateImage image) {}

    /// Writes what belongs into a checkpoint beside the spaces.
    public interface Others {
        /// Before all spaces.
        void first(CheckpointWriter writer);

        /// After the graph of that space.
        void of(Replica replica, CheckpointWriter writer);
    }

    public Checkpoints(
            Context context, Journal journal, Collection<Replica> replicas, Others others) {
        this.context = context;
        this.journal = journal;
        this.replicas = replicas;
        this.others = others;
    }

    public void opened(Recovered recovered) {
        numberNext = recovered.checkpointNext();
        numberLast = recovered.checkpoint();
    }

    /// Writes one now, and goes on when it counts.
    public void now(Runnable then) {
        whenDone = then;
        if (running == null) {
            begin();
        }
    }

    /// At the end of each step.
    public void goOn() {
        long appended = journal.bytesAppended() - appendedAtLast;
        if (running == null && appended >= context.limits().checkpointBytes()) {
            begin();
        }
        Running now = running;
        if (now != null && !now.finishing && mayWrite(now)) {
            write(now);
        }
    }

    /// A checkpoint waits for the disk: with its own pieces, so that it does not take the room of
    /// the log, and behind everything else, since nobody waits for it.
    private boolean mayWrite(Running now) {
        long most = context.limits().diskQueueBytes() / QUEUE_PART;
        if (now.unsynced >= most && !now.syncing) {
            now.syncing = true;
            context.effects()
                    .sync(
                            () -> {
                                now.syncing = false;
                                now.unsynced = 0;
                            });
        }
        return !now.syncing && context.effects().diskHasRoom();
    }

    private void begin() {
        for (Replica replica : replicas) {
            replica.own().close();
        }
        appendedAtLast = journal.bytesAppended();
        var now = new Running(new CheckpointWriter(journal.storeId(), numberNext++, journal.end()));
        running = now;
        others.first(now.writer);
        for (Replica replica : replicas) {
            writeSpace(now.writer, replica);
            now.left.add(new Picture(replica, StateImage.begin(replica.state(), SECTION_BYTES)));
        }
        flush(now);
    }

    private void writeSpace(CheckpointWriter writer, Replica replica) {
        Writer out = writer.open(RecordType.SPACE);
        out.varint(replica.number()).bytes(replica.board()).string(replica.name());
        writer.close();
        for (Bytes section : GraphImage.write(replica.graph())) {
            writer.open(RecordType.GRAPH).varint(replica.number()).bytes(section);
            writer.close();
        }
        replica.admitting().write(writer.open(RecordType.USAGE).varint(replica.number()));
        writer.close();
        replica.counting().write(writer.open(RecordType.COUNTED).varint(replica.number()));
        writer.close();
        others.of(replica, writer);
    }

    private void write(Running now) {
        for (int i = 0; i < SECTIONS_EACH_STEP; i++) {
            Picture picture = now.left.peek();
            if (picture == null) {
                finish(now);
                return;
            }
            if (picture.image().isCancelled()) {
                abandon(now); // a space was rebuilt meanwhile: this picture is of the past
                return;
            }
            Bytes section = picture.image().next();
            if (section == null) {
                now.left.remove();
            } else {
                now.writer.open(RecordType.STATE).varint(picture.replica().number()).bytes(section);
                now.writer.close();
            }
        }
        flush(now);
        context.effects().wakeAt(context.now().nanos());
    }

    private void abandon(Running now) {
        running = null;
        now.cancel();
        context.effects().delete(Checkpoint.file(now.writer.number()));
        begin();
    }

    private void flush(Running now) {
        for (Disk.Write write : now.writer.take()) {
            now.unsynced += write.bytes().size();
            context.effects().write(write.file(), write.offset(), write.bytes());
        }
    }

    private void finish(Running now) {
        now.finishing = true;
        flush(now);
        journal.sync(() -> footer(now));
    }

    private void footer(Running now) {
        if (running != now) {
            return;
        }
        now.writer.finish(journal.durable());
        flush(now);
        context.effects().sync(() -> done(now));
    }

    private void done(Running now) {
        if (running != now) {
            return; // given up meanwhile
        }
        running = null;
        journal.checkpointed(now.writer.number());
        if (numberLast > 0) {
            context.effects().delete(Checkpoint.file(numberLast));
        }
        numberLast = now.writer.number();
        Runnable then = whenDone;
        whenDone = null;
        if (then != null) {
            then.run();
        }
    }

    /// The peer is stopping: what is not complete by now is given up.
    public void stopping() {
        if (running != null) {
            running.cancel();
        }
        running = null;
        appendedAtLast = Long.MAX_VALUE / 2;
    }

    /// The number of the last complete one; 0 for none.
    public int last() {
        return numberLast;
    }
}
