package kith.node.cli.board;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.identity.PeerId;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;

/// `kith remove-member`: puts somebody out of a board.
public final class RemoveMemberCommand extends Connected {
    private static final long SIGNED_SECONDS_MAX = 5;
    private static final long LOOK_MILLIS = 150; // the peer brings these cells up to date so often

    @Override
    public Spec spec() {
        return new Spec(
                "remove-member",
                List.of("PEER"),
                List.of(Option.of("board", "BOARD", "which board; else the default one")),
                "puts a peer out of a board",
                """
                What it wrote until now stays; what it writes from now on counts for nobody. It
                keeps what it has received. A member can be removed by those nearer to the founder;
                anybody can leave by removing itself.
                """,
                List.of("kith remove-member kf7q2xyz"));
    }

    @Override
    protected int run(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        var boards = new Field(peer.read(Target.of(".peer/boards")));
        String board = BoardsCommand.name(call, boards);
        String id =
                Prefix.resolve(
                        call.argument(0),
                        boards.at(board).at("members").names(),
                        PeerId.TEXT_CHARS,
                        "peer");
        peer.control(
                "members/remove",
                Value.Obj.of(
                        List.of("board", "peer"),
                        List.of(new Value.Text(board), new Value.Text(id))));
        try (var _ = Waiting.on(call.terminal(), "removing")) {
            await(peer, board, id);
        }
        call.terminal().answer(new Answer().text("board", board).text("peer", id));
        call.terminal().line(Prefix.shown(id) + " removed from " + board);
        return Exit.OK;
    }

    /// A removal counts once it is signed, which takes a moment.
    private static void await(PeerClient peer, String board, String id)
            throws IOException, PeerRefusal, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SIGNED_SECONDS_MAX);
        var boards = new Field(peer.read(Target.of(".peer/boards")));
        while (boards.at(board).at("members").at(id).isThere()) {
            if (System.nanoTime() > end) {
                throw Failure.of(
                        "removal-late",
                        "the removal is written, and does not count yet",
                        "Look again in a moment: kith members");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            boards = new Field(peer.read(Target.of(".peer/boards")));
        }
    }
}
