package kith.lab.sequence;

import java.util.List;

/// One edit of an event, by positions in what its author saw at that moment.
public sealed interface Edit {
    /// Text: at `at` delete so many UTF-16 units, then insert there.
    record Splice(int at, int delete, String insert) implements Edit {
        public Splice {
            positive("at", at);
            positive("delete", delete);
        }
    }

    /// List: at `at` delete so many elements, then insert these values there.
    record Values(int at, int delete, List<Integer> insert) implements Edit {
        public Values {
            positive("at", at);
            positive("delete", delete);
            insert = List.copyOf(insert);
        }
    }

    /// List: the element at `from` is afterwards at `to`, an index in the list without it.
    record Move(int from, int to) implements Edit {
        public Move {
            positive("from", from);
            positive("to", to);
        }
    }

    /// Everything that its author saw is deleted.
    record Clear() implements Edit {}

    /// How much work it is: units deleted, inserted and moved; a clear counts as one.
    default int units() {
        return switch (this) {
            case Splice splice -> splice.delete() + splice.insert().length();
            case Values values -> values.delete() + values.insert().size();
            case Move _ -> 1;
            case Clear _ -> 1;
        };
    }

    /// The units of a text as the values of a list.
    static List<Integer> units(String text) {
        return text.chars().boxed().toList();
    }

    private static void positive(String name, int number) {
        if (number < 0) {
            throw new IllegalArgumentException(name + " must not be negative: " + number);
        }
    }
}
