package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import kith.node.Running;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;

/// `kith status`: how the peer is, who it is linked to, and whether they have the same.
public final class StatusCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "status",
                List.of(),
                List.of(),
                "shows how the peer is, and what is missing where",
                """
                Shows the peer, its links, its boards and its spaces. "In sync" means that both
                sides have the same changes with the same hashes. What is missing says since when.
                What needs somebody to do something stands at the top, with what to do.

                These are the cells of .peer: kith watch .peer shows how they change, and --json
                prints them.
                """,
                List.of("kith status", "kith status --json | jq .links"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        Value about = peer.read(Target.of(".peer"));
        if (about == null) {
            about = Value.Obj.EMPTY;
        }
        call.terminal().answer(new Answer().all(about));
        Running running = peer.running();
        var here =
                new StatusView.Here(
                        call.home().toString(),
                        running.pid(),
                        running.url(),
                        running.startedAtMillis(),
                        System.currentTimeMillis());
        new StatusView(new Field(about), here, call.terminal()::paint)
                .lines()
                .forEach(call.terminal()::line);
        return Exit.OK;
    }
}
