package kith.node;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import kith.Effect;
import kith.Input;
import kith.lang.Bytes;
import kith.node.disk.DiskWriter;
import kith.node.disk.ReadAnswer;
import kith.port.Note;
import kith.store.DiskFailure;

/// Reads pieces of the log for the engine, and says what came of it.
///
/// A read that the disk's queue does not take, since it is full, is not one that found nothing: the
/// engine is told which it was, and asks again for what it needs. It is told late, so that it does
/// not do so all the time. A writer that has ended is not full: no read is carried out any more.
///
/// Any thread; none waits.
final class Loads {
    private final DiskWriter disk;
    private final Consumer<Note> notes;
    private final Consumer<Input> step;
    private final long pauseNanos;

    /// `step` is handed the answers, on the disk's thread or one of its own; those that bring
    /// nothing so much later.
    Loads(DiskWriter disk, Consumer<Note> notes, Consumer<Input> step, long pauseNanos) {
        this.disk = disk;
        this.notes = notes;
        this.step = step;
        this.pauseNanos = pauseNanos;
    }

    void load(Effect.Load load) {
        long ticket = load.ticket();
        DiskWriter.Taken taken =
                disk.read(
                        load.file(),
                        load.offset(),
                        load.length(),
                        answer -> loaded(ticket, answer));
        switch (taken) {
            case ORDERED -> {}
            case FULL -> notLoaded(ticket, true);
            case CLOSED -> notLoaded(ticket, false);
        }
    }

    private void loaded(long ticket, ReadAnswer answer) {
        switch (answer) {
            case ReadAnswer.Found(Bytes bytes) -> step.accept(new Input.Loaded(ticket, bytes));
            case ReadAnswer.Failed(DiskFailure why) -> {
                notes.accept(
                        new Note("disk-read-failed", "store", String.valueOf(why.getMessage())));
                notLoaded(ticket, false);
            }
        }
    }

    private void notLoaded(long ticket, boolean busy) {
        Thread.ofVirtual()
                .name("kith-read-again")
                .start(
                        () -> {
                            LockSupport.parkNanos(pauseNanos);
                            step.accept(new Input.NotLoaded(ticket, busy));
                        });
    }
}
