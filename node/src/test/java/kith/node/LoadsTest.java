package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kith.Effect;
import kith.Input;
import kith.node.disk.DiskWriter;
import kith.node.disk.FileDisk;
import kith.port.Note;
import kith.store.DiskFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadsTest {
    @TempDir java.nio.file.Path home;

    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final List<Note> notes = new ArrayList<>();

    private static final class Quiet implements DiskWriter.Answers {
        @Override
        public void synced(long ticketLast) {}

        @Override
        public void failed(DiskFailure why) {}
    }

    private Input next() throws InterruptedException {
        Input next = inputs.poll(Waiting.SECONDS_MAX, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came");
        }
        return next;
    }

    @Test
    void aDiskThatCannotAndOneThatIsClosedAreNotBusy() throws InterruptedException {
        var writer = new DiskWriter(FileDisk.open(home), new Quiet());
        var loads = new Loads(writer, notes::add, inputs::add, 1);
        loads.load(new Effect.Load(7, "00000009.log", 0, 10));
        assertEquals(new Input.NotLoaded(7, false), next());
        writer.close();
        loads.load(new Effect.Load(8, "00000009.log", 0, 10));
        assertEquals(new Input.NotLoaded(8, false), next());
        var codes = new ArrayList<String>();
        notes.forEach(note -> codes.add(note.code()));
        assertEquals(List.of("disk-read-failed"), codes);
    }
}
