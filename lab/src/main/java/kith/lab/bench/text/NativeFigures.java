package kith.lab.bench.text;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// diamond-types as native Rust (its repository at 3ce9d94, optimised, for no particular
/// processor), which is no package that a benchmark could fetch. It was measured once beside Yjs
/// 13.6.33 on a machine of this kind, by the same rules; so what it would need here is that, times
/// what Yjs needs now as a multiple of what it needed then. Bytes need no such help.
public final class NativeFigures {
    /// @param then its figure, in the unit of the measure
    /// @param yjs that of Yjs in the same run
    private record Pair(double then, double yjs) {}

    private static final Map<String, Map<String, Pair>> TIMES =
            Map.of(
                    "automerge-paper",
                    Map.of(
                            "local", new Pair(5.04, 1204),
                            "live", new Pair(0.53, 7.60),
                            "save", new Pair(0.82, 10.6),
                            "load", new Pair(1.53, 12.5),
                            "merge", new Pair(1.53, 11.6),
                            "stream", new Pair(0.80, 2.81)),
                    "seph-blog1",
                    Map.of(
                            "local", new Pair(3.66, 588),
                            "live", new Pair(0.53, 6.90),
                            "save", new Pair(1.13, 11.9),
                            "load", new Pair(2.24, 22.2),
                            "merge", new Pair(2.24, 19.4),
                            "stream", new Pair(0.78, 3.02)),
                    "rustcode",
                    Map.of(
                            "local", new Pair(2.49, 206),
                            "live", new Pair(0.67, 7.13),
                            "save", new Pair(1.39, 8.47),
                            "load", new Pair(1.96, 10.8),
                            "merge", new Pair(1.95, 10.5),
                            "stream", new Pair(0.82, 3.20)),
                    "sveltecomponent",
                    Map.of(
                            "local", new Pair(1.03, 46.0),
                            "live", new Pair(0.58, 7.26),
                            "save", new Pair(0.34, 1.29),
                            "load", new Pair(0.71, 1.88),
                            "merge", new Pair(0.70, 1.73),
                            "stream", new Pair(0.82, 3.25)),
                    "friendsforever_flat",
                    Map.of(
                            "local", new Pair(0.59, 33.5),
                            "live", new Pair(0.49, 5.53),
                            "save", new Pair(0.17, 1.09),
                            "load", new Pair(0.40, 1.53),
                            "merge", new Pair(0.40, 1.45),
                            "stream", new Pair(0.75, 2.86)),
                    "friendsforever",
                    Map.of("load", new Pair(2.75, 0.76), "merge", new Pair(2.75, 0.72)),
                    "A1",
                    Map.of("load", new Pair(13.3, 78.9), "merge", new Pair(13.3, 79.4)));

    private static final Map<String, Integer> FILE_BYTES =
            Map.of(
                    "automerge-paper", 106_243,
                    "seph-blog1", 157_789,
                    "rustcode", 179_522,
                    "sveltecomponent", 41_657,
                    "friendsforever_flat", 27_720,
                    "friendsforever", 35_083,
                    "A1", 334_914);

    private NativeFigures() {}

    /// What it would need here now, where Yjs needs `yjs`; not a number where nobody has measured
    /// it.
    public static double now(String trace, String measure, double yjs) {
        @Nullable Pair pair = TIMES.getOrDefault(trace, Map.of()).get(measure);
        return pair == null ? Double.NaN : pair.then * yjs / pair.yjs;
    }

    /// The size of its file; not a number where nobody has measured it.
    public static double fileBytes(String trace) {
        @Nullable Integer bytes = FILE_BYTES.get(trace);
        return bytes == null ? Double.NaN : bytes;
    }
}
