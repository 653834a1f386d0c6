package kith.crdt;

import java.util.List;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.value.Path;
import kith.value.Value;

/// One operation of a change. What each does to a cell is normative in `docs/protocol/state.md`.
///
/// An operation names no versions: what it replaces or hides follows from what the author of its
/// change had seen. It hides what is older in its own change too, so the order within one change
/// counts.
public sealed interface Op {
    /// The most parts in one [Zero]: more chains have counted in one cell than a board has members.
    int PARTS_MAX = 10_000;

    /// How deep an element of a set may be nested: the set is an array around it.
    int ELEMENT_DEPTH_MAX = Value.DEPTH_MAX - 1;

    /// The longest text, in UTF-16 units. Guess: far more than people read; it is kept in memory.
    int TEXT_LENGTH_MAX = 1 << 24;

    /// The most elements of a list. Guess: what is longer is searched and not read, and belongs
    /// into cells of its own.
    int LIST_LENGTH_MAX = 1 << 20;

    /// An operation on the cell at a path.
    sealed interface At extends Op {
        Path path();
    }

    /// Writes the register at a path, in the place of the writes that its author had seen.
    record Set(Path path, Value value) implements At {}

    /// Hides the writes of the register and the elements of the set at exactly this path, not what
    /// is below. A counter needs a [Zero].
    record Unset(Path path) implements At {}

    /// Hides the same in the whole subtree, the cell at the path included.
    record Remove(Path path) implements At {}

    /// Counts `delta` on.
    record Add(Path path, long delta) implements At {}

    /// Hides what the listed chains have counted so far, as far as the author had seen it. The
    /// totals say how much that was: a cell keeps no history, so whoever received counts that the
    /// author had not seen could not know. Parts ascend by the chain's name.
    record Zero(Path path, List<Part> parts) implements At {
        /// What one chain had counted in all, its hidden counts included.
        public record Part(ChainId chain, long total) {}

        public Zero {
            if (parts.isEmpty() || parts.size() > PARTS_MAX) {
                throw new IllegalArgumentException(
                        parts.size() + " parts in a zero, expected 1 to " + PARTS_MAX);
            }
            for (int i = 1; i < parts.size(); i++) {
                if (parts.get(i - 1).chain().compareTo(parts.get(i).chain()) >= 0) {
                    throw new IllegalArgumentException("parts of a zero do not ascend at " + i);
                }
            }
            parts = List.copyOf(parts);
        }
    }

    /// Puts an element into the set. A concurrent [Take] that had not seen this leaves it there.
    record Insert(Path path, Value value) implements At {
        public Insert {
            checkElement(value);
        }
    }

    /// Takes an element out of the set, as far as the author had seen it put there.
    record Take(Path path, Value value) implements At {
        public Take {
            checkElement(value);
        }
    }

    /// Edits the text at this path, which begins to be one: deletes `delete` UTF-16 units from
    /// position `at` on and inserts there. Positions are those of the text as the author saw it;
    /// one that was not there makes the operation do nothing.
    record Splice(Path path, int at, int delete, String insert) implements At {
        public Splice {
            if (at < 0 || delete < 0 || at > TEXT_LENGTH_MAX || delete > TEXT_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "no splice: " + delete + " units deleted at " + at);
            }
        }
    }

    /// Edits the list at this path, which begins to be one: deletes `delete` elements from position
    /// `at` on and inserts there. Positions are those of the list as the author saw it; one that
    /// was not there makes the operation do nothing.
    record ListSplice(Path path, int at, int delete, List<Value> insert) implements At {
        public ListSplice {
            if (at < 0 || delete < 0 || at > LIST_LENGTH_MAX || delete > LIST_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "no splice: " + delete + " elements deleted at " + at);
            }
            if (insert.size() > LIST_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        insert.size() + " elements inserted, at most " + LIST_LENGTH_MAX);
            }
            insert.forEach(Op::checkElement);
            insert = List.copyOf(insert);
        }
    }

    /// Moves the element at `from` of the list at this path to where it is at `to` afterwards. Of
    /// concurrent moves of one element the newest counts.
    record ListMove(Path path, int from, int to) implements At {
        public ListMove {
            if (from < 0 || to < 0 || from >= LIST_LENGTH_MAX || to >= LIST_LENGTH_MAX) {
                throw new IllegalArgumentException("no move: from " + from + " to " + to);
            }
        }
    }

    /// A record about membership. It rides in a change for its place in the order; the state of
    /// cells ignores it.
    record Notice(Bytes bytes) implements Op {}

    private static void checkElement(Value value) {
        if (value.depth() > ELEMENT_DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "an element nested " + value.depth() + " deep, at most " + ELEMENT_DEPTH_MAX);
        }
    }
}
