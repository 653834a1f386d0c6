package kith.lab.tab;

import java.util.Arrays;
import kith.Engine;
import kith.flight.Frame;
import kith.flight.Noted;
import kith.flight.NotedReader;
import kith.flight.Start;
import kith.flight.StepSum;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.lang.Utf8;
import kith.store.MemoryDisk;

/// An engine that is told what a trace has. The same class runs on the JVM and in a tab: what comes
/// of each step must be the same there, to the last byte.
public final class EngineReplay {
    static final Hasher SHA256 = (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private final NotedReader reader = new NotedReader(SHA256);
    private final StepSum sum = new StepSum();
    private final byte[] trace;
    private int at = Frame.MAGIC_BYTES;
    private final Engine engine;
    private Noted ahead;
    private String told = "";

    public EngineReplay(Bytes trace) {
        this.trace = trace.shared();
        if (!(noted() instanceof Noted.Began(Start start))) {
            throw new IllegalArgumentException("a trace without its beginning");
        }
        var disk = new MemoryDisk();
        Noted next = noted();
        while (next instanceof Noted.Kept kept) {
            disk.append(kept.file(), kept.piece());
            next = noted();
        }
        ahead = next;
        engine = Engine.open(disk, start.config(), start.now());
    }

    private Noted noted() {
        int start = at + Frame.HEADER_BYTES;
        int end = start + Frame.payloadBytes(trace, at);
        byte[] payload = Arrays.copyOfRange(trace, start, end);
        at = end;
        return reader.next(payload);
    }

    public boolean isOver() {
        return ahead instanceof Noted.Over;
    }

    /// Takes the next step, and answers a hash of all that came of it.
    ///
    /// @throws IllegalStateException when that is not what came of it then
    public String next() {
        if (!(ahead instanceof Noted.Stepped then)) {
            throw new IllegalStateException("no step, but " + ahead);
        }
        Engine.Step step = engine.step(then.input(), then.now());
        told = then.input().getClass().getSimpleName() + " -> " + step;
        if (sum.of(step) != then.sum()) {
            throw new IllegalStateException("this is not what came of it then: " + told);
        }
        ahead = noted();
        return Sha256.hash(Bytes.wrap(Utf8.encode(step.toString()))).hex();
    }

    /// The last step, as text with all its bytes.
    public String told() {
        return told;
    }
}
