package kith.lab.tab;

import kith.Engine;
import kith.Input;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Sha256;
import kith.lang.Utf8;
import kith.node.flight.InputCodec;
import kith.node.flight.Start;
import kith.port.Now;
import kith.store.MemoryDisk;

/// An engine that is told what an [EngineRecord] has. The same class runs on the JVM and in a tab:
/// what comes of each step must be the same there, to the last byte.
public final class EngineReplay {
    static final Hasher SHA256 = (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));

    private static final int BYTES_MAX = 64 << 20;
    private static final int FILES_MAX = 10_000;
    private static final int NAME_BYTES_MAX = 255;

    private final InputCodec codec = new InputCodec(SHA256);
    private final Reader in;
    private final Engine engine;
    private String told = "";

    public EngineReplay(Bytes record) {
        in = new Reader(record);
        Start start = Start.read(new Reader(in.sized(BYTES_MAX, "start")), SHA256);
        var disk = new MemoryDisk();
        for (int left = in.count(FILES_MAX, "files"); left > 0; left--) {
            disk.put(in.string(NAME_BYTES_MAX, "name"), in.sized(BYTES_MAX, "file").toArray());
        }
        engine = Engine.open(disk, start.config(), start.now());
    }

    public boolean isOver() {
        return in.atEnd();
    }

    /// Takes the next step, and answers a hash of all that came of it.
    public String next() {
        Input input = codec.read(new Reader(in.sized(BYTES_MAX, "input")));
        Engine.Step step = engine.step(input, new Now(in.u64(), in.u64()));
        told = input.getClass().getSimpleName() + " -> " + step;
        return Sha256.hash(Bytes.wrap(Utf8.encode(step.toString()))).hex();
    }

    /// The last step, as text with all its bytes.
    public String told() {
        return told;
    }
}
