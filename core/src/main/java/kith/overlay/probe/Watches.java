package kith.overlay.probe;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import org.jspecify.annotations.Nullable;

/// The neighbours, few enough to be looked through.
final class Watches {
    private final List<Watch> all = new ArrayList<>();

    List<Watch> all() {
        return all;
    }

    @Nullable Watch over(long link) {
        for (Watch watch : all) {
            if (watch.link == link) {
                return watch;
            }
        }
        return null;
    }

    /// Of two links to one peer the older one.
    @Nullable Watch of(PeerId peer) {
        for (Watch watch : all) {
            if (watch.peer.equals(peer)) {
                return watch;
            }
        }
        return null;
    }
}
