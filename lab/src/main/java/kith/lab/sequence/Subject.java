package kith.lab.sequence;

import java.util.BitSet;
import java.util.List;

/// One replica of what is compared with [TreeTwin]: an adapter around the engine, made for one
/// history.
///
/// A text is given as its UTF-16 units, a list as its values.
public interface Subject {
    /// Makes replicas of one sort.
    interface Kind {
        String name();

        /// An empty replica of this author; a reader who writes nothing has a rank that no
        /// author has.
        Subject open(Graph graph, int author);
    }

    /// Takes in events in this order, as one batch; whatever is before them is here.
    void receive(List<Integer> numbers);

    /// The author of this replica writes this event now, against everything that is here. Never
    /// called once there are void events, which the author would no longer see.
    void write(int number);

    /// These events are void from now on, also those that arrive later.
    void makeVoid(BitSet numbers);

    /// The replica is closed and opened again from what it keeps, where the adapter can do that:
    /// what was worked out in memory is gone.
    default void reopen() {}

    /// What is shown now.
    List<Integer> list();

    /// What a version shows, all of which is here; void events do not count in it either.
    List<Integer> list(BitSet version);
}
