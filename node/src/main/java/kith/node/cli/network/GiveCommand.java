package kith.node.cli.network;

import java.io.IOException;
import java.util.List;
import kith.cluster.Figure;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;

/// `kith give`: a number of this peer's, of which all of a board are told what they come to.
public final class GiveCommand extends Connected {
    private static final String WITHDRAW = "withdraw";

    @Override
    public Spec spec() {
        return new Spec(
                "give",
                List.of("NAME", "[NUMBER]"),
                List.of(
                        Option.of("board", "BOARD", "on that board; else on the first one"),
                        Option.flag(WITHDRAW, "gives none of that name any more")),
                "gives a number, of which all are told what everybody's come to",
                """
                Gives a whole number under a name until another one is given, it is withdrawn, or
                the peer ends. The leaders add up what the members of the board give, and everybody
                reads within seconds how many give one, their sum, the newest, and about how many
                are different: at .peer/network/BOARD/aggregates, and in kith peers.

                It is in no log and on nobody's disk. A peer gives 8 names on a board; a name has
                up to 32 bytes, a number is at most 10^13 above or below 0. It takes three members.
                """,
                List.of(
                        "kith give jobs 3",
                        "kith get .peer/network/home/aggregates/jobs",
                        "kith give jobs --withdraw"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String name = call.argument(0);
        String number = call.argumentOrNull(1);
        if (call.has(WITHDRAW) == (number != null)) {
            throw Failure.usage(
                    "`kith give` needs a NUMBER or --withdraw, and not both",
                    "For example: kith give " + name + " 3");
        }
        var asked = new Answer().text("name", name);
        var told = new Answer().text("name", name);
        if (number != null) {
            long most = Figure.VALUE_MAX;
            long value = Call.number("the number", number, -most, most);
            asked.number("value", value);
            told.number("value", value);
        }
        String board = call.option("board");
        if (board != null) {
            asked.text("board", board);
        }
        peer.control("give", asked.object());
        call.terminal()
                .line(number == null ? name + " is given no more" : "gives " + number + " " + name);
        call.terminal().answer(told);
        return Exit.OK;
    }
}
