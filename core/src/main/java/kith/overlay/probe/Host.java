package kith.overlay.probe;

import java.util.List;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;

/// What [Probe] asks of the peer it belongs to.
public interface Host {
    PeerId self();

    Now now();

    /// Asks for a step at that time or a little later.
    void wakeAt(long nanos);

    /// Sends over a link.
    void send(long link, Message message);

    /// Sends to somebody over any link to it, or one that is opened for this and is no neighbour's.
    /// Whether it arrives is not known.
    void tell(PeerId to, Message message);

    /// Signs with our key.
    void sign(Bytes message, Then<Bytes> then);

    void check(PeerId by, Bytes message, Bytes signature, Then<Boolean> then);

    /// Whom else a neighbour is linked to, by its own word.
    List<PeerId> watchers(PeerId neighbour);

    /// A link may be silent for so long before anybody has to ask over it. Who asks in no other way
    /// does nothing.
    default void rests(long link, long nanos) {}

    /// The other side of a link answered a question after so long. Who wants no distances does
    /// nothing.
    default void answered(long link, long nanos) {}

    /// Something else is thought of a neighbour from now on.
    void changed(PeerId neighbour, Standing standing);
}
