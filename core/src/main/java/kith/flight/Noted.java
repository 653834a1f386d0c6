package kith.flight;

import kith.Input;
import kith.lang.Bytes;
import kith.port.Now;

/// One record of a recording. In order: how it [Began] and what the store then had, or that its
/// beginning [Cut] off is; each step; and, where it was written to its end, how it ended.
public sealed interface Noted {
    /// The engine was opened so.
    record Began(Start start) implements Noted {}

    /// A piece of a file of the store as it was then, behind the pieces before.
    record Kept(String file, Bytes piece) implements Noted {}

    /// There was no room for the beginning: the next step comes after this moment.
    record Cut(Now before) implements Noted {}

    /// One input, when it came, and what came of it.
    ///
    /// @param sum of what the engine wanted; see [StepSum]
    /// @param threw the engine threw, and there is no sum
    record Stepped(Input input, Now now, int sum, boolean threw) implements Noted {}

    /// The recorder gave up, and the peer went on.
    record Ended(String reason) implements Noted {}

    /// This is all: so many steps.
    record Over(long steps) implements Noted {}
}
