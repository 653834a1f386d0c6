package kith.replica;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.log.Change.Place;
import kith.log.GraphImage;
import kith.port.Now;
import kith.port.Tally;
import kith.replica.base.Baseline;
import kith.replica.base.Vouch;
import kith.replica.rewriting.Rewriter;
import kith.state.StateImage;
import kith.store.Checkpoint;
import kith.store.CheckpointWriter;
import kith.store.Disk;
import kith.store.Recovered;
import org.jspecify.annotations.Nullable;

/// Writes checkpoints, a piece in each step, while everything goes on.
///
/// A checkpoint is the picture of one moment, that at which it began, and is written over many
/// steps. What is small is copied then: boards, members, what each member has stored. What is large
/// is copied only where it changes before it was written: the graphs ([GraphImage.Taking]) and the
/// states ([StateImage]). First come all graphs, then the states, since a state is read into its
/// graph. When the log is durable up to that moment the footer is written, and once that is synced
/// the checkpoint counts and the one before the last is deleted.
public final class Checkpoints {
    /// What is done in one step: sections, each with what it costs. Measured in a program that
    /// has just begun: up to ten milliseconds, and thirty where a section of a state is full.
    private static final int WORK_EACH_STEP = 16;

    /// Bytes that cost as much as a section by itself.
    private static final int WORK_BYTES = 1 << 13;

    /// A step of a state: a walk over many cells, or a section that is packed.
    private static final int WORK_OF_STATE = 16;

    private static final int SECTION_BYTES = 1 << 18;

    /// When nothing was written for so long, less than a full measure of log is worth a checkpoint,
    /// and what it makes old is written anew. Guess: whoever wrote is doing something else.
    private static final long QUIET_NANOS = 10 * Now.SECOND;

    /// But not less than this, and not less than one part of so many of what a checkpoint takes:
    /// the log is what costs most at rest, a checkpoint what costs most to write. Guesses.
    private static final long QUIET_BYTES_MIN = 1 << 20;

    private static final int QUIET_PART = 4;

    /// The part of the disk's queue that a checkpoint may take up. Guess: the log comes first.
    private static final int QUEUE_PART = 4;

    private final Context context;
    private final Journal journal;
    private final Collection<Replica> replicas;
    private final Others others;
    private final Rewriter rewriter;

    /// The snapshots that stood for contents when segments were looked at last.
    private List<Bytes> basesSeen = List.of();

    private @Nullable Replica askedLast;

    private int numberNext = 1;
    private int numberLast;
    private long appendedAtLast;

    /// What was appended when it last became more, and when that was.
    private long appendedSeen;

    private long appendedNanos;

    /// How long the last checkpoint was.
    private long bytesOfLast;

    private @Nullable Running running;
    private @Nullable Runnable whenDone;

    /// One that is being written.
    private static final class Running {
        final CheckpointWriter writer;
        final ArrayDeque<Frame> frames = new ArrayDeque<>();
        final ArrayDeque<Picture> left = new ArrayDeque<>();
        boolean finishing;

        /// Bytes of it that are on their way to the disk, and whether a sync was asked for.
        long unsynced;

        /// Bytes of it so far.
        long bytes;

        boolean syncing;

        Running(CheckpointWriter writer) {
            this.writer = writer;
        }

        void cancel() {
            while (!frames.isEmpty()) {
                frames.remove().graph().cancel();
            }
            while (!left.isEmpty()) {
                left.remove().image().cancel();
            }
        }
    }

    /// What a checkpoint has of a space beside its state: its name, its graph, and what comes
    /// behind that.
    private record Frame(Replica replica, GraphImage.Taking graph, Aside behind) {}

    /// Small sections that are copied when a checkpoint begins and written when their turn comes.
    public static final class Aside {
        private final ArrayDeque<Section> sections = new ArrayDeque<>();
        private final Writer out = new Writer(64);
        private int type;

        Aside() {}

        private record Section(int type, Bytes payload) {}

        /// Begins a section; [#close] ends it.
        public Writer open(int sectionType) {
            type = sectionType;
            out.clear();
            return out;
        }

        public void close() {
            sections.add(new Section(type, out.toBytes()));
        }
    }

    /// The state of a space as it was when the checkpoint began.
    private record Picture(Replica replica, StateImage image) {}

    /// Writes what belongs into a checkpoint beside the spaces.
    public interface Others {
        /// Before all spaces.
        void first(CheckpointWriter writer);

        /// After the graph of that space.
        void of(Replica replica, Aside behind);
    }

    public Checkpoints(
            Context context, Journal journal, Collection<Replica> replicas, Others others) {
        this.context = context;
        this.journal = journal;
        this.replicas = replicas;
        this.others = others;
        this.rewriter = new Rewriter(context, journal, this::isDropped);
    }

    private boolean isDropped(int space, int chain, int seq) {
        Replica replica = ofNumber(space);
        return replica != null && replica.isDropped(replica.graph().resolve(chain, seq), seq);
    }

    /// As a rule the one that was asked for last: runs of one space lie together.
    private @Nullable Replica ofNumber(int space) {
        if (askedLast == null || askedLast.number() != space) {
            askedLast = null;
            for (Replica replica : replicas) {
                if (replica.number() == space) {
                    askedLast = replica;
                }
            }
        }
        return askedLast;
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
        if (running == null
                && (appended >= context.limits().checkpointBytes() || isQuiet(appended))) {
            begin();
        }
        Running now = running;
        if (now != null && !now.finishing && mayWrite(now)) {
            write(now);
        }
        if (running == null) {
            rewriter.goOn();
        }
    }

    /// Whether nothing was written for a while, and enough before.
    private boolean isQuiet(long appended) {
        long now = context.now().nanos();
        if (journal.bytesAppended() != appendedSeen) {
            appendedSeen = journal.bytesAppended();
            appendedNanos = now;
        }
        if (appended < Math.max(QUIET_BYTES_MIN, bytesOfLast / QUIET_PART)) {
            return false;
        }
        long at = appendedNanos + QUIET_NANOS;
        if (now < at) {
            context.effects().wakeAt(at);
        }
        return now >= at;
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
            replica.branches().nameAll();
        }
        journal.beginSegment();
        appendedAtLast = journal.bytesAppended();
        var now = new Running(new CheckpointWriter(journal.storeId(), numberNext++, journal.end()));
        running = now;
        others.first(now.writer);
        for (Replica replica : replicas) {
            now.frames.add(new Frame(replica, GraphImage.begin(replica.graph()), behind(replica)));
            now.left.add(new Picture(replica, StateImage.begin(replica.state(), SECTION_BYTES)));
        }
        open(now);
        flush(now);
    }

    private Aside behind(Replica replica) {
        var behind = new Aside();
        replica.admitting().write(behind.open(RecordType.USAGE).varint(replica.number()));
        behind.close();
        replica.counting().write(behind.open(RecordType.COUNTED).varint(replica.number()));
        behind.close();
        Baseline base = replica.basis().base();
        if (base != null) {
            List<Place> shown = replica.own().shownPlaces();
            ReplicaRecords.writeBase(behind.open(RecordType.BASE), replica.number(), base, shown);
            behind.close();
        }
        List<Vouch.By> vouches = replica.basis().newest();
        if (!vouches.isEmpty()) {
            ReplicaRecords.writeVouches(behind.open(RecordType.VOUCHES), replica.number(), vouches);
            behind.close();
        }
        others.of(replica, behind);
        return behind;
    }

    private void write(Running now) {
        int work = 0;
        while (work < WORK_EACH_STEP) {
            Frame frame = now.frames.peek();
            Picture picture = now.left.peek();
            if (frame != null) {
                work += 1 + writeOf(now, frame) / WORK_BYTES;
            } else if (picture == null) {
                finish(now);
                return;
            } else if (picture.image().isCancelled()) {
                abandon(now); // a space was rebuilt meanwhile: this picture is of the past
                return;
            } else {
                work += WORK_OF_STATE;
                writeOf(now, picture);
            }
        }
        flush(now);
        context.effects().wakeAt(context.now().nanos());
    }

    /// The next section of a space beside its state; how large it was.
    private int writeOf(Running now, Frame frame) {
        Bytes graph = frame.graph().next();
        Aside.Section behind = graph == null ? frame.behind().sections.poll() : null;
        if (graph != null) {
            now.writer.open(RecordType.GRAPH).varint(frame.replica().number()).bytes(graph);
            now.writer.close();
            return graph.size();
        }
        if (behind != null) {
            now.writer.section(behind.type(), behind.payload());
            return behind.payload().size();
        }
        now.frames.remove();
        open(now);
        return 0;
    }

    /// The name of the next space comes before its graph.
    private static void open(Running now) {
        Frame frame = now.frames.peek();
        if (frame != null) {
            Replica replica = frame.replica();
            Writer out = now.writer.open(RecordType.SPACE);
            out.varint(replica.number()).bytes(replica.board()).string(replica.name());
            now.writer.close();
        }
    }

    private static void writeOf(Running now, Picture picture) {
        Bytes section = picture.image().next();
        if (section == null) {
            now.left.remove();
        } else if (section.size() > 0) {
            now.writer.open(RecordType.STATE).varint(picture.replica().number()).bytes(section);
            now.writer.close();
        }
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
            now.bytes += write.bytes().size();
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
        bytesOfLast = now.bytes;
        var bases = new ArrayList<Bytes>();
        for (Replica replica : replicas) {
            Baseline base = replica.basis().base();
            bases.add(base == null ? Bytes.EMPTY : base.digest());
        }
        if (!bases.equals(basesSeen)) {
            rewriter.reconsider(); // there are contents that need not be kept any more
            basesSeen = bases;
        }
        rewriter.upTo(now.writer.replayFrom());
        context.tally().add(Tally.Count.CHECKPOINTS, 1);
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
        rewriter.stop();
        appendedAtLast = Long.MAX_VALUE / 2;
    }

    /// The number of the last complete one; 0 for none.
    public int last() {
        return numberLast;
    }
}
