package kith.node.link.pipe;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Something that carries binary messages, whole and in order, both ways, and says nothing about
/// who is at the other end.
///
/// One thread receives and one sends; both may wait. Any thread cuts, and does not.
public interface Pipe {
    /// Where the other side is, for people and for the engine.
    String address();

    /// Whom the limits for one address count together; see [kith.node.gate.Gate#originOf].
    String origin();

    /// The next message; `null` when the other side has said that nothing follows.
    byte @Nullable [] receive() throws IOException;

    /// Returns when the connection has taken the message.
    void send(byte[] message) throws IOException;

    /// From now on messages of so many bytes may come; before, those of a handshake. Called between
    /// two calls of [#receive].
    void expect(int messageBytesMax);

    /// Says that nothing follows, and why.
    void finish(String reason) throws IOException;

    /// Ends it at once, and says why where that can be said without waiting.
    void cut(String reason);
}
