package kith.node.app.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.node.http.talk.Door;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Does tasks of one name until it is closed.
///
/// ```java
/// try (Serving serving = board.serve("lengths", task -> 3)) {
///     System.out.println(serving);   // serves lengths
/// }
/// ```
///
/// Each of its threads comes for one task at a time. Where nobody can hand out any (too few
/// members, no leader yet), or too many here wait for some, it comes again. Where it cannot go on,
/// because this peer is no member any more, its threads end with what was thrown.
public final class Serving implements AutoCloseable {
    /// How long one comes for a task before it comes again. Guess.
    private static final long WITHIN_MILLIS = 20_000;

    /// Where nobody hands out anything, it is tried again after so long. Guess.
    private static final long AGAIN_MILLIS = 1_000;

    private final Door door;
    private final Terms terms;
    private final Function<Task, Value> does;
    private final Consumer<Answer> unlessRefused;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// Nobody wants another task.
    private static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Closed() {
            super("closed", null, false, false);
        }
    }

    /// What [kith.node.app.Board] was told.
    ///
    /// ```java
    /// var terms = new Serving.Terms("home", "lengths", 1, java.time.Duration.ofSeconds(20));
    /// System.out.println(terms.name());   // lengths
    /// ```
    ///
    /// @param name of the tasks
    /// @param limit how long one may take
    public record Terms(String board, String name, int atOnce, Duration limit) {}

    private Serving(
            Door door, Terms terms, Function<Task, Value> does, Consumer<Answer> unlessRefused) {
        this.door = door;
        this.terms = terms;
        this.does = does;
        this.unlessRefused = unlessRefused;
    }

    /// For [kith.node.app.Board]. It comes once before it returns, so that what is wrong with the
    /// terms is thrown here.
    ///
    /// @param unlessRefused throws what [kith.node.app.Board] throws for an answer that is none
    public static Serving begin(
            Door door, Terms terms, Function<Task, Value> does, Consumer<Answer> unlessRefused) {
        var serving = new Serving(door, terms, does, unlessRefused);
        Answer first = serving.take(1);
        if (!isForAWhile(first)) {
            unlessRefused.accept(first);
        }
        for (int i = 0; i < terms.atOnce(); i++) {
            Answer begins = i == 0 ? first : new Answer.Done();
            serving.threads.add(
                    Thread.ofVirtual()
                            .name("kith-work-" + terms.name() + "-" + i)
                            .unstarted(() -> serving.run(begins)));
        }
        serving.threads.forEach(Thread::start);
        return serving;
    }

    private void run(Answer first) {
        Answer answer = first;
        try {
            while (goesOn(answer)) {
                answer = take(WITHIN_MILLIS);
            }
        } catch (Closed | InterruptedException e) {
            // it is over
        }
    }

    private boolean goesOn(Answer answer) throws InterruptedException {
        if (answer instanceof Answer.Tasked task) {
            finish(task);
        } else if (isForAWhile(answer)) {
            closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } else if (answer instanceof Answer.Failed failed && failed.problem() == Problem.STOPPING) {
            return false;
        } else {
            unlessRefused.accept(answer);
        }
        return closed.getCount() > 0;
    }

    private static boolean isForAWhile(Answer answer) {
        return answer instanceof Answer.Failed failed
                && (failed.problem() == Problem.WORK_NO_LEADER
                        || failed.problem() == Problem.WORK_TOO_MUCH);
    }

    private Answer take(long withinMillis) {
        long limitMillis = terms.limit().toMillis();
        return door.call(
                new Command.Take(terms.board(), terms.name(), withinMillis, limitMillis),
                () -> {
                    if (closed.getCount() == 0) {
                        throw new Closed();
                    }
                });
    }

    private void finish(Answer.Tasked task) {
        Value value = Value.Null.NULL;
        String failure = null;
        try {
            value = does.apply(new Task(task.id().hex(), task.value()));
        } catch (Throwable failed) { // whatever it is, the next task may be done
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            failure = why.getMessage() == null ? why.toString() : why.getMessage();
        }
        Answer answer = end(task, value, failure);
        if (answer instanceof Answer.Failed failed && failed.problem() == Problem.WORK_TOO_LARGE) {
            end(task, Value.Null.NULL, failed.detail());
        }
    }

    private Answer end(Answer.Tasked task, Value value, @Nullable String failure) {
        return door.call(new Command.Finish(terms.board(), task.id(), value, failure));
    }

    /// Comes for no more. What is being done is done, and this waits for it, but not where it is
    /// called by what is being done.
    @Override
    public void close() {
        closed.countDown();
        if (threads.contains(Thread.currentThread())) {
            return;
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            interrupted |= !ended(thread);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean ended(Thread thread) {
        try {
            thread.join();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "serves " + terms.name();
    }
}
