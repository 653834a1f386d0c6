package kith.replica;

import java.util.List;
import kith.identity.Members.Acceptance;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.Change;

/// Who belongs, as one space needs to know it.
public interface Roster {
    /// Whether that peer's changes to this space are taken in at all.
    boolean mayWrite(PeerId peer);

    /// Those who belong now and may write here.
    List<PeerId> writers();

    /// Whether changes of strangers are kept for a while, because what comes with them may tell who
    /// they are.
    boolean mayKnock();

    /// How far that peer's chains count in this space.
    Acceptance accepted(PeerId peer);

    /// A change was taken into the log of this space; it may carry records about membership.
    void appended(Replica replica, int chain, Change change, Bytes hash);
}
