package kith.log;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// The atomic unit of writing, as one chain holds it.
///
/// - `seq` counts from 1 in its chain (a branch goes on counting where it left its parent);
/// - `deps` are the newest changes of *other* chains that its author's log held and that its own
///   past did not cover: with `prev`, the change before it, they order the log;
/// - `seen` is what the author had really looked at, where that is less than everything in its
///   past; null in the usual case. It alone governs merging;
/// - `time` is a packed hybrid time, after that of everything in its past;
/// - `content` are its operations, opaque here;
/// - `dropped` stands for the content where that was dropped by pruning: the change is *bare* then.
///   Its header is whole, so it still hashes and its chain still checks.
///
/// `Place`s use the chain numbers of one replica (or of one link, while on the wire); the hash is
/// over names, never over numbers.
public record Change(
        int seq,
        long time,
        List<Place> deps,
        @Nullable View seen,
        Bytes content,
        @Nullable Dropped dropped) {
    /// One change, by the number of its chain and its sequence number there.
    public record Place(int chain, int seq) {
        public Place {
            if (chain < 0 || seq < 1) {
                throw new IllegalArgumentException("no change at chain " + chain + ", seq " + seq);
            }
        }
    }

    /// What the header says of a content that is not here.
    public record Dropped(int bytes, Bytes hash) {
        public Dropped {
            if (bytes < 0 || bytes > CONTENT_BYTES_MAX || hash.size() != Headers.HASH_BYTES) {
                throw new IllegalArgumentException("a content of " + bytes + " bytes was dropped");
            }
        }
    }

    /// What a writer had looked at when that is less than all of its past: its own chain up to
    /// `own` (0: nothing of it), and these places of others with their past.
    public record View(int own, List<Place> others) {
        public View {
            if (own < 0 || others.size() > PLACES_MAX) {
                throw new IllegalArgumentException(
                        "no view: own " + own + ", " + others.size() + " others");
            }
            others = List.copyOf(others);
        }
    }

    /// The most bytes of operations in one change: about a millisecond of work, a step of the
    /// engine.
    public static final int CONTENT_BYTES_MAX = 1 << 20;

    /// The most deps, and the most places in `seen`. Guess: more concurrent authors than that are
    /// named by the changes that merge them.
    public static final int PLACES_MAX = 1024;

    /// What a change costs beside content and places, at most, in bytes of a [RunCodec] column:
    /// time 9, shape 3, size 3, what it had seen of its own chain 5, count of others 2.
    public static final int HEADER_BYTES_MAX = 24;

    /// What one place costs at most: two numbers of 5 bytes, and on disk its hash.
    public static final int PLACE_BYTES_MAX = 10 + Headers.HASH_BYTES;

    public Change {
        if (seq < 1 || time < 0) {
            throw new IllegalArgumentException("change " + seq + " at time " + time);
        }
        if (deps.size() > PLACES_MAX) {
            throw new IllegalArgumentException("over " + PLACES_MAX + " deps in change " + seq);
        }
        if (seen != null && seen.own() >= seq) {
            throw new IllegalArgumentException("change " + seq + " had seen " + seen.own());
        }
        if (content.size() > CONTENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "content of " + content.size() + " bytes, at most " + CONTENT_BYTES_MAX);
        }
        if (dropped != null && content.size() > 0) {
            throw new IllegalArgumentException("change " + seq + " has a content and has not");
        }
        deps = List.copyOf(deps);
    }

    /// With its content.
    public Change(int seq, long time, List<Place> deps, @Nullable View seen, Bytes content) {
        this(seq, time, deps, seen, content, null);
    }

    /// Whether its content was dropped: what it does is known from a snapshot only.
    public boolean isBare() {
        return dropped != null;
    }

    /// How many bytes its content has, or had.
    public int contentBytes() {
        return dropped == null ? content.size() : dropped.bytes();
    }

    /// How many places it names.
    public int placeCount() {
        return deps.size() + (seen == null ? 0 : seen.others().size());
    }

    /// The `i`th of its places: its deps, then what it had seen of others.
    public Place place(int i) {
        return seen == null || i < deps.size() ? deps.get(i) : seen.others().get(i - deps.size());
    }

    /// The same change with its places under other numbers.
    Change renumbered(RunCodec.Numbering numbers) {
        if (placeCount() == 0) {
            return this;
        }
        View view = seen == null ? null : new View(seen.own(), renumbered(seen.others(), numbers));
        return new Change(seq, time, renumbered(deps, numbers), view, content, dropped);
    }

    private static List<Place> renumbered(List<Place> places, RunCodec.Numbering numbers) {
        var out = new ArrayList<Place>(places.size());
        for (Place place : places) {
            out.add(new Place(numbers.translate(place.chain(), place.seq()), place.seq()));
        }
        return out;
    }

    /// A bound on the bytes that this change takes in a run, on the wire or at rest.
    public int weight() {
        int body = dropped == null ? content.size() : Headers.HASH_BYTES;
        return body + HEADER_BYTES_MAX + PLACE_BYTES_MAX * placeCount();
    }
}
