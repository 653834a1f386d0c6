package kith.value;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;
import org.jspecify.annotations.Nullable;

/// Where a cell is: a list of strings from the root of a space downwards. The root has none.
///
/// Any strings but those with NUL, within the bounds below: keys of real JSON are `""`, `"."` and
/// `"./x"` too. What cannot be written as it is gets an escape in the text form ([PathText]). At
/// the root of a space, names that begin with a dot are Kith's own (`.access`, `.presence`,
/// `.schema`, `.peer`); a path may name them, and who may write there is decided elsewhere.
///
/// A path is often a key, and made from its parent: so the hash is kept, `child` costs one copy of
/// the list, and [#equals] begins at the end, where neighbours differ. Everything wrong is a
/// [Malformed], because names come from users.
///
/// Immutable: only which of equal strings a segment is may change ([#share]), which no reader can
/// tell. Order: segment by segment, each by UTF-16 units; what is above comes first.
public final class Path implements Comparable<Path> {
    /// The most segments. A guess: twice what a value may nest, so that one fits below another.
    public static final int SEGMENTS_MAX = 128;

    /// The longest segment in bytes of UTF-8. A guess: longer names hold content.
    public static final int SEGMENT_BYTES_MAX = 1024;

    /// The most bytes of UTF-8 in all segments together: half of what HTTP servers take in a line.
    public static final int BYTES_MAX = 4096;

    public static final Path ROOT = new Path(new String[0], 0);

    private final String[] segments;
    private final int bytes;
    private int hash; // 0 until somebody asks

    private Path(String[] segments, int bytes) {
        this.segments = segments;
        this.bytes = bytes;
    }

    public static Path of(String... segments) {
        return segments.length == 0 ? ROOT : checked(segments.clone());
    }

    public static Path of(List<String> segments) {
        return segments.isEmpty() ? ROOT : checked(segments.toArray(new String[0]));
    }

    /// How many bytes the binary form takes, at most.
    public int encodedSizeMax() {
        return bytes + 2 * segments.length + 2;
    }

    /// The bytes of UTF-8 in all segments together, at most [#BYTES_MAX].
    public int bytes() {
        return bytes;
    }

    private static Path checked(String[] segments) {
        checkCount(segments.length);
        int bytes = 0;
        for (String segment : segments) {
            bytes += checkedSize(segment);
        }
        checkBytes(bytes);
        return new Path(segments, bytes);
    }

    /// The path that `text` names; see [PathText] for the form.
    public static Path parse(String text) {
        return PathText.parse(text);
    }

    /// The text form, one for each path. See [PathText] for two lists that have none.
    public String toText() {
        return PathText.print(this);
    }

    public int size() {
        return segments.length;
    }

    public boolean isRoot() {
        return segments.length == 0;
    }

    public String at(int index) {
        return segments[index];
    }

    /// From now on the segment at `index` is that very string, which it equals. Paths near each
    /// other that have their strings in common are compared without reading them.
    public void share(int index, String same) {
        if (!segments[index].equals(same)) {
            throw new IllegalArgumentException("another name than " + segments[index]);
        }
        segments[index] = same;
    }

    /// A view that cannot be changed.
    public List<String> segments() {
        return Collections.unmodifiableList(Arrays.asList(segments));
    }

    /// The last segment. The root has no name.
    public String name() {
        checkNotRoot();
        return segments[segments.length - 1];
    }

    /// The path without its last segment. The root has no parent.
    public Path parent() {
        checkNotRoot();
        return upTo(segments.length - 1);
    }

    private void checkNotRoot() {
        if (isRoot()) {
            throw new IllegalStateException("the root has neither name nor parent");
        }
    }

    public Path child(String name) {
        int more = checkedSize(name);
        checkCount(segments.length + 1);
        checkBytes(bytes + more);
        var longer = Arrays.copyOf(segments, segments.length + 1);
        longer[segments.length] = name;
        return new Path(longer, bytes + more);
    }

    /// This path with all of `below` after it.
    public Path append(Path below) {
        if (below.isRoot() || isRoot()) {
            return isRoot() ? below : this;
        }
        checkCount(segments.length + below.segments.length);
        checkBytes(bytes + below.bytes);
        var longer = Arrays.copyOf(segments, segments.length + below.segments.length);
        System.arraycopy(below.segments, 0, longer, segments.length, below.segments.length);
        return new Path(longer, bytes + below.bytes);
    }

    /// The first `count` segments.
    public Path upTo(int count) {
        if (count < 0 || count > segments.length) {
            throw new IllegalArgumentException(
                    "no first " + count + " segments of " + segments.length);
        }
        return count == segments.length ? this : slice(0, count);
    }

    /// Whether `above` is this path or one above it.
    public boolean startsWith(Path above) {
        return above.segments.length <= segments.length && sharedSize(above) == above.size();
    }

    /// What is left of this path after `above`, which it must start with.
    public Path relativeTo(Path above) {
        if (!startsWith(above)) {
            throw new IllegalArgumentException(
                    "not below \"" + above.toText() + "\": \"" + toText() + '"');
        }
        return above.isRoot() ? this : slice(above.segments.length, segments.length);
    }

    private Path slice(int start, int end) {
        if (start == end) {
            return ROOT;
        }
        var some = Arrays.copyOfRange(segments, start, end);
        int size = 0;
        for (String segment : some) {
            size += Utf8.size(segment);
        }
        return new Path(some, size);
    }

    /// How many segments this path and `other` have in common, counted from the root.
    public int sharedSize(Path other) {
        int end = Math.min(segments.length, other.segments.length);
        int shared = 0;
        while (shared < end && segments[shared].equals(other.segments[shared])) {
            shared++;
        }
        return shared;
    }

    /// Appends the encoding that stands alone.
    public void write(Writer out) {
        writeFrom(0, out);
    }

    public static Path read(Reader in) {
        return readFrom(in, ROOT, 0);
    }

    /// Appends the encoding that leaves out what is shared with the path written before.
    public void writeAfter(Writer out, Path previous) {
        int shared = sharedSize(previous);
        out.varint(shared);
        writeFrom(shared, out);
    }

    /// Reads what [#writeAfter] wrote after the same `previous`. Sharing less than could be shared
    /// is refused, so that a list of paths has one encoding.
    public static Path readAfter(Reader in, Path previous) {
        int shared = in.count(previous.size(), "shared path segments");
        Path path = readFrom(in, previous, shared);
        if (path.sharedSize(previous) != shared) {
            throw new Malformed(
                    "path shares " + path.sharedSize(previous) + " segments, encoded: " + shared);
        }
        return path;
    }

    private void writeFrom(int start, Writer out) {
        out.varint(segments.length - start);
        for (int i = start; i < segments.length; i++) {
            out.string(segments[i]);
        }
    }

    private static Path readFrom(Reader in, Path previous, int shared) {
        int more = in.count(SEGMENTS_MAX - shared, "path segments");
        if (more == 0) {
            return previous.upTo(shared);
        }
        var segments = Arrays.copyOf(previous.segments, shared + more);
        int bytes = previous.bytesUpTo(shared);
        for (int i = shared; i < segments.length; i++) {
            segments[i] = in.string(SEGMENT_BYTES_MAX, "path segment");
            bytes += checkedSize(segments[i]);
        }
        checkBytes(bytes);
        return new Path(segments, bytes);
    }

    /// What the first segments take, which is known without looking at them when most are meant.
    private int bytesUpTo(int count) {
        int size = bytes;
        for (int i = count; i < segments.length; i++) {
            size -= Utf8.size(segments[i]);
        }
        return size;
    }

    private static void checkCount(int count) {
        if (count > SEGMENTS_MAX) {
            throw new Malformed(
                    "path of " + count + " segments, at most " + SEGMENTS_MAX + ": nest less");
        }
    }

    private static void checkBytes(int bytes) {
        if (bytes > BYTES_MAX) {
            throw new Malformed(
                    "path of "
                            + bytes
                            + " bytes of UTF-8, at most "
                            + BYTES_MAX
                            + ": use shorter names or nest less");
        }
    }

    private static int checkedSize(String segment) {
        int size = Utf8.size(segment);
        if (size > SEGMENT_BYTES_MAX) {
            throw new Malformed(
                    "path segment "
                            + Malformed.quote(segment)
                            + " of "
                            + size
                            + " bytes of UTF-8, at most "
                            + SEGMENT_BYTES_MAX
                            + ": use a shorter name");
        }
        if (segment.indexOf('\0') >= 0) {
            throw new Malformed(
                    "path segment "
                            + Malformed.quote(segment)
                            + " has the character NUL at "
                            + segment.indexOf('\0')
                            + ": names may have any other");
        }
        return size;
    }

    @Override
    public int compareTo(Path other) {
        int shared = sharedSize(other);
        if (shared == segments.length || shared == other.segments.length) {
            return segments.length - other.segments.length;
        }
        return segments[shared].compareTo(other.segments[shared]);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || other instanceof Path that && sameAs(that);
    }

    private boolean sameAs(Path other) {
        boolean same = bytes == other.bytes && segments.length == other.segments.length;
        for (int i = segments.length - 1; same && i >= 0; i--) {
            same = segments[i].equals(other.segments[i]);
        }
        return same;
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(segments);
        }
        return hash;
    }

    @Override
    public String toString() {
        return toText();
    }
}
