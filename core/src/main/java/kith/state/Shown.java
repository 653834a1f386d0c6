package kith.state;

import kith.clock.HybridTime;
import kith.log.ChainId;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What a cell shows: of all its living slots the one written last by the clock.
///
/// `value` is there for a scalar slot; for children it is null, because their value is a whole
/// subtree and is made only for who asks ([Query]). `contested` says that more lives here than is
/// shown: concurrent writes, or a value and children. [Space#conflicts] lists all of it.
public record Shown(Slot slot, @Nullable Value value, boolean contested) {
    /// The kinds of content that a cell can have, one of each. When two carry the same mark, the
    /// one that stands later here is shown.
    public enum Slot {
        NOTHING,
        REGISTER,
        COUNTER,
        SET,
        TEXT,
        LIST,
        CHILDREN;

        /// What is there, for a message.
        String words() {
            return switch (this) {
                case NOTHING -> "nothing";
                case REGISTER -> "a value";
                case COUNTER -> "a counter";
                case SET -> "a set";
                case TEXT -> "a text";
                case LIST -> "a list";
                case CHILDREN -> "cells below it";
            };
        }
    }

    /// One thing that lives in a cell: a write of the register, the counter, the set, or (without a
    /// value) the children. `author`, `seq` and `time` are those of its newest mark; the author is
    /// null for what was never a change.
    public record Standing(
            Slot slot, @Nullable Value value, @Nullable ChainId author, int seq, long time) {

        /// The clock of its author, in milliseconds since 1970.
        public long millis() {
            return HybridTime.millis(time);
        }
    }

    /// A cell in which nothing lives.
    public static final Shown NOTHING = new Shown(Slot.NOTHING, null, false);

    /// A cell that is nothing but its children.
    public static final Shown CHILDREN = new Shown(Slot.CHILDREN, null, false);

    public Shown {
        boolean scalar = slot != Slot.NOTHING && slot != Slot.CHILDREN;
        if (scalar != (value != null)) {
            throw new IllegalArgumentException(slot + " shown with the value " + value);
        }
    }

    public boolean isNothing() {
        return slot == Slot.NOTHING;
    }
}
