package kith.lab.bug;

/// A way to get a method wrong. What stands in for the right thing is a method of [Instead].
///
/// Calls are named with the class that they are made on: `kith.sync.Feed.rewind`.
sealed interface Mistake {
    /// The method does nothing but answer this; nothing at all when it answers nothing.
    record Answers(int value) implements Mistake {}

    /// The whole method is another one, which gets the same arguments, `this` first.
    record Becomes(String instead) implements Mistake {}

    /// A call is left out; where it had an answer this is taken.
    record LeavesOut(String call, int answer) implements Mistake {}

    /// A call that has no answer is made twice.
    record Repeats(String call) implements Mistake {}

    /// In the place of a call that of another method of its class is made, with the same arguments.
    record Confuses(String call, String with) implements Mistake {}

    /// In the place of a call another one is made, which gets what the call was made on first.
    record Replaces(String call, String instead) implements Mistake {}

    /// The last argument of a call goes through something first.
    record Twists(String call, String instead) implements Mistake {}

    /// The answer of a call goes through something.
    record Bends(String call, String instead) implements Mistake {}

    /// A field is not set.
    record Keeps(String field) implements Mistake {}
}
