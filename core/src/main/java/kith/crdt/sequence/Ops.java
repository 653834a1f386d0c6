package kith.crdt.sequence;

import java.util.Arrays;
import kith.crdt.sequence.units.Document;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// The operations of a sequence as their authors meant them, run by run, in columns.
///
/// Each unit that was inserted and each that was deleted has a *local version*: 0, 1, 2, ... in the
/// order in which this replica took them in, never before what its author had seen. People type, so
/// an operation mostly goes on where the one before it ended, and both are one run:
///
/// ```
///   kind    versions   at    what
///   INSERT  0..4       0     five units typed one after the other from 0 on
///   ERASE   5..6       4     two units deleted backwards: the one at 4, then the one at 3
///   DELETE  7..9       0     three units deleted forwards, each at 0
///   MOVE    10         2     the unit at 2 taken out and put in at `unit`; a run of its own
/// ```
///
/// Inserted units are numbered too, in the same order: those of a run begin at `unit`. A move has a
/// time beside, as the newest of several wins. Source:
/// Gentle and Kleppmann, *Collaborative Text Editing with Eg-walker* (EuroSys 2025), section 3.8.
///
/// Cost: five integers a run. Appending is constant, finding the run of a version a binary search.
final class Ops {
    static final int INSERT = 0;
    static final int DELETE = 1;
    static final int ERASE = 2;
    static final int MOVE = 3;

    /// The most local versions: above are the names of units whose insertion is not looked at.
    static final int VERSIONS_MAX = 1 << 28;

    /// The most of them that the author of an operation may have seen, with what it does itself. An
    /// operation beyond does nothing, for everybody, as that is the same wherever it comes. Half of
    /// all: to fill the rest takes as much that was written without having been seen.
    static final int PAST_MAX = VERSIONS_MAX / 2;

    int[] start = new int[8];
    int[] at = new int[8];
    int[] unit = new int[8];
    byte[] kind = new byte[8];
    int count;

    /// The run that was looked for last.
    private int near;

    /// The next local version, and how many units were inserted so far.
    int end;

    int units;

    /// The versions of the moves, ascending, and when each was made.
    private int[] moves = new int[1];

    private long[] times = new long[1];
    private int moveCount;

    /// How many versions the run has.
    int length(int run) {
        return end(run) - start[run];
    }

    /// The version after the last one of the run.
    int end(int run) {
        return run + 1 < count ? start[run + 1] : end;
    }

    /// Where the `units` versions of that run from `version` on do what they do: the lowest unit or
    /// gap, as their author saw it when the first of them came.
    int position(int run, int version, int units) {
        int before = version - start[run];
        return switch (kind[run]) {
            case INSERT -> at[run] + before;
            case ERASE -> at[run] - before - units + 1;
            default -> at[run];
        };
    }

    /// The unit that a version of that run inserted.
    int unitOf(int run, int version) {
        return unit[run] + version - start[run];
    }

    /// Carries out the versions from `first` up to and without `stop` on a document, each as it
    /// stands but for a shift of its position.
    void carryOut(int first, int stop, int shift, Document document) {
        int version = first;
        for (int run = find(first); version < stop; run++) {
            int units = Math.min(end(run), stop) - version;
            int position = position(run, version, units) + shift;
            switch (kind[run]) {
                case INSERT -> document.insert(position, unitOf(run, version), units);
                case MOVE -> document.move(position, unit[run] + shift);
                default -> document.delete(position, units);
            }
            version += units;
        }
    }

    /// `joins`: may go on with the last run, since its author had seen just that.
    void insert(int position, int length, boolean joins) {
        int last = count - 1;
        boolean goesOn =
                joins
                        && last >= 0
                        && kind[last] == INSERT
                        && at[last] + (end - start[last]) == position;
        if (!goesOn) {
            add(INSERT, position);
        }
        end += length;
        units += length;
    }

    /// Deletes `length` units from `position` on.
    void delete(int position, int length, boolean joins) {
        int last = count - 1;
        if (joins && last >= 0 && goesOn(last, position, length)) {
            end += length;
            return;
        }
        add(DELETE, position);
        end += length;
    }

    /// Takes the unit at `from` out and puts it in at `to`.
    void move(int from, int to, long time) {
        if (moveCount == moves.length) {
            moves = Arrays.copyOf(moves, 2 * moveCount);
            times = Arrays.copyOf(times, 2 * moveCount);
        }
        moves[moveCount] = end;
        times[moveCount++] = time;
        add(MOVE, from);
        unit[count - 1] = to;
        end++;
    }

    /// When the move of that version was made.
    long timeOf(int move) {
        return times[Arrays.binarySearch(moves, 0, moveCount, move)];
    }

    /// How many units more there are after one version of that run than before.
    int growth(int run) {
        return switch (kind[run]) {
            case INSERT -> 1;
            case MOVE -> 0;
            default -> -1;
        };
    }

    private boolean goesOn(int last, int position, int length) {
        if (kind[last] == DELETE && at[last] == position) {
            return true;
        }
        int before = end - start[last];
        boolean deletes = kind[last] == DELETE || kind[last] == ERASE;
        if (length == 1 && deletes && at[last] - before == position) {
            if (kind[last] == ERASE || before == 1) {
                kind[last] = ERASE;
                return true;
            }
        }
        return false;
    }

    private void add(int of, int position) {
        if (count == start.length) {
            int room = 2 * count;
            start = Arrays.copyOf(start, room);
            at = Arrays.copyOf(at, room);
            unit = Arrays.copyOf(unit, room);
            kind = Arrays.copyOf(kind, room);
        }
        kind[count] = (byte) of;
        start[count] = end;
        at[count] = position;
        unit[count] = units;
        count++;
    }

    /// The run that a version is in. It is looked for near the last one first.
    int find(int version) {
        int run = Math.min(near, count - 1);
        int low = 0;
        int high = count - 1;
        for (int step = 1; step <= 16; step <<= 1) {
            if (start[run] > version) {
                high = run - 1;
                run = Math.max(low, run - step);
            } else if (run < high && start[run + 1] <= version) {
                low = run + 1;
                run = Math.min(high, run + step);
            } else {
                near = run;
                return run;
            }
        }
        while (low < high) {
            int middle = low + high + 1 >>> 1;
            if (start[middle] <= version) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        near = low;
        return low;
    }

    /// Runs: how many; then for each its length and kind, and how far its position is from where
    /// the one before it left the cursor. At last for each move how far it went, and its time as
    /// what it is more than that of the move before it.
    void write(Writer out) {
        out.varint(count);
        for (int run = 0; run < count; run++) {
            out.varint((long) length(run) << 2 | kind[run]);
        }
        int cursor = 0;
        for (int run = 0; run < count; run++) {
            out.signed(at[run] - cursor);
            cursor = cursorAfter(run);
        }
        long time = 0;
        int move = 0;
        for (int run = 0; move < moveCount; run++) {
            if (kind[run] == MOVE) {
                out.signed(unit[run] - at[run]).signed(times[move] - time);
                time = times[move++];
            }
        }
    }

    private int cursorAfter(int run) {
        return switch (kind[run]) {
            case INSERT -> at[run] + length(run);
            case ERASE -> at[run] - length(run);
            default -> at[run];
        };
    }

    static Ops read(Reader in) {
        int count = in.count(in.remaining(), "runs of operations");
        var ops = new Ops();
        ops.start = new int[count + 8];
        ops.at = new int[count + 8];
        ops.unit = new int[count + 8];
        ops.kind = new byte[count + 8];
        ops.count = count;
        for (int run = 0; run < count; run++) {
            int both = in.count(4 * VERSIONS_MAX - 1, "length of a run");
            ops.readRun(run, both & 3, both >> 2);
        }
        ops.readPositions(in);
        ops.readMoves(in);
        return ops;
    }

    private void readRun(int run, int of, int length) {
        boolean fits = length > 0 && length <= VERSIONS_MAX - end;
        if (!fits || of == MOVE && length > 1) {
            throw new Malformed("a run of " + length + " operations of kind " + of);
        }
        start[run] = end;
        unit[run] = units;
        kind[run] = (byte) of;
        end += length;
        units += of == INSERT ? length : 0;
        moveCount += of == MOVE ? 1 : 0;
    }

    private void readPositions(Reader in) {
        int cursor = 0;
        for (int run = 0; run < count; run++) {
            int position = cursor + in.signed(2 * VERSIONS_MAX - 1, "way to an operation");
            int lowest = kind[run] == ERASE ? position - length(run) + 1 : position;
            if (lowest < 0 || position > VERSIONS_MAX) {
                throw new Malformed("an operation at " + position);
            }
            at[run] = position;
            cursor = cursorAfter(run);
        }
    }

    private void readMoves(Reader in) {
        moves = new int[moveCount + 1];
        times = new long[moveCount + 1];
        long time = 0;
        int move = 0;
        for (int run = 0; move < moveCount; run++) {
            if (kind[run] == MOVE) {
                long to = at[run] + in.signed();
                if (to < 0 || to > VERSIONS_MAX) {
                    throw new Malformed("a move to " + to);
                }
                unit[run] = (int) to;
                time += in.signed();
                moves[move] = start[run];
                times[move++] = time;
            }
        }
    }
}
