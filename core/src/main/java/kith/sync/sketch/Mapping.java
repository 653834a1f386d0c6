package kith.sync.sketch;

/// Which cells a symbol is mapped to.
///
/// Cell *i* holds each symbol with probability 1 / (1 + *i*/2), independently: the paper's mapping
/// with alpha = 0.5, which its section 5 finds best. To draw for each cell would cost the length of
/// the row for each symbol, so the distance to the next cell is drawn: the product of
/// 1 - 1/(1 + j/2) = j/(j + 2) over the cells after *i* up to *n* telescopes to
///
/// ```
/// P(next > n) = (i+1)(i+2) / ((n+1)(n+2))
/// ```
///
/// so for a uniform *u* in (0, 1] the next cell is the first *n* with (n+1)(n+2) u >= (i+1)(i+2).
/// With *u* = *r* / 2^28 both sides are integers below 2^63 for all cells that there are, and the
/// answer is exact on every host. (The root only says where to look: what it is off is mended.)
///
/// A row of *m* cells holds a symbol in about 2 ln(m/2) of them.
///
/// The numbers *r* come from SplitMix64 (Steele, Lea and Flood, *Fast Splittable Pseudorandom
/// Number Generators*, OOPSLA 2014), seeded with the symbol's seed.
final class Mapping {
    /// No row is longer: the difference of two sets that is still worth a sketch, some times over.
    static final int CELLS_MAX = 1 << 17;

    /// A symbol is in no more cells below [#CELLS_MAX].
    static final int NEVER = Integer.MAX_VALUE;

    private static final int FRACTION_BITS = 28;

    /// What the state of a symbol grows by with each draw.
    static final long STEP = 0x9e3779b97f4a7c15L;

    private Mapping() {}

    /// The next cell after `cell` for a symbol whose state is that, already grown by [#STEP].
    static int next(int cell, long state) {
        long r = (mix(state) >>> 64 - FRACTION_BITS) + 1;
        long scaled = (cell + 1L) * (cell + 2L) << FRACTION_BITS;
        long least = (scaled + r - 1) / r;
        if (least > (CELLS_MAX + 1L) * (CELLS_MAX + 2L)) {
            return NEVER;
        }
        int next = Math.max(cell + 1, (int) Math.sqrt((double) least) - 2);
        while ((next + 1L) * (next + 2L) < least) {
            next++;
        }
        return next < CELLS_MAX ? next : NEVER;
    }

    /// Spreads what is in some bits over all.
    static long mix(long state) {
        long z = state;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
