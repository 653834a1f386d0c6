package kith.examples.doc;

import java.nio.file.Path;
import kith.node.app.Board;
import kith.node.app.Peer;
import kith.node.app.Space;

/// What the examples in the documentation may take for granted: each becomes the body of [#run],
/// with `Value` and the types of `kith.node.app`, `kith.node.app.work`, `java.util`,
/// `java.util.concurrent` and `java.time` imported.
public abstract class Example {
    /// A folder in which no peer lives yet.
    protected Path home;

    protected Peer peer;
    protected Board board;

    /// Empty, and of this example alone.
    protected Space tasks;

    protected Space settings;

    final void with(Peer peer, Path home, int number) {
        this.home = home;
        this.peer = peer;
        this.board = peer.board("home");
        this.tasks = board.space("tasks " + number);
        this.settings = board.space("settings " + number);
    }

    /// The example.
    public abstract void run() throws Exception;
}
