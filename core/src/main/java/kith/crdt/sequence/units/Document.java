package kith.crdt.sequence.units;

/// What a sequence looks like now: the units that are shown, one after the other.
///
/// It is told of each change as it is to be carried out here, with positions of its own; it knows
/// nothing of authors and versions. Inserted units come from the store of all units that were ever
/// inserted, by their place in it.
public interface Document {
    int length();

    /// Inserts the `count` units that begin at `from` in the store.
    void insert(int at, int from, int count);

    void delete(int at, int count);

    /// Takes the unit at `from` out and puts it in again at `to`.
    void move(int from, int to);
}
