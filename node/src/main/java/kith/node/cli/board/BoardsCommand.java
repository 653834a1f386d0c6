package kith.node.cli.board;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;

/// `kith boards`: the boards that this peer is on.
public final class BoardsCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "boards",
                List.of(),
                List.of(),
                "lists the boards that this peer is on",
                """
                The default board is the one that an address without @board means.
                """,
                List.of("kith boards"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var boards = new Field(peer.read(Target.of(".peer/boards")));
        call.terminal().answer(new Answer().value("boards", boards.orEmpty()));
        if (boards.names().isEmpty()) {
            call.terminal()
                    .note(
                            "This peer is on no board yet: the first `kith set` founds one, or `kith join`.");
            return Exit.OK;
        }
        var columns = new Columns();
        for (String name : boards.names()) {
            Field board = boards.at(name);
            columns.row(
                    name,
                    Prefix.shown(board.at("id").text()),
                    Numbers.count(board.at("members").names().size(), "member"),
                    board.at("default").flag() ? "default" : "");
        }
        columns.lines("").forEach(call.terminal()::line);
        return Exit.OK;
    }

    /// The board that was named, or the default one, with its name.
    static String name(Call call, Field boards) {
        String named = call.option("board");
        if (named != null && boards.at(named).isThere()) {
            return named;
        }
        for (String name : boards.names()) {
            if (named == null && boards.at(name).at("default").flag()) {
                return name;
            }
        }
        throw Failure.of(
                "board-unknown",
                named == null
                        ? "this peer is on no board"
                        : "this peer is on no board called " + named,
                "Those that there are: kith boards");
    }
}
