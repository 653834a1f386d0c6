package kith.replica;

import java.util.Collection;
import kith.sync.Session;
import kith.sync.flow.Spreading;
import org.jspecify.annotations.Nullable;

/// The sessions that are up.
public interface Links {
    @Nullable Session session(long link);

    Collection<Session> sessions();

    /// There is more in that space, or more of it is signed: the links are to look at it.
    void changed(Replica replica);

    /// Who decides over which of them what is new goes.
    Spreading spreading();
}
