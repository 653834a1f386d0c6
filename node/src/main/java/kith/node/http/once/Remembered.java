package kith.node.http.once;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which writes were done, under the names that their clients gave them, so that a write that is
/// sent again (its answer was lost) is done once and answered twice.
///
/// Braid says of a `PUT` with a `Version` that "a client or server that receives the same update
/// twice, for the same version, can discard the second" (draft-toomim-httpbis-braid-http-04,
/// section 3). changed: the version of a change here is made by the peer that writes it, so the
/// client's name for it is remembered beside it, for the last [#WRITES_MAX] of them and until the
/// peer stops; [WriteNames] knows them afterwards.
///
/// Any thread.
public final class Remembered<T> {
    /// Guess: a minute of a busy client.
    public static final int WRITES_MAX = 10_000;

    private final int writesMax;
    private final LinkedHashMap<String, CompletableFuture<T>> byName = new LinkedHashMap<>();

    public Remembered() {
        this(WRITES_MAX);
    }

    Remembered(int writesMax) {
        this.writesMax = writesMax;
    }

    /// What came of the write of that name: it is done unless it was, and waited for when somebody
    /// else is doing it. One that failed is forgotten.
    public T once(String name, Supplier<T> write) {
        var mine = new CompletableFuture<T>();
        CompletableFuture<T> before = claim(name, mine);
        if (before != null) {
            return joined(before);
        }
        try {
            T done = write.get();
            mine.complete(done);
            return done;
        } catch (RuntimeException | Error e) {
            forget(name, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private synchronized @Nullable CompletableFuture<T> claim(
            String name, CompletableFuture<T> mine) {
        CompletableFuture<T> before = byName.putIfAbsent(name, mine);
        if (before == null && byName.size() > writesMax) {
            Map.Entry<String, CompletableFuture<T>> oldest = byName.firstEntry();
            byName.remove(oldest.getKey());
        }
        return before;
    }

    private synchronized void forget(String name, CompletableFuture<T> mine) {
        byName.remove(name, mine);
    }

    private static <T> T joined(CompletableFuture<T> before) {
        try {
            return before.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
