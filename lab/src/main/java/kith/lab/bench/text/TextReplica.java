package kith.lab.bench.text;

/// A text that one author writes, in some library.
///
/// Splices belong to one transaction, which `commit` or `update` ends.
public interface TextReplica extends AutoCloseable {
    /// Deletes and inserts at a position, in UTF-16 units.
    void splice(int at, int deleted, String inserted);

    /// Ends a transaction that is told to nobody.
    void commit();

    /// Ends a transaction, and answers what tells others of it.
    byte[] update();

    /// Takes in the update of another, or a whole history.
    void receive(byte[] update);

    /// The whole history as one update.
    byte[] history();

    /// The bytes of a file that [TextSubject#load] reads.
    byte[] save();

    String text();

    /// Gives back memory that no collector sees.
    @Override
    default void close() {}
}
