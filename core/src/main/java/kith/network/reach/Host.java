package kith.network.reach;

import java.util.List;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Message;
import kith.port.Now;

/// What a peer is asked of which neighbours find out whether it is reached, and which finds that
/// out for others.
public interface Host {
    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    /// Where a member says that it listens.
    List<String> addresses(BoardId board, PeerId peer);

    /// Sends over a link, unless we have hung up.
    void send(long link, Message message);

    /// Opens a link to the peer with that key.
    void dial(String address, Bytes peer);
}
