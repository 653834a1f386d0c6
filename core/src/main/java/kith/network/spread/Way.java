package kith.network.spread;

import java.util.List;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// The way that one update took to here, and on.
///
/// @param from who brought it first; null where it was written here, or that link is down
/// @param hops how often it was passed on by then; [#HOPS_MAX] where nobody said
/// @param lateMillis how long it was under way, by our clock and its author's; negative where these
///     differ by more
/// @param to whom it was passed to, in this order
/// @param again who brought it once more
public record Way(
        @Nullable PeerId from, int hops, long lateMillis, List<Pass> to, List<PeerId> again) {
    /// An update is counted to have been passed on at most so often; it is reached by nobody, and
    /// stands where nobody said.
    public static final int HOPS_MAX = 255;

    /// As many are told of on each side. Guess: who passes it on to more is a hub, of which so many
    /// show what it is.
    public static final int NAMED_MAX = 64;

    public Way {
        to = List.copyOf(to);
        again = List.copyOf(again);
    }

    /// To whom it was passed, and how long after it was here.
    public record Pass(PeerId to, long afterNanos) {}
}
