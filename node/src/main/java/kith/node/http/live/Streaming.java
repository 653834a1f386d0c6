package kith.node.http.live;

/// A response that does not end by itself.
interface Streaming {
    /// Answers, until the client goes or it is closed.
    void run();

    /// Wakes it to end. Any thread.
    void close();
}
