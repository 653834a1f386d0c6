package kith.node.http.talk;

import java.util.function.Consumer;
import kith.Answer;
import kith.Command;
import kith.Event;

/// What HTTP asks of the peer behind it. The node's driver is one, the tests have another.
///
/// Any thread.
public interface Door {
    /// Asks and waits for the answer. Reading and writing is answered at once; a command that waits
    /// for others, or for the disk, may take long.
    Answer call(Command command);

    /// Asks for something whose answer nobody wants.
    void tell(Command command);

    /// A number for a subscription, and where its events go: a [Command.Watch] with that number
    /// begins it. `sink` is called by whoever owns the engine, so it must not wait and must not
    /// call back here; what it holds is bounded by the credit that was given.
    long open(Consumer<Event> sink);

    /// Ends a subscription. Its sink is not called any more when this returns.
    void close(long subscription);
}
