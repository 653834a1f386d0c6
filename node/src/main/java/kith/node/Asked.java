package kith.node;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import kith.Answer;
import org.jspecify.annotations.Nullable;

/// Who asked and waits for the answer. Nearly all are answered in their own step: what a thread can
/// wait on is made only for those who are not.
///
/// Only for who owns the engine, but for an answer that is known to be there.
final class Asked implements Consumer<Answer> {
    private @Nullable Answer answer;
    private @Nullable CompletableFuture<Answer> later;
    private long ticket;

    @Override
    public void accept(Answer told) {
        answer = told;
        if (later != null) {
            later.complete(told); // nothing hangs on it but the thread that waits
        }
    }

    /// The call was not answered in its own step, and has that ticket.
    void ticket(long of) {
        ticket = of;
    }

    /// 0 when it was answered at once.
    long ticket() {
        return ticket;
    }

    Answer answer() {
        if (answer == null) {
            throw new IllegalStateException("not answered");
        }
        return answer;
    }

    /// What to wait on; null when the answer is there.
    @Nullable CompletableFuture<Answer> later() {
        if (answer == null) {
            later = new CompletableFuture<>();
        }
        return later;
    }
}
