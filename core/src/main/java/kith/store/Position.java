package kith.store;

/// Where in the log: the segment's number in the upper half of a `long`, the offset in its file in
/// the lower half. Positions order as numbers.
///
/// A `long` because everybody who remembers a record keeps one, and an object each would cost more
/// than the record. The browser pays for it only where a position is made or compared.
public final class Position {
    /// The first position at which a record can lie.
    public static final long FIRST = of(1, Segment.HEADER_BYTES);

    private Position() {}

    public static long of(int segment, int offset) {
        if (segment < 1 || segment > Segment.NUMBER_LAST || offset < 0) {
            throw new IllegalArgumentException("no position: segment " + segment + " at " + offset);
        }
        return (long) segment << 32 | offset;
    }

    public static int segment(long position) {
        return (int) (position >>> 32);
    }

    public static int offset(long position) {
        return (int) position;
    }

    /// Where the first record of the next segment lies.
    public static long nextSegment(long position) {
        return of(segment(position) + 1, Segment.HEADER_BYTES);
    }

    /// Where the next segment starts, which is not begun.
    static long segmentAfter(long position) {
        return of(segment(position) + 1, 0);
    }

    /// As a user reads it: `00000001.log:1024`.
    public static String text(long position) {
        return Segment.file(segment(position)) + ":" + offset(position);
    }
}
