package kith.node.cli.board;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith invite`: makes a link that lets somebody onto a board.
public final class InviteCommand extends Connected {
    private static final String EXPIRES = "7d";
    private static final String NEVER = "never";
    private static final long EXPIRES_MILLIS_MAX = 3_650L * 86_400_000;
    private static final int USES_MAX = 1_000_000;

    @Override
    public Spec spec() {
        return new Spec(
                "invite",
                List.of(),
                List.of(
                        Option.of("board", "BOARD", "which board; else the default one"),
                        Option.of("uses", "N", "how many it lets in (1); 0 for any number"),
                        Option.of(
                                "expires",
                                "TIME",
                                "how long it is good (" + EXPIRES + "): 30m, 12h, 7d, 4w, never"),
                        Option.of("note", "TEXT", "what the board shall remember about it"),
                        Option.flag("qr", "the picture, also where there is no terminal"),
                        Option.flag("no-qr", "no picture")),
                "makes a link that lets somebody onto a board",
                """
                Prints the link, and on a terminal a QR code of it. Whoever has the link can come
                in: send it as you would a key. You need not be there when it is used, as long as
                some member is.

                A home without a board founds `home` first. To take an invitation back: kith revoke.
                """,
                List.of(
                        "kith invite --board home",
                        "kith invite --uses 20 --expires 12h --note \"the choir\""));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        long uses = call.number("uses", 1, 0, USES_MAX);
        String expires = call.option("expires", EXPIRES);
        long millis =
                expires.equals(NEVER) ? 0 : Call.millis("--expires", expires, EXPIRES_MILLIS_MAX);
        var answer = new Field(peer.control("invite", asked(call, uses, millis / 1_000)));
        Terminal terminal = call.terminal();
        terminal.answer(new Answer().all(answer.value()).number("uses", uses));
        if (terminal.isForPrograms()) {
            return Exit.OK;
        }
        terminal.lineNow(answer.at("link").text());
        if (call.has("qr") || terminal.outIsTerminal() && !call.has("no-qr")) {
            picture(terminal, answer.at("qr").text());
        }
        String who =
                uses == 0
                        ? "It lets in any number of peers"
                        : "It lets in " + Numbers.count(uses, "peer");
        String until = millis == 0 ? "" : ", for " + Numbers.span(millis);
        terminal.note(who + until + ". They say: kith join LINK");
        String where = String.join(", ", answer.at("addresses").texts());
        terminal.note("It leads to " + (where.isEmpty() ? "no address" : where));
        return Exit.OK;
    }

    private static Value.Obj asked(Call call, long uses, long seconds) {
        var names = new ArrayList<>(List.of("uses", "expiresInSeconds", "note"));
        var values =
                new ArrayList<Value>(
                        List.of(
                                Value.Int.of(uses),
                                Value.Int.of(seconds),
                                new Value.Text(call.option("note", ""))));
        String board = call.option("board");
        if (board != null) {
            names.add("board");
            values.add(new Value.Text(board));
        }
        return Value.Obj.of(names, values);
    }

    private static void picture(Terminal terminal, String text) {
        int width = terminal.outIsTerminal() ? terminal.width() : Integer.MAX_VALUE;
        List<String> lines = QrPicture.lines(text, width, terminal.hasColour());
        if (lines == null) {
            terminal.note("(The terminal is too narrow for the QR code.)");
            return;
        }
        lines.forEach(terminal::line);
        terminal.flush();
    }
}
