package kith.node.http.talk;

import java.util.function.Consumer;
import java.util.function.Supplier;
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

    /// The same for an answer that may take long: `look` is called now and then meanwhile, on the
    /// thread that waits. When it throws, nobody wants the answer any more: the command is dropped
    /// where that can be done, and what was thrown goes on from here.
    Answer call(Command command, Runnable look);

    /// Does several calls with nothing in between: what one of them sees, the next one finds. Only
    /// for what is answered at once (reading and watching), and for a moment: the engine is owned
    /// all the time. What else it locks must never be held by who calls a door.
    <T> T together(Supplier<T> calls);

    /// Asks for something whose answer nobody wants.
    void tell(Command command);

    /// A number for a subscription, and where its events go: a [Command.Watch] with that number
    /// begins it. `sink` is called by whoever owns the engine, so it must not wait and must not
    /// call back here; what it holds is bounded by the credit that was given.
    long open(Consumer<Event> sink);

    /// Ends a subscription. Its sink is not called any more when this returns.
    void close(long subscription);
}
