package kith.lab.bench.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.crdt.sequence.Text;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.ChainOrder;
import kith.log.Seen;
import kith.log.Stamp;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Kith's text engine by itself: what [kith.state.Space] does with a text cell when a change was
/// checked, without signatures, hashes, log and disk, which the others do not have either.
///
/// An update is the content of a change as it is on the wire, behind its author, its number and
/// what it had seen.
public final class KithText implements TextSubject {
    private static final Path PATH = Path.of("t");
    private static final int AUTHORS_MAX = 1 << 17;
    private static final int CHANGE = 0;
    private static final int HISTORY = 1;
    private static final int[] NOTHING = {};

    /// Authors compare by their numbers.
    private static final ChainOrder ORDER =
            new ChainOrder() {
                @Override
                public int compare(int chainA, int chainB) {
                    return Integer.compare(chainA, chainB);
                }

                @Override
                public ChainId id(int chain) {
                    throw new IllegalStateException("authors have numbers here");
                }

                @Override
                public int number(ChainId id) {
                    throw new IllegalStateException("authors have numbers here");
                }
            };

    @Override
    public TextReplica create(int author) {
        return new Replica(author, new Text(ORDER));
    }

    @Override
    public TextReplica load(byte[] saved) {
        return new Replica(AUTHORS_MAX - 1, Text.read(ORDER, saved, AUTHORS_MAX));
    }

    private record SawAll() implements Seen {
        @Override
        public int upTo(int chain) {
            return Integer.MAX_VALUE;
        }
    }

    /// What somebody had seen with that change of his own, and of the others by their numbers.
    private static final class Saw implements Seen {
        private final int author;
        private final int seq;
        private final int[] saw;

        Saw(int author, int seq, int[] saw) {
            this.author = author;
            this.seq = seq;
            this.saw = saw;
        }

        @Override
        public int upTo(int chain) {
            if (chain == author) {
                return seq - 1;
            }
            return chain < saw.length ? saw[chain] : 0;
        }
    }

    private static final class Replica implements TextReplica {
        private final int author;
        private Text text;

        /// By author: the number of its last change here.
        private int[] clock = NOTHING;

        /// By author: for each of its changes what it had seen of the others; one array for all
        /// that had seen the same.
        private int[][][] seen = {};

        /// The changes that nothing else here has seen: pairs of author and number.
        private int[] heads = NOTHING;

        /// The text came with a past that is not known change by change: all of it was seen.
        private boolean sawAll;

        private @Nullable Viewpoint open;

        /// What the open transaction did, as far as it can be told to others.
        private final List<Op> done = new ArrayList<>();

        private int[] headsBefore = NOTHING;

        Replica(int author, Text text) {
            this.author = author;
            this.text = text;
            sawAll = !text.isBlank();
        }

        @Override
        public void splice(int at, int deleted, String inserted) {
            if (open == null) {
                open = begin();
            }
            var op = new Op.Splice(PATH, at, deleted, inserted);
            if (!text.splice(open, op, false)) {
                throw new IllegalStateException("no such position: " + op);
            }
            if (done.size() < Content.OPS_MAX) {
                done.add(op);
            }
        }

        private Viewpoint begin() {
            int seq = last(author) + 1;
            headsBefore = heads;
            int[] saw = took(author, seq, heads);
            return new Viewpoint(new Stamp(author, seq, seq), viewOf(author, seq, saw));
        }

        private Seen viewOf(int of, int seq, int[] saw) {
            return sawAll ? new SawAll() : new Saw(of, seq, saw);
        }

        private int last(int of) {
            return of < clock.length ? clock[of] : 0;
        }

        /// Notes a change that had seen those; answers by author what it had seen.
        private int[] took(int of, int seq, int[] deps) {
            if (of >= clock.length) {
                clock = Arrays.copyOf(clock, of + 1);
                seen = Arrays.copyOf(seen, of + 1);
            }
            if (seen[of] == null) {
                seen[of] = new int[16][];
            } else if (seen[of].length < seq) {
                seen[of] = Arrays.copyOf(seen[of], 2 * seq);
            }
            int[] before = seq == 1 ? NOTHING : Objects.requireNonNull(seen[of][seq - 2]);
            boolean alone = deps.length == 2 && deps[0] == of;
            int[] saw = alone || deps.length == 0 ? before : joined(of, before, deps);
            seen[of][seq - 1] = saw;
            clock[of] = seq;
            boolean onlyOwn = heads.length == 2 && heads[0] == of;
            heads = onlyOwn ? new int[] {of, seq} : headsAfter(of, seq, saw);
            return saw;
        }

        private int[] joined(int of, int[] before, int[] deps) {
            int[] saw = Arrays.copyOf(before, Math.max(before.length, clock.length));
            for (int i = 0; i < deps.length; i += 2) {
                int[] past = seen[deps[i]][deps[i + 1] - 1];
                for (int each = 0; each < past.length; each++) {
                    saw[each] = Math.max(saw[each], past[each]);
                }
                saw[deps[i]] = Math.max(saw[deps[i]], deps[i + 1]);
            }
            saw[of] = 0;
            return saw;
        }

        private int[] headsAfter(int of, int seq, int[] saw) {
            int[] after = new int[heads.length + 2];
            int count = 0;
            for (int i = 0; i < heads.length; i += 2) {
                boolean covered =
                        heads[i] == of || heads[i] < saw.length && heads[i + 1] <= saw[heads[i]];
                if (!covered) {
                    after[count++] = heads[i];
                    after[count++] = heads[i + 1];
                }
            }
            after[count++] = of;
            after[count++] = seq;
            return Arrays.copyOf(after, count);
        }

        @Override
        public void commit() {
            open = null;
            done.clear();
        }

        @Override
        public byte[] update() {
            Bytes content = Content.of(done);
            var out = new Writer(32 + content.size());
            out.u8(CHANGE).varint(author).varint(last(author));
            boolean alone = headsBefore.length == 2 && headsBefore[0] == author;
            out.varint(alone ? 0 : headsBefore.length / 2);
            for (int i = 0; i < headsBefore.length && !alone; i++) {
                out.varint(headsBefore[i]);
            }
            out.bytes(content);
            commit();
            return out.toArray();
        }

        @Override
        public void receive(byte[] update) {
            var in = new Reader(update);
            if (in.u8() == HISTORY) {
                text = Text.replayed(ORDER, in.bytes(in.remaining()).toArray(), AUTHORS_MAX);
                sawAll = true;
                return;
            }
            int of = (int) in.varint();
            int seq = (int) in.varint();
            var deps = new int[2 * (int) in.varint()];
            for (int i = 0; i < deps.length; i++) {
                deps[i] = (int) in.varint();
            }
            int[] saw = took(of, seq, deps.length == 0 ? own(of, seq) : deps);
            var at = new Viewpoint(new Stamp(of, seq, seq), viewOf(of, seq, saw));
            Bytes ops = in.bytes(in.remaining());
            for (Op op : Content.read(ops)) {
                if (!text.splice(at, (Op.Splice) op, false)) {
                    throw new IllegalStateException("no such position: " + op);
                }
            }
        }

        private static int[] own(int of, int seq) {
            return seq == 1 ? NOTHING : new int[] {of, seq - 1};
        }

        @Override
        public byte[] history() {
            var out = new Writer();
            byte[] history = text.historyBytes();
            return out.u8(HISTORY).bytes(history, 0, history.length).toArray();
        }

        @Override
        public byte[] save() {
            return text.write();
        }

        @Override
        public String text() {
            return text.text();
        }
    }
}
