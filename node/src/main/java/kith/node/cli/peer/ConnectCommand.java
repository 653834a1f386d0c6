package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith connect`: opens a link to an address.
public final class ConnectCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "connect",
                List.of("HOST:PORT"),
                List.of(),
                "opens a link to a peer at an address",
                """
                Links to members open by themselves; this is for a peer whose address has changed
                while nobody could tell. Whether it answered shows in `kith status`.
                """,
                List.of("kith connect 192.168.1.7:5484"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        peer.control("connect", Value.Obj.of(List.of("address"), List.of(new Value.Text(address))));
        call.terminal().line("dialling " + address);
        return Exit.OK;
    }
}
