package kith.flight;

import java.util.ArrayList;
import java.util.List;
import kith.Engine;
import kith.Input;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Now;
import kith.store.Disk;
import org.jspecify.annotations.Nullable;

/// A recording that is kept in memory, and given out as one file whenever somebody wants it.
///
/// Its room is divided into parts: when the last one is full the oldest goes, and with the first of
/// all the files of the store, since what they begin is gone.
///
/// Belongs to the owner of the engine.
public final class Trace {
    /// Parts that the room is divided into: so much of it goes at once.
    private static final int PARTS = 4;

    private final int partBytesMax;
    private final Scribe scribe;
    private final List<Part> parts = new ArrayList<>();

    /// How it began; null when that is gone.
    private @Nullable Beginning beginning;

    private record Beginning(Start start, Disk store) {}

    private static final class Part {
        /// When the record before its first was made.
        final Now before;

        final Writer records = new Writer();
        long steps;

        Part(Now before) {
            this.before = before;
        }
    }

    /// Of an engine that is about to be opened. `store` is read when the trace is given out: nobody
    /// may change it.
    ///
    /// @param bytesMax the most bytes of steps; a step that is larger than a quarter of it has a
    ///     part to itself
    public Trace(Start start, Disk store, int bytesMax, Hasher hasher) {
        this.beginning = new Beginning(start, store);
        this.scribe = new Scribe(start.now(), hasher);
        this.partBytesMax = bytesMax / PARTS;
        parts.add(new Part(start.now()));
    }

    /// The engine was given that, and wants this; null: it threw.
    public void step(Input input, Now now, Engine.@Nullable Step step) {
        Part part = parts.getLast();
        if (part.records.size() >= partBytesMax) {
            part = next();
        }
        scribe.step(input, now, step, part.records);
        part.steps++;
    }

    private Part next() {
        if (parts.size() == PARTS) {
            parts.removeFirst();
            beginning = null;
        }
        var part = new Part(scribe.now());
        parts.add(part);
        return part;
    }

    /// Whether it can be replayed: its beginning is there.
    public boolean isWhole() {
        return beginning != null;
    }

    /// All that is kept, as a file.
    public Bytes bytes() {
        var out = new Writer(Frame.MAGIC_BYTES);
        out.bytes(Bytes.wrap(Frame.magic()));
        Beginning from = beginning;
        if (from == null) {
            Scribe.cut(parts.getFirst().before, out);
        } else {
            Scribe.began(from.start(), out);
            for (String file : from.store().list()) {
                int size = (int) from.store().size(file);
                Scribe.kept(file, Bytes.wrap(from.store().read(file, 0, size)), out);
            }
        }
        long steps = 0;
        for (Part part : parts) {
            out.bytes(part.records.shared(), 0, part.records.size());
            steps += part.steps;
        }
        Scribe.over(steps, out);
        return out.toBytes();
    }
}
