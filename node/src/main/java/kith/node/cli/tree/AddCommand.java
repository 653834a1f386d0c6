package kith.node.cli.tree;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;

/// `kith add`: counts up or down.
public final class AddCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "add",
                List.of("ADDRESS", "DELTA"),
                List.of(),
                "counts a counter up, or down",
                """
                Counts from several peers add up, also those that were made apart. A cell that is
                not there begins at 0.
                """,
                List.of("kith add tasks/done 1", "kith add tasks/left -5"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        long delta = Call.number("DELTA", call.argument(1), Long.MIN_VALUE, Long.MAX_VALUE);
        var edit =
                Value.Obj.of(
                        List.of("add", "delta"), List.of(new Value.Text(""), Value.Int.of(delta)));
        byte[] answer =
                peer.call("PATCH", Target.of(address), PeerClient.bytes(Value.Array.of(edit)))
                        .bytes();
        Value now = peer.read(Target.of(address));
        call.terminal()
                .answer(
                        new Answer()
                                .text("address", address)
                                .value("value", now)
                                .all(Json.parse(answer)));
        call.terminal().line(address + " = " + (now == null ? "gone" : Json.print(now)));
        return Exit.OK;
    }
}
