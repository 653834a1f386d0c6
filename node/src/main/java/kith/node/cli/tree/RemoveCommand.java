package kith.node.cli.tree;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;

/// `kith rm`: a cell and everything below it.
public final class RemoveCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "rm",
                List.of("ADDRESS"),
                List.of(),
                "removes a cell and everything below it",
                """
                Removes what this peer has seen there. What somebody else writes at the same moment
                survives: it was not seen.
                """,
                List.of("kith rm tasks/groceries/milk"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        if (peer.read(Target.of(address, "depth=0")) == null) {
            throw Failure.of("not-found", "there is nothing at " + address, "");
        }
        byte[] answer = peer.call("DELETE", Target.of(address), null).bytes();
        call.terminal().answer(new Answer().text("address", address).all(Json.parse(answer)));
        call.terminal().line(address + " removed");
        return Exit.OK;
    }
}
