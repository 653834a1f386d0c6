package kith.node.link.wire;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What carries the frames of one link, when both sides have proven who they are: a TLS connection,
/// or a pipe.
///
/// One thread reads and one writes; both may wait. Any thread cuts, and does not.
public interface Wire {
    /// Told after each write how much has left, so that room is made in the outbox.
    interface Progress {
        void written(int frames, long bytes);
    }

    /// The link is up. Called once, by the thread that writes, before all else that it does.
    void begin(Progress progress) throws IOException;

    /// Writes frames in order, and returns when the connection has taken all of them.
    void write(List<byte[]> batch) throws IOException;

    /// Says behind what was written that nothing follows. What comes is still read.
    void finish(String reason) throws IOException;

    /// The next frame; `null` when the other side has said that nothing follows. An empty one is
    /// for the caller to judge.
    byte @Nullable [] next() throws IOException;

    /// Ends the connection at once, whatever is on its way.
    void cut(String reason);
}
