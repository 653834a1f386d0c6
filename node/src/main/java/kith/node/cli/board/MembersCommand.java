package kith.node.cli.board;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;

/// `kith members`: who belongs to a board, who was removed, and which invitations there are.
public final class MembersCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "members",
                List.of(),
                List.of(Option.of("board", "BOARD", "which board; else the default one")),
                "shows who belongs to a board, and its invitations",
                """
                Peers and invitations are shown by the beginning of their names; so much of it is
                enough for other commands, too.
                """,
                List.of("kith members", "kith members --board choir"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var boards = new Field(peer.read(Target.of(".peer/boards")));
        String name = BoardsCommand.name(call, boards);
        Field board = boards.at(name);
        String self = peer.running().peer();
        Terminal terminal = call.terminal();
        terminal.answer(answer(name, board));
        long now = System.currentTimeMillis();
        members(board.at("members"), self, now).lines("").forEach(terminal::line);
        section(terminal, "removed", removed(board.at("removed"), now));
        section(terminal, "invitations", invitations(board.at("invitations"), now));
        return Exit.OK;
    }

    private static Answer answer(String name, Field board) {
        var answer = new Answer().text("board", name);
        for (String part : List.of("members", "removed", "invitations")) {
            answer.value(part, board.at(part).orEmpty());
        }
        return answer;
    }

    private static void section(Terminal terminal, String title, Columns rows) {
        if (!rows.isEmpty()) {
            terminal.line("");
            terminal.line(terminal.paint(Terminal.Ink.BOLD, title));
            rows.lines("").forEach(terminal::line);
        }
    }

    private static Columns members(Field members, String self, long now) {
        var rows = new Columns();
        for (String id : members.names()) {
            Field member = members.at(id);
            String by = member.at("invitedBy").text();
            rows.row(
                    Prefix.shown(id),
                    by.isEmpty() ? "founded it" : "invited by " + Prefix.shown(by),
                    ago(member.at("since").number(), now),
                    id.equals(self) ? "this peer" : "");
        }
        return rows;
    }

    private static Columns removed(Field removed, long now) {
        var rows = new Columns();
        for (String id : removed.names()) {
            Field one = removed.at(id);
            String by = Prefix.shown(one.at("by").text());
            rows.row(Prefix.shown(id), "by " + by, ago(one.at("at").number(), now));
        }
        return rows;
    }

    private static Columns invitations(Field invitations, long now) {
        var rows = new Columns();
        for (String id : invitations.names()) {
            Field one = invitations.at(id);
            long max = one.at("usesMax").number();
            long expires = one.at("expiresAt").number();
            String left = expires > now ? ", " + Numbers.span(expires - now) + " left" : "";
            String state = one.at("state").text();
            rows.row(
                    Prefix.shown(id),
                    "by " + Prefix.shown(one.at("by").text()),
                    one.at("uses").number() + " of " + (max == 0 ? "any" : Long.toString(max)),
                    state.equals("open") ? "open" + left : state,
                    one.at("note").text());
        }
        return rows;
    }

    private static String ago(long millis, long now) {
        return millis <= 0 ? "" : Numbers.span(now - millis) + " ago";
    }
}
