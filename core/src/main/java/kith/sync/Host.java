package kith.sync;

import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// What a session asks of the peer it belongs to, beyond the spaces: who may see what, and what to
/// do with messages that are not about one space's log.
public interface Host {
    /// Greeted: the versions agree and the clocks are known.
    void greeted(Session session, long theirWallMillis);

    void onPresent(Session session, SyncMessage.Present message);

    void onJoin(Session session, SyncMessage.Join message);

    void onJoined(Session session, SyncMessage.Joined message);

    void onRefused(Session session, @Nullable Source source, SyncMessage.Refused message);

    void onPresence(Session session, Source source, SyncMessage.Presence message);

    void onAsk(Session session, Source source, SyncMessage.Ask message);

    /// Something about a snapshot of that space.
    void onSnapshot(Session session, Source source, SnapshotMessage message);

    /// The other side lacks changes of that space of which there are only headers here.
    void lacksContents(Session session, Source source);

    void onDigests(Session session, SyncMessage.Digests message);

    /// Something is to be done over that link at the end of this step: see [Session#settle].
    void toSettle(Session session);

    /// An optional message that no session knows.
    void onOther(Session session, SyncMessage.Other message);

    /// The space with that id of that board, if we replicate it and the other side may.
    @Nullable Source source(Session session, Bytes board, Bytes space);
}
