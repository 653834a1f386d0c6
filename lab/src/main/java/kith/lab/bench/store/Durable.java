package kith.lab.bench.store;

import java.sql.SQLException;

/// A store of cells that survives a loss of power.
public interface Durable extends AutoCloseable {
    /// Writes one cell; durable after the next commit.
    void put(String key, long value) throws SQLException;

    void commit() throws SQLException;

    @Override
    void close() throws SQLException;
}
