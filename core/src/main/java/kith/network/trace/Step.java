package kith.network.trace;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.spread.Way;
import org.jspecify.annotations.Nullable;

/// What one peer says of the way of a change: its own part of it.
public sealed interface Step {
    /// The change is not there.
    record Lacking() implements Step {}

    /// It is there, and how it came is not remembered.
    record Forgotten() implements Step {}

    /// @param from who brought it first; null where it was written there, or that is not known
    /// @param hops how often it was passed on by then, as far as that was said
    /// @param lateMillis how long it was under way, by its clock and the author's
    /// @param again who brought it once more
    record Known(
            @Nullable PeerId from, int hops, long lateMillis, List<Pass> to, List<PeerId> again)
            implements Step {
        public Known {
            to = List.copyOf(to);
            again = List.copyOf(again);
        }

        /// What it says of having passed it to that peer; null where nothing.
        @Nullable Pass pass(PeerId peer) {
            for (Pass pass : to) {
                if (pass.to().equals(peer)) {
                    return pass;
                }
            }
            return null;
        }
    }

    /// @param afterMicros how long after it was there
    /// @param roundTripMicros of the link to that peer; 0 where it was not measured
    record Pass(PeerId to, long afterMicros, long roundTripMicros) {}

    /// Half an hour.
    int MICROS_MAX = Integer.MAX_VALUE - 1;

    default void write(Writer out) {
        switch (this) {
            case Lacking() -> out.u8(0);
            case Forgotten() -> out.u8(1);
            case Known known -> {
                out.u8(2).u8(known.hops).signed(known.lateMillis).flag(known.from != null);
                if (known.from != null) {
                    known.from.write(out);
                }
                out.varint(known.to.size());
                for (Pass pass : known.to) {
                    pass.to().write(out);
                    out.varint(pass.afterMicros()).varint(pass.roundTripMicros());
                }
                out.varint(known.again.size());
                known.again.forEach(peer -> peer.write(out));
            }
        }
    }

    static Step read(Reader in) {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new Lacking();
            case 1 -> new Forgotten();
            case 2 -> known(in);
            default -> throw new Malformed("a step of kind " + kind);
        };
    }

    private static Known known(Reader in) {
        int hops = in.u8();
        long lateMillis = in.signed();
        PeerId from = in.flag() ? PeerId.read(in) : null;
        var to = new ArrayList<Pass>();
        for (int left = in.count(Way.NAMED_MAX, "peers it went to"); left > 0; left--) {
            to.add(new Pass(PeerId.read(in), micros(in), micros(in)));
        }
        var again = new ArrayList<PeerId>();
        for (int left = in.count(Way.NAMED_MAX, "peers that brought it again"); left > 0; left--) {
            again.add(PeerId.read(in));
        }
        return new Known(from, hops, lateMillis, to, again);
    }

    private static int micros(Reader in) {
        return in.count(MICROS_MAX, "microseconds");
    }

    /// As it is told: half an hour and more is half an hour, and what is not known yet is nothing.
    static long micros(long nanos) {
        return Math.clamp(nanos / 1_000, 0, MICROS_MAX);
    }
}
