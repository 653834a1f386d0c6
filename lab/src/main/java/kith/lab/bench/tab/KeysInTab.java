package kith.lab.bench.tab;

import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.Effect;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lab.bench.host.BareEngine;
import kith.lab.bench.host.NoDisk;
import kith.lab.bench.keys.KeyWrites;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.port.Limits;
import kith.state.Writing;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;

/// Keyed values for a script: an engine without links, and with signatures that cost nothing, since
/// a browser makes them beside. The writes are those of `./dev bench keys`.
public final class KeysInTab {
    /// The largest change has so many.
    private static final int CHUNK = 10_000;

    private final KeyWrites writes;
    private final BareEngine engine =
            new BareEngine(new NoDisk(), Limits.DEFAULT, new Model(), effect -> {});

    /// Signatures that cost nothing.
    private static final class Model implements BareEngine.Keys {
        private static final Bytes SIGNATURE = Bytes.wrap(new byte[64]);

        @Override
        public PeerId self() {
            return new PeerId(hasher().sha256(new byte[] {1}, 0, 1));
        }

        @Override
        public Bytes sign(@Nullable Bytes with, Bytes message) {
            return SIGNATURE;
        }

        @Override
        public boolean verify(Effect.Check check) {
            return true;
        }

        @Override
        public Hasher hasher() {
            return (from, start, end) -> Bytes.wrap(Sha256.hash(from, start, end));
        }
    }

    @JSExport
    public KeysInTab(int keys) {
        writes = new KeyWrites(keys);
    }

    /// Writes all keys in as few changes as there can be; a second time all again, in another
    /// order.
    @JSExport
    public void writeAll(boolean again) {
        int end = (again ? 2 : 1) * writes.size();
        for (int at = end - writes.size(); at < end; at += CHUNK) {
            var edits = new ArrayList<Writing.Edit>(CHUNK);
            for (int i = at; i < Math.min(at + CHUNK, end); i++) {
                edits.add(new Writing.Put(writes.path(i), KeyWrites.value(i)));
            }
            Answer answer =
                    engine.call(new Command.Write(BareEngine.space(), edits, List.of(), false));
            if (!(answer instanceof Answer.Written)) {
                throw new IllegalStateException("not written: " + answer);
            }
        }
    }

    /// Writes each key for itself.
    @JSExport
    public void writeEach() {
        for (int i = 0; i < writes.size(); i++) {
            engine.put(BareEngine.space(), writes.path(i), KeyWrites.value(i), true);
        }
    }
}
