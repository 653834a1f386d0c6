package kith.node.app.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import kith.Answer;
import kith.Command;
import kith.Event;
import kith.Problem;
import kith.lang.Bytes;
import kith.node.http.talk.Door;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What an application's worker may do wrong. Among peers it is in `kith.lab.scenario.WorkTest`.
final class ServingTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Tasks tasks = new Tasks();

    /// A peer that gives the tasks it is told, and remembers how each ended.
    private static final class Tasks implements Door {
        final BlockingQueue<Answer> given = new LinkedBlockingQueue<>();
        final BlockingQueue<Command.Finish> ended = new LinkedBlockingQueue<>();

        @Override
        public Answer call(Command command) {
            ended.add((Command.Finish) command);
            return new Answer.Done();
        }

        @Override
        public Answer call(Command command, Runnable look) {
            var take = (Command.Take) command;
            try {
                Answer answer =
                        given.poll(Math.min(take.withinMillis(), 50), TimeUnit.MILLISECONDS);
                look.run();
                return answer == null ? new Answer.Done() : answer;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void give(int number) {
            Bytes id = Bytes.wrap(new byte[] {(byte) number});
            given.add(new Answer.Tasked(id, Value.Int.of(number)));
        }

        Command.Finish end() throws InterruptedException {
            Command.Finish finish = ended.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(finish, "nothing was said to be done");
            return finish;
        }

        @Override
        public <T> T together(Supplier<T> calls) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void tell(Command command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long open(Consumer<Event> sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close(long subscription) {
            throw new UnsupportedOperationException();
        }
    }

    private Serving serve(Function<Task, Value> does) {
        var terms = new Serving.Terms("home", "twice", 2, BOUND);
        return Serving.begin(tasks, terms, does, ServingTest::unless);
    }

    private static void unless(Answer answer) {
        if (answer instanceof Answer.Failed failed) {
            throw new IllegalArgumentException(failed.problem().code());
        }
    }

    @Test
    void whateverAWorkerThrowsIsToldAndTheNextTaskIsDone() throws InterruptedException {
        var thrown = List.of(new IllegalStateException("one"), new StackOverflowError("two"));
        try (Serving _ =
                serve(
                        task -> {
                            int number = (int) ((Value.Int) task.value()).value();
                            return switch (number) {
                                case 0 -> throw (RuntimeException) thrown.get(0);
                                case 1 -> throw (Error) thrown.get(1);
                                default -> task.value();
                            };
                        })) {
            for (int i = 0; i < 2; i++) {
                tasks.give(i);
                assertEquals(thrown.get(i).getMessage(), tasks.end().failure());
            }
            for (int i = 2; i < 6; i++) {
                tasks.give(i);
                Command.Finish good = tasks.end();
                assertNull(good.failure());
                assertEquals(Value.Int.of(i), good.value());
            }
        }
    }

    @Test
    void aWorkerMayCloseWhatCallsIt() throws InterruptedException {
        var serving = new AtomicReference<Serving>();
        Serving begun =
                serve(
                        task -> {
                            while (serving.get() == null) {
                                Thread.onSpinWait();
                            }
                            serving.get().close();
                            return task.value();
                        });
        serving.set(begun);
        tasks.give(7);
        assertEquals(Value.Int.of(7), tasks.end().value());
        assertTimeoutPreemptively(BOUND, begun::close);
    }

    @Test
    void whatIsWrongFromTheStartIsThrownAndWhereNobodyLeadsItComesAgain()
            throws InterruptedException {
        tasks.given.add(new Answer.Failed(Problem.BOARD_UNKNOWN, "no such board"));
        var wrong = assertThrows(IllegalArgumentException.class, () -> serve(Task::value));
        assertEquals("board-unknown", wrong.getMessage());
        tasks.given.add(new Answer.Failed(Problem.WORK_NO_LEADER, "not yet"));
        tasks.given.add(new Answer.Failed(Problem.WORK_TOO_MUCH, "not now"));
        tasks.give(7);
        try (Serving _ = serve(Task::value)) {
            assertEquals(Value.Int.of(7), tasks.end().value());
        }
    }
}
