package kith.signal;

import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The surgery on the lists that tie sources and readers together.
///
/// An edge is two entries, one on each side, and each knows the place of the other:
///
/// ```
///            reader w                         source a
///   sources  [ a | b | . ]        first, others  [ v | w | x ]
///   slots    [ 1 | 0 |   ]      and their slots  [ 0 | 0 | 3 ]
///              |                                       |
///              +--- w is reader 1 of a ---+            +--- a is w.sources[0]
/// ```
///
/// *Removal* of w from a: the last reader takes the place, and its own entry is told.
///
/// ```
///   readers  [ v | w | x ]   ->   [ v | x | . ]      their slots  [ 0 | 3 | ]
///                                                    x.slots[3] = 1   (was 2)
/// ```
///
/// Place 0 is in the source itself, and a place 0 needs no entry in the reader: a source with one
/// reader has no list, and the edge takes no memory but that in the list of the reader.
///
/// *Re-reading* (the cursor idea of alien-signals): a run walks its old list. What is read next
/// and stands at the cursor is an old edge re-used. What stands further on is swapped to the
/// cursor; what is new is appended and swapped to the cursor; what is still behind the cursor at
/// the end of the run was not read and is cut off.
///
/// ```
///   old list   [ a | b | c | . ]     the run reads a, c, d
///   a          [ a ^ b | c | . ]     found at the cursor ^
///   c          [ a | c ^ b | . ]     found behind it: swapped with b
///   d          [ a | c | d ^ b | . ] new: appended, swapped with b
///   end        [ a | c | d | . ]     b is unsubscribed
/// ```
///
/// To find a source in the list without a search, the source has a hint, the place where it stood
/// when somebody last looked for it. A wrong hint is detected, since that place then holds
/// something else. Short lists are then searched; for a long one all its hints are renewed, at
/// most each time the list has doubled or nobody else renewed hints since, so that a run costs
/// O(reads).
///
/// Cost: O(1) for each edge added or removed, no allocation for edges that stay. 4 bytes for an
/// edge to a first reader, 16 to another.
///
/// Changed against alien-signals and Preact: arrays instead of doubly linked link objects. A list
/// must be followed load by load, each waiting for the one before; arrays let the processor fetch
/// many readers at once, and a link object is 40 bytes. The price is that the readers of a source
/// lose their order when one of them leaves.
final class Links {
    /// A list this short is searched from end to end; about where a search costs more than hints.
    static final int SEARCH_MAX = 8;

    /// Lists of readers this long give memory back when three quarters are empty.
    private static final int SHRINK_MIN = 64;

    private Links() {}

    /// The reader reads something that does not stand at its cursor.
    static void trackOutOfOrder(Reader reader, Source source) {
        int at = find(reader, source);
        if (at < 0) {
            reader.graph.batch.wave.meet(source);
            if ((reader.flags & Source.CLOSED) != 0) {
                return;
            }
            at = append(reader, source);
        }
        if (at >= reader.cursor) {
            swap(reader, at, reader.cursor++);
        }
    }

    private static int find(Reader reader, Source source) {
        int hint = source.hint;
        if (hint < reader.count && reader.sources[hint] == source) {
            return hint;
        }
        if (reader.count > SEARCH_MAX) {
            return findByHints(reader, source);
        }
        for (int i = 0; i < reader.count; i++) {
            if (reader.sources[i] == source) {
                hint(reader, source, i);
                return i;
            }
        }
        return -1;
    }

    private static int findByHints(Reader reader, Source source) {
        var graph = reader.graph;
        if (graph.hinted == reader) {
            return -1;
        }
        if (reader.cursor < reader.renewAt) {
            reader.flags |= Source.UNSURE;
            return -1;
        }
        graph.hinted = reader;
        reader.renewAt = 2 * reader.cursor + 1;
        reader.flags |= Source.RENEWED;
        int at = -1;
        for (int i = 0; i < reader.count; i++) {
            var known = present(reader.sources[i]);
            known.hint = i;
            at = known == source ? i : at;
        }
        return at;
    }

    /// A new edge at the end of the list.
    private static int append(Reader reader, Source source) {
        int at = reader.count;
        if (at + 1 >= reader.sources.length) {
            // An even length fills whole words of the heap: 1 becomes 2, then 4, 8, ...
            reader.sources = at == 0 ? new Source[2] : Arrays.copyOf(reader.sources, 2 * at + 2);
        }
        reader.sources[at] = source;
        reader.count = at + 1;
        reader.flags |= Source.UNSTEADY | Source.REWIRED;
        hint(reader, source, at);
        if ((reader.flags & Source.LIVE) != 0) {
            subscribe(reader, at);
            wake(reader.graph);
        }
        return at;
    }

    private static void swap(Reader reader, int a, int b) {
        if (a == b) {
            return;
        }
        var sourceA = present(reader.sources[a]);
        var sourceB = present(reader.sources[b]);
        reader.sources[a] = sourceB;
        reader.sources[b] = sourceA;
        if ((reader.flags & Source.LIVE) != 0) {
            int placeA = placeOf(reader, a);
            int placeB = placeOf(reader, b);
            setPlace(reader, a, placeB);
            setPlace(reader, b, placeA);
            setSlot(sourceB, placeB, a);
            setSlot(sourceA, placeA, b);
        }
        hint(reader, sourceA, b);
        hint(reader, sourceB, a);
    }

    /// Leaves a hint, unless that would make one wrong on which another reader counts.
    private static void hint(Reader reader, Source source, int at) {
        var hinted = reader.graph.hinted;
        if (hinted == null || hinted == reader) {
            source.hint = at;
        }
    }

    /// The run of a reader is over that did not read everything again, or renewed hints.
    static void endRun(Reader reader) {
        if (reader.cursor < reader.count) {
            reader.flags |= Source.UNSTEADY | Source.REWIRED;
            cut(reader, reader.cursor);
        }
        if ((reader.flags & Source.UNSURE) != 0) {
            reader.flags &= ~Source.UNSURE;
            cut(reader, moveDoublesToEnd(reader));
        }
        if ((reader.flags & Source.RENEWED) != 0) {
            forgetHints(reader);
        }
        sleep(reader.graph);
    }

    private static void forgetHints(Reader reader) {
        reader.renewAt = 0;
        reader.flags &= ~Source.RENEWED;
        if (reader.graph.hinted == reader) {
            reader.graph.hinted = null;
        }
    }

    /// Answers how many sources stand before the doubles.
    private static int moveDoublesToEnd(Reader reader) {
        reader.graph.hinted = reader;
        for (int i = reader.count - 1; i >= 0; i--) {
            present(reader.sources[i]).hint = i; // the first place of each is the last written
        }
        int end = 0;
        for (int i = 0; i < reader.count; i++) {
            if (present(reader.sources[i]).hint == i) {
                swap(reader, end++, i);
            }
        }
        return end;
    }

    /// The watcher closes: all its edges go.
    static void cutAll(Reader reader) {
        cut(reader, 0);
        reader.sources = Reader.NO_SOURCES;
        reader.slots = Reader.NO_SLOTS;
        reader.cursor = 0;
        forgetHints(reader);
        sleep(reader.graph);
    }

    private static void cut(Reader reader, int newCount) {
        boolean live = (reader.flags & Source.LIVE) != 0;
        for (int i = reader.count - 1; i >= newCount; i--) {
            if (live) {
                unsubscribe(reader, i);
            }
            reader.sources[i] = null;
        }
        reader.count = newCount;
    }

    private static void subscribe(Reader reader, int at) {
        var source = present(reader.sources[at]);
        setPlace(reader, at, attach(source, reader, at));
        if (source instanceof Computed<?> below && reader instanceof Computed<?> above) {
            lift(above, below.height + 1);
        }
        if ((source.flags & Source.LIVE) == 0) {
            var computed = (Computed<?>) source;
            computed.flags |= computed.isVerified() ? Source.LIVE : Source.LIVE | Source.STALE;
            computed.graph.turning.add(computed);
        }
    }

    /// Adds to the readers of the source one in whose list it stands at `slot`; answers its place.
    private static int attach(Source source, Reader reader, int slot) {
        if (source.first == null) {
            source.first = reader;
            source.firstSlot = slot;
            return 0;
        }
        var others = source.others;
        if (others == null) {
            others = new Source.Others();
            source.others = others;
        }
        int index = others.count++;
        if (index == others.readers.length) {
            others.readers = Arrays.copyOf(others.readers, 2 * index);
            others.slots = Arrays.copyOf(others.slots, 2 * index);
        }
        others.readers[index] = reader;
        others.slots[index] = slot;
        return index + 1;
    }

    private static int placeOf(Reader reader, int at) {
        return at < reader.slots.length ? reader.slots[at] : 0;
    }

    private static void setPlace(Reader reader, int at, int place) {
        if (at >= reader.slots.length) {
            if (place == 0) {
                return;
            }
            reader.slots = Arrays.copyOf(reader.slots, reader.sources.length);
        }
        reader.slots[at] = place;
    }

    private static void setSlot(Source source, int place, int slot) {
        if (place == 0) {
            source.firstSlot = slot;
        } else if (source.others != null) {
            source.others.slots[place - 1] = slot;
        }
    }

    /// The height of a reader whose sources changed, all of which were evaluated.
    static void computeHeight(Computed<?> reader) {
        int height = 1;
        for (int i = 0; i < reader.count; i++) {
            if (reader.sources[i] instanceof Computed<?> source && source.height >= height) {
                height = Math.min(source.height + 1, Wave.HEIGHT_MAX);
            }
        }
        boolean raised = height > reader.height;
        reader.height = height;
        if (raised) {
            liftReadersOf(reader);
        }
    }

    /// Every live computed is higher than its sources. One that is being evaluated or checked has
    /// its height computed in the end: edges that are about to be cut may form a ring through it.
    private static void lift(Computed<?> reader, int atLeast) {
        if (reader.height >= atLeast || reader.height == Wave.HEIGHT_MAX) {
            return;
        }
        if ((reader.flags & Source.BUSY) != 0) {
            reader.flags |= Source.REWIRED;
            return;
        }
        reader.height = Math.min(atLeast, Wave.HEIGHT_MAX);
        liftReadersOf(reader);
    }

    /// A stack of its own, since chains are longer than Java's.
    private static void liftReadersOf(Computed<?> lifted) {
        var lifting = new ArrayList<Computed<?>>();
        lifting.add(lifted);
        while (!lifting.isEmpty()) {
            var source = lifting.removeLast();
            for (int i = source.readerCount() - 1; i >= 0; i--) {
                if (source.readerAt(i) instanceof Computed<?> reader
                        && reader.height <= source.height
                        && reader.height < Wave.HEIGHT_MAX) {
                    if ((reader.flags & Source.BUSY) != 0) {
                        reader.flags |= Source.REWIRED;
                    } else {
                        reader.height = source.height + 1;
                        lifting.add(reader);
                    }
                }
            }
        }
    }

    private static void unsubscribe(Reader reader, int at) {
        var source = present(reader.sources[at]);
        int place = placeOf(reader, at);
        var others = source.others;
        if (others != null) {
            removeFromMany(source, others, place);
            return;
        }
        source.first = null;
        if (source instanceof Computed<?> computed) {
            computed.graph.turning.add(computed);
        }
    }

    /// The last of the others takes the place that becomes free.
    private static void removeFromMany(Source source, Source.Others others, int place) {
        int last = --others.count;
        var moved = others.readers[last];
        others.readers[last] = null;
        if (moved != null && place != last + 1) {
            int slot = others.slots[last];
            if (place == 0) {
                source.first = moved;
                source.firstSlot = slot;
            } else {
                others.readers[place - 1] = moved;
                others.slots[place - 1] = slot;
            }
            setPlace(moved, slot, place);
        }
        int capacity = others.readers.length;
        if (last == 0) {
            source.others = null;
        } else if (capacity >= SHRINK_MIN && 4 * last < capacity) {
            others.readers = Arrays.copyOf(others.readers, capacity / 2);
            others.slots = Arrays.copyOf(others.slots, capacity / 2);
        }
    }

    /// Those who got their first reader subscribe to their sources, which may be the first reader
    /// of those. A stack of its own, since chains are longer than Java's.
    private static void wake(Graph graph) {
        while (!graph.turning.isEmpty()) {
            var reader = graph.turning.removeLast();
            for (int i = 0; i < reader.count; i++) {
                subscribe(reader, i);
            }
        }
    }

    /// Those who lost their last reader leave their sources, and keep their value as long as it is
    /// right. One that was read again in between stays awake.
    private static void sleep(Graph graph) {
        while (!graph.turning.isEmpty()) {
            var reader = graph.turning.removeLast();
            if (reader.first != null || (reader.flags & Source.LIVE) == 0) {
                continue;
            }
            for (int i = 0; i < reader.count; i++) {
                unsubscribe(reader, i);
            }
            if ((reader.flags & (Source.STALE | Source.BUSY | Source.QUEUED)) == 0) {
                reader.verifiedAt = graph.revision;
            }
            reader.flags &= ~(Source.LIVE | Source.STALE);
        }
    }

    private static Source present(@Nullable Source source) {
        if (source == null) {
            throw new IllegalStateException("an edge leads nowhere; this is a bug of kith.signal");
        }
        return source;
    }
}
