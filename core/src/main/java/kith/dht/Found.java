package kith.dht;

import java.util.List;
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
public record Found(
        boolean enough,
        List<DirectoryRecord> records,
        List<Near> peers,
        List<PeerId> by,
        List<PeerId> hops,
        int paths) {
    /// Goes on with it.
    public interface Then {
        void found(Found found);
    }
}
