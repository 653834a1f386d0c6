package kith.node.cli.network;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;

/// `kith peers`: the neighbours, the cluster, and who leads it and why.
public final class PeersCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "peers",
                List.of(),
                List.of(),
                "shows who is near, in which cluster, and who leads it",
                """
                Shows, for each board, the neighbours with how far away they are and whether they
                answer, the cluster that this peer belongs to with its leader, and the other
                clusters that are known. Clusters form on boards of three members or more, by
                distance and by region (kith up --region), within a minute.

                What goes over a link, from it and to it: who "feeds" passes updates on at once,
                who "announces" says a little later what there is; over a "lazy" one neither, but
                logs are compared now and then. Roles change when neighbours do.

                Who leads is elected by what others have measured: marks from 0 to 15 for how near
                a member is, how long it is up, how free it is, how much it delivered and how often
                first. A "suspect" does not answer this peer; that may be the link alone.

                Last, what the numbers come to that applications give on the board.

                These are the cells of .peer/network: kith watch .peer/network shows how they
                change, and --json prints them.
                """,
                List.of("kith peers", "kith peers --json | jq .network"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var about = new Field(peer.read(Target.of(".peer")));
        call.terminal()
                .answer(
                        new Answer()
                                .text("peer", about.at("id").text())
                                .text("region", about.at("region").text())
                                .value("network", about.at("network").orEmpty()));
        new PeersView(about, System.currentTimeMillis(), call.terminal()::paint)
                .lines()
                .forEach(call.terminal()::line);
        return Exit.OK;
    }
}
