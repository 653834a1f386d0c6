package kith.lab.bench.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// SQLite with a write-ahead log that is synced at each commit: its quickest mode that loses
/// nothing.
public final class SqliteStore implements Durable {
    private final Connection connection;
    private final PreparedStatement put;

    public SqliteStore(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=full");
            statement.execute("create table cells(key text primary key, value) without rowid");
        }
        connection.setAutoCommit(false);
        put =
                connection.prepareStatement(
                        "insert into cells values(?, ?)"
                                + " on conflict(key) do update set value = excluded.value");
    }

    @Override
    public void put(String key, long value) throws SQLException {
        put.setString(1, key);
        put.setLong(2, value);
        put.executeUpdate();
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        put.close();
        connection.close();
    }
}
