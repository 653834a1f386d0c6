package kith.lab.tab;

import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSExport;
import org.teavm.jso.typedarrays.Int8Array;

/// [EngineReplay] for a script: what the module exports.
public final class ReplayInTab {
    private static @Nullable EngineReplay replay;

    private ReplayInTab() {}

    @JSExport
    public static void open(Int8Array record) {
        replay = new EngineReplay(Bytes.wrap(record.copyToJavaArray()));
    }

    /// The hash of the next step; empty at the end.
    @JSExport
    public static String next() {
        return replay == null || replay.isOver() ? "" : replay.next();
    }

    @JSExport
    public static String told() {
        return replay == null ? "" : replay.told();
    }
}
