package kith;

import kith.lang.Bytes;

/// Everything that can happen to a peer. The engine's state follows from its home, its
/// configuration, the inputs and their times, and nothing else: recorded inputs replay it exactly.
public sealed interface Input {
    /// A link is up, and its other side has proven to own that key.
    record LinkUp(long link, Bytes peer, boolean inbound, String address) implements Input {}

    record LinkDown(long link, String reason) implements Input {}

    /// A frame came in over a link.
    record Received(long link, Bytes frame) implements Input {}

    /// @param reason a code, and a text behind a colon
    record DialFailed(String address, String reason) implements Input {
        /// The reason begins with this when the host never dials an address of that kind: it need
        /// not be asked again.
        public static final String KIND = "address-kind";
    }

    /// Answers to what was asked by an effect with that ticket.
    record Signed(long ticket, Bytes signature) implements Input {}

    record Checked(long ticket, boolean good) implements Input {}

    record Synced(long ticket) implements Input {}

    record Loaded(long ticket, Bytes bytes) implements Input {}

    /// What was to be read does not come: the disk is far behind (`busy`), or could not. A host
    /// waits a second before it says so, since it may be asked again at once.
    record NotLoaded(long ticket, boolean busy) implements Input {}

    /// The disk failed. Nothing that was not synced before is safe, and nothing more is written.
    record DiskFailed(String reason) implements Input {}

    /// Somebody local wants something; the answer is an effect with that ticket.
    record Call(long ticket, Command command) implements Input {}

    /// It is time for what was asked to happen by now.
    record Wake() implements Input {}
}
