package kith.lab.bench.store;

import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/// H2's MVStore, synced after each commit.
public final class MvStore implements Durable {
    private final MVStore store;
    private final MVMap<String, Long> cells;

    public MvStore(Path file) {
        store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
        cells = store.openMap("cells");
    }

    @Override
    public void put(String key, long value) {
        cells.put(key, value);
    }

    @Override
    public void commit() {
        store.commit();
        store.sync();
    }

    @Override
    public void close() {
        store.close();
    }
}
