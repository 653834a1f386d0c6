package kith.replica.query;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.state.Query;
import kith.state.Space;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Looks through a space for a page of what a query is about.
///
/// Cost: the cells that lie where the pattern could match, and those below each that is found.
/// Where a name stands behind a `*` its neighbours are passed over one by one; nobody has wanted an
/// index yet.
final class Look {
    /// Cells that are looked at for one page: about a millisecond.
    static final int CELLS_EACH = 2_000;

    /// Bytes of values that are compared for one page: about a millisecond. Measured, where the
    /// same stands in them again and again.
    static final int LOOKED_BYTES_MAX = 1 << 18;

    /// Guess: some pages of a screen; more is read from where it is.
    static final int VALUE_BYTES_MAX = 1 << 14;

    private static final int VALUE_CELLS_MAX = 500;

    /// Guess: a few milliseconds of a link; it may be a relayed one.
    static final int PAGE_BYTES_MAX = 1 << 16;

    private final Space space;
    private final Inquiry inquiry;
    private final List<Inquiry.Found> found = new ArrayList<>();
    private int cells;
    private int bytes;
    private long lookedBytes;

    Look(Space space, Inquiry inquiry) {
        this.space = space;
        this.inquiry = inquiry;
    }

    /// Once.
    Inquiry.Page page() {
        Query.Answer some =
                space.query(
                        Query.of(inquiry.pattern().base())
                                .depth(inquiry.pattern().depth())
                                .after(inquiry.after())
                                .cellsMax(CELLS_EACH));
        Path last = null;
        for (Query.Found cell : some.cells()) {
            if (isFull()) {
                return page(last);
            }
            last = cell.path();
            cells++;
            if (inquiry.pattern().matches(last) && holds(last)) {
                take(last);
            }
        }
        return page(some.complete() ? null : last);
    }

    /// How many pages this one counts as: a cell may be so large that to look at it alone takes as
    /// long as many others.
    long pages() {
        return 1 + lookedBytes / LOOKED_BYTES_MAX;
    }

    private Inquiry.Page page(@Nullable Path last) {
        return new Inquiry.Page(found, found.size() == inquiry.limit() ? null : last);
    }

    private boolean isFull() {
        return found.size() == inquiry.limit()
                || cells >= CELLS_EACH
                || bytes >= PAGE_BYTES_MAX
                || lookedBytes >= LOOKED_BYTES_MAX;
    }

    private boolean holds(Path path) {
        for (Condition condition : inquiry.where()) {
            cells++;
            Value value = valueAt(path, condition.at());
            lookedBytes += condition.costBytes(value);
            if (!condition.holds(value)) {
                return false;
            }
        }
        return true;
    }

    /// Null also where no cell can be.
    private @Nullable Value valueAt(Path path, Path below) {
        try {
            return space.shown(path.append(below)).value();
        } catch (Malformed tooLong) {
            return null;
        }
    }

    private void take(Path path) {
        Query.Answer whole =
                space.query(Query.of(path).cellsMax(VALUE_CELLS_MAX).bytesMax(VALUE_BYTES_MAX));
        cells += whole.cells().size();
        Value value = whole.complete() ? whole.value() : null;
        int size = value == null ? 0 : value.encodedSize();
        boolean fits = size <= VALUE_BYTES_MAX;
        found.add(new Inquiry.Found(path, fits ? value : null));
        bytes += path.encodedSizeMax() + (fits ? size : 0) + 1;
        lookedBytes += size;
    }
}
