package kith.node.link;

/// Told of links and of what comes in on them.
///
/// For one link the order is `up`, any number of `frame`, and `down` exactly once, all on one
/// virtual thread that belongs to this link. A method that blocks delays only its own link: that is
/// the back-pressure. It is not interrupted when the link ends; `down` follows when it returns.
///
/// An exception cuts the link: a [kith.lang.Malformed] with its text as the reason, and any other
/// is a bug of ours, which also reaches the thread's handler for uncaught exceptions.
public interface LinkHandler {
    /// The other side has proven `link.peer()`. Whether that peer is wanted is not decided here:
    /// a handler that does not want it calls [Link#close].
    void up(Link link);

    /// One frame, never empty. The array now belongs to the handler.
    void frame(Link link, byte[] payload);

    /// The link has ended. `reason` begins with a code of `docs/protocol/link.md`.
    void down(Link link, String reason);

    /// A connection from outside that never became a link, and why. An attacker decides how often
    /// this is called, so it must be cheap; it may be called on any thread.
    default void refused(String address, LinkFailure why) {}
}
