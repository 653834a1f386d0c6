package kith.node.app.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.node.http.talk.Door;
import kith.value.Value;

/// Does tasks of one name until it is closed.
///
/// ```java
/// try (Serving serving = board.serve("lengths", task -> 3)) {
///     System.out.println(serving);   // serves lengths
/// }
/// ```
///
/// Each of its threads comes for one task at a time. Where nobody can hand out any (too few
/// members, no leader yet) it comes again.
public final class Serving implements AutoCloseable {
    /// How long one comes for a task before it comes again. Guess.
    private static final long WITHIN_MILLIS = 20_000;

    /// Where nobody hands out anything, it is tried again after so long. Guess.
    private static final long AGAIN_MILLIS = 1_000;

    private final Door door;
    private final String board;
    private final String name;
    private final Function<Task, Value> does;
    private final long limitMillis;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /// Nobody wants another task.
    private static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Closed() {
            super("closed", null, false, false);
        }
    }

    private Serving(
            Door door, String board, String name, Function<Task, Value> does, Duration limit) {
        this.door = door;
        this.board = board;
        this.name = name;
        this.does = does;
        this.limitMillis = limit.toMillis();
    }

    /// For [kith.node.app.Board].
    public static Serving begin(
            Door door,
            String board,
            String name,
            Function<Task, Value> does,
            int atOnce,
            Duration limit) {
        var serving = new Serving(door, board, name, does, limit);
        for (int i = 0; i < atOnce; i++) {
            serving.threads.add(
                    Thread.ofVirtual().name("kith-work-" + name + "-" + i).start(serving::run));
        }
        return serving;
    }

    private void run() {
        try {
            while (closed.getCount() > 0) {
                switch (call(new Command.Take(board, name, WITHIN_MILLIS, limitMillis))) {
                    case Answer.Tasked task -> finish(task);
                    case Answer.Failed failed when failed.problem() == Problem.STOPPING -> {
                        return;
                    }
                    case Answer.Failed _ -> closed.await(AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                    case Answer _ -> {} // nothing came
                }
            }
        } catch (Closed | InterruptedException e) {
            // it is over
        }
    }

    private Answer call(Command command) {
        return door.call(
                command,
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
        } catch (RuntimeException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            failure = why.getMessage() == null ? why.toString() : why.getMessage();
        }
        Answer answer = door.call(new Command.Finish(board, task.id(), value, failure));
        if (answer instanceof Answer.Failed failed && failed.problem() == Problem.WORK_TOO_LARGE) {
            door.call(new Command.Finish(board, task.id(), Value.Null.NULL, failed.detail()));
        }
    }

    /// Comes for no more. What is being done is done, and this waits for it.
    @Override
    public void close() {
        closed.countDown();
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
        return "serves " + name;
    }
}
