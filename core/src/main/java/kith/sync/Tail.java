package kith.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import kith.log.Change;
import kith.log.Head;
import kith.log.Run;
import kith.log.Verified;
import kith.port.Gauge;
import org.jspecify.annotations.Nullable;

/// The newest runs of a space, in the order of the log, in memory: what a link that is nearly up to
/// date is served from. Older ones are read from disk.
public final class Tail {
    /// One run and where it lies in the log.
    public record Entry(long position, long end, Verified run, int sizeBytes) {}

    /// How far back a single change is looked for.
    private static final int LATELY = 64;

    /// Heads of our own changes, which come after them: as many as are asked for again.
    private static final int HEADS_MAX = 4096;

    /// In the order in which they came.
    private final LinkedHashMap<Long, Head> heads = new LinkedHashMap<>();

    private final int bytesMax;
    private final List<Entry> entries = new ArrayList<>();
    private int first;
    private long bytes;
    private long start;

    public Tail(int bytesMax, long logEnd) {
        this.bytesMax = bytesMax;
        this.start = logEnd;
    }

    /// Everything of this space from this position of the log on is here.
    public long start() {
        return start;
    }

    /// Where what is here ends.
    long end() {
        return entries.isEmpty() ? start : entries.getLast().end();
    }

    /// A head that came after its changes.
    public void sign(int chain, Head head) {
        heads.put(key(chain, head.seq()), head);
        if (heads.size() > HEADS_MAX) {
            var oldest = heads.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private static long key(int chain, int seq) {
        return (long) chain << 32 | seq;
    }

    /// The head right at the end of a run, if it is known here.
    @Nullable Head head(Verified run) {
        Head own = run.head();
        return own != null ? own : heads.get(key(run.run().chain(), run.run().lastSeq()));
    }

    /// A head that came after its changes, if it is known here.
    public @Nullable Head headAt(int chain, int seq) {
        return heads.get(key(chain, seq));
    }

    public void add(Entry entry) {
        entries.add(entry);
        bytes += entry.sizeBytes();
        while (bytes > bytesMax && first < entries.size() - 1) {
            Entry oldest = entries.get(first++);
            bytes -= oldest.sizeBytes();
            start = oldest.end();
        }
        if (first > 64 && first > entries.size() / 2) {
            entries.subList(0, first).clear();
            first = 0;
        }
    }

    /// The first run at or after that position, or null when there is none yet.
    public @Nullable Entry from(long position) {
        int low = first;
        int high = entries.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (entries.get(middle).position() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < entries.size() ? entries.get(low) : null;
    }

    /// A change that came lately, or null.
    public @Nullable Change change(int chain, int seq) {
        Entry entry = lately(chain, seq);
        if (entry == null) {
            return null;
        }
        Run run = entry.run().run();
        return run.changes().get(seq - run.firstSeq());
    }

    /// Where the run lies in which a change came lately, or -1.
    long position(int chain, int seq) {
        Entry entry = lately(chain, seq);
        return entry == null ? -1 : entry.position();
    }

    private @Nullable Entry lately(int chain, int seq) {
        for (int i = entries.size() - 1; i >= first && i >= entries.size() - LATELY; i--) {
            Run run = entries.get(i).run().run();
            if (run.chain() == chain && run.firstSeq() <= seq && seq <= run.lastSeq()) {
                return entries.get(i);
            }
        }
        return null;
    }

    /// How many bytes of runs are here. One run is kept however large it is.
    public Gauge gauge(String space) {
        return new Gauge("bytes in the tail of " + space, bytes, bytesMax + (long) Run.WEIGHT_MAX);
    }

    /// Forgets everything before that position, as if it had been evicted.
    public void clear(long logEnd) {
        entries.clear();
        first = 0;
        bytes = 0;
        start = logEnd;
    }
}
