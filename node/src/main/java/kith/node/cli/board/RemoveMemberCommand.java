package kith.node.cli.board;

import java.io.IOException;
import java.util.List;
import kith.identity.PeerId;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;

/// `kith remove-member`: puts somebody out of a board.
public final class RemoveMemberCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "remove-member",
                List.of("PEER"),
                List.of(Option.of("board", "B", "which board; else the default one")),
                "puts a peer out of a board",
                """
                What it wrote until now stays; what it writes from now on counts for nobody. It
                keeps what it has received. A member can be removed by those nearer to the founder;
                anybody can leave by removing itself.
                """,
                List.of("kith remove-member kf7q2xyz"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
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
        call.terminal().line(Prefix.shown(id) + " removed from " + board);
        return Exit.OK;
    }
}
