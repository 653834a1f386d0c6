package kith.dht;

import java.util.List;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;

/// What the directory of one board asks of the peer it belongs to.
public interface Host {
    /// This peer itself.
    Contact self();

    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    /// Who that is on the board; null for who is no member.
    @Nullable Contact contact(PeerId peer);

    /// Sends over a link, unless we have hung up.
    void send(long link, Message message);

    /// A link to that peer is wished for. False when it will not come about.
    boolean dial(PeerId peer, String address);

    /// The directory has no use for that link, which may serve something else.
    void release(long link);

    /// Signs with this peer's key.
    void sign(Bytes message, Then<Bytes> then);

    /// Whether all of them hold.
    void check(List<Check> checks, Then<Boolean> then);
}
