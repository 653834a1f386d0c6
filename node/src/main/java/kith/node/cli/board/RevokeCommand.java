package kith.node.cli.board;

import java.io.IOException;
import java.util.List;
import kith.identity.Hasher;
import kith.identity.InvitationLink;
import kith.node.cli.shell.Answer;
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
import kith.node.crypto.NodeCrypto;
import kith.value.Value;

/// `kith revoke`: takes an invitation back.
public final class RevokeCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "revoke",
                List.of("INVITATION"),
                List.of(Option.of("board", "BOARD", "which board; else the default one")),
                "takes an invitation back",
                """
                From now on it lets nobody in. Who came in by it before stays. Name it by its link, or
                as `kith members` lists it; one that nobody has used yet is not on that list.
                """,
                List.of("kith revoke kith:aeqp…", "kith revoke 3fa9c1d2"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var boards = new Field(peer.read(Target.of(".peer/boards")));
        String board = BoardsCommand.name(call, boards);
        String id = id(call.argument(0), boards.at(board).at("invitations").names());
        peer.control(
                "invitations/revoke",
                Value.Obj.of(
                        List.of("board", "invitation"),
                        List.of(new Value.Text(board), new Value.Text(id))));
        call.terminal().answer(new Answer().text("board", board).text("invitation", id));
        call.terminal().line("invitation " + Prefix.shown(id) + " revoked");
        return Exit.OK;
    }

    private static String id(String typed, List<String> known) {
        if (typed.regionMatches(
                true, 0, InvitationLink.SCHEME, 0, InvitationLink.SCHEME.length())) {
            Hasher hasher = new NodeCrypto().hasher();
            return InvitationLink.parse(typed, hasher).invitation().id(hasher).hex();
        }
        return Prefix.resolve(typed, known, 2 * Hasher.HASH_BYTES, "invitation");
    }
}
