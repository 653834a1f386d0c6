package kith.dht;

import java.util.List;
import kith.dht.DirectoryMessage.Hop;
import kith.dht.DirectoryMessage.Near;
import kith.identity.PeerId;

/// What came of a look-up.
///
/// @param enough whether as many answered as were to
/// @param records of each author the newest that was told
/// @param peers who is near, as those say who are
/// @param by who answered
/// @param hops by whom the first answer was passed on, from this peer on; when that was asked for
/// @param paths over how many ways it went
/// @param nanos how long it took
/// @param trails each of those ways, in the order in which they began
public record Found(
        boolean enough,
        List<DirectoryRecord> records,
        List<Near> peers,
        List<PeerId> by,
        List<Hop> hops,
        int paths,
        long nanos,
        List<Trail> trails) {
    /// One way of a look-up.
    ///
    /// @param first to whom the question went; this peer itself, where it looked at what it keeps
    /// @param beganNanos after the look-up began
    /// @param endedNanos the same; -1 while more might have come
    public record Trail(PeerId first, long beganNanos, long endedNanos, List<Reply> replies) {}

    /// What one who was asked had to say.
    ///
    /// @param afterNanos after the look-up began
    /// @param hops by whom it was passed on, from this peer on; when that was asked for
    public record Reply(PeerId by, long afterNanos, int records, List<Hop> hops) {}

    /// Goes on with it.
    public interface Then {
        void found(Found found);
    }
}
