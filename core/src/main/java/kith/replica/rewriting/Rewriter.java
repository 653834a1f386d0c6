package kith.replica.rewriting;

import java.util.ArrayList;
import java.util.TreeMap;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.log.Headers;
import kith.port.Effects;
import kith.port.Now;
import kith.port.Tally;
import kith.replica.Context;
import kith.replica.Journal;
import kith.store.Disk;
import kith.store.Position;
import kith.store.Segment;
import kith.store.rewritten.Block;
import kith.store.rewritten.Rewritten;
import kith.store.rewritten.RewrittenWriter;
import org.jspecify.annotations.Nullable;

/// Writes old segments anew, one at a time, a stretch in each step, while everything goes on.
///
/// ```
/// checkpoint complete ─▶ for each segment before it:
///    read a stretch ─▶ join, pack, write ─▶ read the next ─▶ ...
///    index, sync ─▶ closing frame, sync ─▶ the journal reads the new file, the old one is deleted
/// ```
///
/// A segment in which anything is damaged is left as it is: what cannot be read cannot be written
/// anew, and it is evidence. One that would not become smaller by a quarter is left too, which
/// shows after its first mebibyte; that is remembered as long as the peer runs.
///
/// It waits for the disk behind everything else, and between two steps it pauses: nobody waits for
/// it.
public final class Rewriter {
    /// How much of the log becomes one block. More would pack a little better, and is read whole
    /// by whoever wants any of it. Measured: packing takes a millisecond or two.
    static final int BLOCK_BYTES = 1 << 18;

    /// How much of it is read and joined in one step. Measured: half a millisecond.
    static final int STRETCH_BYTES = 1 << 16;

    /// After so much of a segment it shows whether the rest is worth it. Guess.
    static final int SAMPLE_BYTES = 1 << 20;

    /// What it must save, of what there is: one part of so many.
    private static final int SAVED_PART = 4;

    /// Between two steps. Guess: a fifth of a processor at most, and a segment of 64 MiB in a few
    /// seconds.
    private static final long PAUSE_NANOS = 3 * Now.MILLI;

    /// So often, in blocks, is it tried which form of the contents packs better.
    private static final int FORM_TRIED = 8;

    /// The part of the disk's queue that this may take up.
    private static final int QUEUE_PART = 4;

    private final Context context;
    private final Journal journal;
    private final Headers headers;
    private final Fate fate;

    /// Segments before this one are old.
    private int end;

    /// Segments that were looked at, and the generation that they had.
    private final TreeMap<Integer, Integer> tried = new TreeMap<>();

    private long nextAtNanos;
    private @Nullable Work work;

    /// Asks `fate` which contents need not be kept.
    public Rewriter(Context context, Journal journal, Fate fate) {
        this.context = context;
        this.journal = journal;
        this.fate = fate;
        this.headers = new Headers(context.hasher());
    }

    /// More contents need not be kept: segments that were left as they are are looked at again.
    public void reconsider() {
        tried.clear();
    }

    /// A checkpoint of what was before that position is complete and durable.
    public void upTo(long position) {
        end = Math.max(end, Position.segment(position));
        nextAtNanos = context.now().nanos();
        context.effects().wakeAt(nextAtNanos);
    }

    /// The peer is stopping: what is not complete is given up.
    public void stop() {
        work = null;
        end = 0;
    }

    /// At the end of each step, when no checkpoint is being written.
    public void goOn() {
        if (end == 0 || !context.effects().diskHasRoom()) {
            return;
        }
        Work now = work;
        if (now == null) {
            now = next();
            work = now;
        }
        if (now == null) {
            return;
        }
        if (context.now().nanos() < nextAtNanos) {
            context.effects().wakeAt(nextAtNanos);
        } else if (!now.waits()) {
            now.goOn();
        }
    }

    private @Nullable Work next() {
        for (int number = 1; number < end; number++) {
            int generation = generation(number);
            if (generation < Segment.GENERATION_LAST
                    && tried.getOrDefault(number, -1) != generation
                    && !journal.isDamaged(number)) {
                return new Work(number, generation);
            }
        }
        end = 0; // until there is another checkpoint
        return null;
    }

    private int generation(int segment) {
        Rewritten anew = journal.rewritten(segment);
        return anew == null ? 0 : anew.generation();
    }

    private String file(int segment) {
        return Segment.file(segment, generation(segment));
    }

    /// One segment at work.
    private final class Work implements Journal.Piece, Effects.Reading {
        private final int number;
        private final int generation;
        private final ArrayList<Block.Entry> stretch = new ArrayList<>();
        private long stretchBytes;

        /// Where the next stretch begins, and where the block did that it belongs to.
        private long position;

        private long blockAt;
        private long blockBytes;
        private long nextStretch;
        private int blocks;
        private boolean turned;
        private @Nullable RewrittenWriter writer;
        private boolean asked;
        private boolean endKnown;
        private int endExpected;
        private long endFound;
        private int previousEnd = -1;
        private long bytesRead;
        private long unsynced;
        private boolean spoilt;
        private Joining joining = new Joining(headers, fate);

        Work(int number, int generation) {
            this.number = number;
            this.generation = generation;
            this.position = Position.of(number, Segment.HEADER_BYTES);
            this.blockAt = position;
        }

        boolean waits() {
            return asked;
        }

        private boolean isOver() {
            return work != this;
        }

        /// First what the next segment says of where this one ends, then what this one says of the
        /// one before.
        void goOn() {
            asked = true;
            if (!endKnown) {
                header(number + 1);
            } else if (previousEnd < 0) {
                header(number);
            } else if (unsynced >= context.limits().diskQueueBytes() / QUEUE_PART) {
                context.effects().sync(this::synced);
            } else if (isFull() || Position.segment(position) > number && blockBytes > 0) {
                block();
            } else if (Position.segment(position) > number) {
                finish();
            } else {
                journal.read(position, STRETCH_BYTES, this);
            }
        }

        /// Whether the stretch that was read has no room in the block that is being made.
        private boolean isFull() {
            return blockBytes > 0 && blockBytes + stretchBytes > BLOCK_BYTES;
        }

        private void header(int of) {
            String file = file(of);
            context.effects().read(file, 0, Segment.HEADER_BYTES, this);
        }

        @Override
        public void read(Bytes bytes) {
            if (isOver()) {
                return;
            }
            int of = endKnown ? number : number + 1;
            int found = Segment.previousEnd(bytes, file(of));
            if (found < 0) {
                leave();
                return;
            }
            if (endKnown) {
                previousEnd = found;
                writer =
                        new RewrittenWriter(journal.storeId(), number, generation + 1, previousEnd);
            } else {
                endKnown = true;
                endExpected = found;
            }
            again();
        }

        @Override
        public void notRead(boolean busy) {
            if (busy) {
                again();
            } else {
                leave();
            }
        }

        private void again() {
            asked = false;
            nextAtNanos = context.now().nanos() + PAUSE_NANOS;
            context.effects().wakeAt(nextAtNanos);
        }

        private void synced() {
            unsynced = 0;
            again();
        }

        @Override
        public void record(int type, long at, byte[] from, int start, int end) {
            if (isOver() || spoilt) {
                return;
            }
            stretch.add(new Block.Entry(type, Bytes.copy(from, start, end)));
            stretchBytes += end - start;
        }

        @Override
        public void passedOver(long at) {
            spoilt = true;
        }

        @Override
        public void segmentEnds(long at) {
            endFound = at;
            boolean known = generation == 0 && endExpected > 0;
            spoilt |= known && Position.offset(at) != endExpected;
        }

        @Override
        public void end(long next) {
            if (isOver()) {
                return;
            }
            if (spoilt || next <= position) {
                leave();
                return;
            }
            bytesRead += bytesUpTo(next);
            if (isFull()) {
                nextStretch = next;
                again();
            } else {
                join(next);
            }
        }

        /// Takes the stretch that was read into the block.
        private void join(long next) {
            try {
                for (Block.Entry one : stretch) {
                    byte[] payload = one.payload().shared();
                    joining.record(one.type(), payload, 0, payload.length);
                }
            } catch (Malformed wrong) {
                leave();
                return;
            }
            blockBytes += stretchBytes;
            stretch.clear();
            stretchBytes = 0;
            position = next;
            again();
        }

        /// Packs what was joined; and goes on with the stretch that had no room.
        private void block() {
            RewrittenWriter to = writer;
            if (to == null || !write(to)) {
                leave();
                return;
            }
            joining = new Joining(headers, fate);
            blockAt = position;
            blockBytes = 0;
            flush(to);
            if (stretch.isEmpty()) {
                again();
            } else {
                join(nextStretch);
            }
        }

        /// False when it is not worth going on.
        private boolean write(RewrittenWriter to) {
            var forms = new ArrayList<Writer>();
            boolean both = blocks++ % FORM_TRIED == 0;
            if (both || turned) {
                forms.add(records(true));
            }
            if (both || !turned) {
                forms.add(records(false));
            }
            for (Writer form : forms) {
                if (form.size() > Block.RECORDS_BYTES_MAX) {
                    return false;
                }
            }
            if (!joining.isEmpty()) {
                int best = to.block(blockAt, forms);
                turned = both ? best == 0 : turned;
            }
            boolean ends = Position.segment(position) > number;
            return !ends && bytesRead < SAMPLE_BYTES || pays(to);
        }

        /// How many bytes of the file the stretch has that ends there.
        private long bytesUpTo(long next) {
            Rewritten anew = journal.rewritten(number);
            if (anew != null) {
                int block = anew.blockAt(Position.offset(position));
                return anew.offset(block + 1) - (long) anew.offset(block);
            }
            return (Position.segment(next) > number ? endFound : next) - position;
        }

        private Writer records(boolean turned) {
            var out = new Writer(1 << 12);
            joining.write(out, turned);
            return out;
        }

        private boolean pays(RewrittenWriter to) {
            return to.bytes() * SAVED_PART <= bytesRead * (SAVED_PART - 1);
        }

        @Override
        public void notYet(long at) {
            again();
        }

        @Override
        public void failed(long at, long next, long againAt) {
            leave();
        }

        private void flush(RewrittenWriter from) {
            for (Disk.Write write : from.take()) {
                unsynced += write.bytes().size();
                context.effects().write(write.file(), write.offset(), write.bytes());
            }
        }

        /// Leaves the segment as it is.
        private void leave() {
            if (isOver()) {
                return;
            }
            RewrittenWriter to = writer;
            if (to != null && to.isBegun()) {
                context.effects().delete(to.file());
            }
            done();
        }

        private void done() {
            tried.put(number, Rewriter.this.generation(number));
            work = null;
            again();
        }

        private void finish() {
            RewrittenWriter to = writer;
            if (to == null || to.blocks() == 0) {
                leave(); // there is nothing in it
                return;
            }
            to.index();
            flush(to);
            context.effects().sync(() -> close(to));
        }

        private void close(RewrittenWriter to) {
            if (isOver()) {
                return;
            }
            to.close();
            flush(to);
            context.effects().sync(() -> replace(to.made()));
        }

        private void replace(Rewritten made) {
            if (isOver()) {
                return;
            }
            journal.replace(made);
            context.tally().add(Tally.Count.SEGMENTS_REWRITTEN, 1);
            context.effects().delete(Segment.file(number, generation));
            done();
        }
    }
}
