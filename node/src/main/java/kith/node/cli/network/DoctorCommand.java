package kith.node.cli.network;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;

/// `kith doctor`: whether the peer can be reached, by whom and over what, and what is in the way.
public final class DoctorCommand extends Connected {
    /// Neighbours have forty seconds.
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(45);

    @Override
    public Spec spec() {
        return new Spec(
                "doctor",
                List.of(),
                List.of(),
                "says whether others reach the peer, and what is in the way",
                """
                Looks at the disk, the addresses that others are told, who has called, who is
                linked on each board, the clocks and the versions. Asks up to three neighbours to
                call this peer at each of its addresses, and tells who came through after how
                long, or what they were told; that takes seconds where nobody answers. Each line
                begins with ok, ! or ✗; what is not ok has a code in brackets, which is explained
                in docs/errors.md, and what to do in the line below.

                Ends with 0 when nothing is bad (✗) and with 1 when something is.
                """,
                List.of(
                        "kith doctor",
                        "kith doctor --json | jq .findings",
                        "kith doctor --json | jq .reach.addresses"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var about = new Field(peer.read(Target.of(".peer")));
        long room = Files.getFileStore(call.home().folder()).getUsableSpace();
        Value reached = reached(call, peer);
        List<Finding> findings = new Diagnosis(about, new Field(reached), room).findings();
        boolean well = true;
        var told = new ArrayList<Value>();
        for (Finding one : findings) {
            well &= one.grade() != Finding.Grade.BAD;
            show(one, call.terminal());
            told.add(
                    new Answer()
                            .text("grade", one.grade().word)
                            .text("code", one.code())
                            .text("what", one.what())
                            .text("todo", one.todo())
                            .object());
        }
        call.terminal()
                .answer(
                        new Answer()
                                .flag("well", well)
                                .value("findings", Value.Array.of(told))
                                .value("reach", reached));
        return well ? Exit.OK : Exit.PROBLEM;
    }

    private static Value reached(Call call, PeerClient peer) throws IOException, PeerRefusal {
        peer.patience(PATIENCE_MILLIS);
        try (var _ = Waiting.on(call.terminal(), "neighbours call this peer")) {
            return peer.control("reach", Value.Obj.EMPTY);
        }
    }

    private static void show(Finding one, Terminal terminal) {
        Terminal.Ink ink =
                switch (one.grade()) {
                    case GOOD -> Terminal.Ink.GREEN;
                    case DOUBTFUL -> Terminal.Ink.YELLOW;
                    case BAD -> Terminal.Ink.RED;
                };
        String sign = one.grade().sign;
        String code = one.code().isEmpty() ? "" : " (" + one.code() + ')';
        terminal.line(
                terminal.paint(ink, sign) + " ".repeat(3 - sign.length()) + one.what() + code);
        if (!one.todo().isEmpty()) {
            terminal.line("   " + one.todo());
        }
    }
}
