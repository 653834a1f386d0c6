package kith.node.cli.board;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith join`: comes onto a board by an invitation.
public final class JoinCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "join",
                List.of("LINK"),
                List.of(Option.of("as", "ALIAS", "what to call the board here")),
                "comes onto a board by an invitation",
                """
                Finds a member at the addresses in the link, comes in, and takes over the board's
                tree; from then on changes go both ways by themselves. White space in the link does
                no harm.

                The first board of a home is its default one: its spaces need no @board in front.
                """,
                List.of(
                        "kith join kith:aeqp…",
                        "kith --home ../second join kith:aeqp… --as choir"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var names = new ArrayList<>(List.of("link"));
        var values = new ArrayList<Value>(List.of(new Value.Text(call.argument(0))));
        String alias = call.option("as");
        if (alias != null) {
            names.add("alias");
            values.add(new Value.Text(alias));
        }
        Field answer;
        try (var _ = Waiting.on(call.terminal(), "joining")) {
            answer = new Field(peer.control("join", Value.Obj.of(names, values)));
        }
        String board = answer.at("board").text();
        call.terminal().answer(new Answer().all(answer.value()));
        call.terminal().line("joined " + board);
        if (answer.at("renamed").flag()) {
            call.terminal().note("It is called " + board + " here, because its own name is taken.");
        }
        return Exit.OK;
    }
}
