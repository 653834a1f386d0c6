package kith.node.cli.board;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;

/// `kith keep`: in which region the peers are that replicate a space.
public final class KeepCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "keep",
                List.of("SPACE"),
                List.of(
                        Option.of(
                                "in", "REGION", "peers of this region replicate it by themselves"),
                        Option.flag(
                                "everywhere", "all do, as they do unless something else is said")),
                "says in which region a space is kept",
                """
                A space that is kept in a region does not leave it: peers that were started with
                another --region, or without one, do not replicate it, unless somebody writes into
                it there. Who has it already keeps it: so say it before the first write. Without an
                option it tells how it is.
                """,
                List.of(
                        "kith keep trams --in eu",
                        "kith keep trams",
                        "kith keep trams --everywhere"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String region = call.option("in");
        if (region != null && call.has("everywhere")) {
            throw Failure.usage("--in and --everywhere do not go together", "Say one of them.");
        }
        String space = call.argument(0);
        if (region != null || call.has("everywhere")) {
            region = region == null ? "" : region;
            peer.control(
                    "keep", new Answer().text("address", space).text("region", region).object());
        } else {
            region = kept(peer, space);
        }
        call.terminal().answer(new Answer().text("address", space).text("region", region));
        String where = region.isEmpty() ? "everywhere" : "in " + region;
        call.terminal().line(space + " is kept " + where);
        return Exit.OK;
    }

    /// Empty for everywhere.
    private static String kept(PeerClient peer, String name) throws IOException, PeerRefusal {
        boolean named = name.startsWith("@");
        int from = named ? name.indexOf('/') + 1 : 0;
        String listed = name.substring(0, from) + ".board/spaces/" + name.substring(from);
        Field space = new Field(peer.read(Target.of(listed)));
        if (!space.isThere()) {
            throw Failure.of(
                    "space-unknown",
                    "the board lists no space " + name,
                    "It is listed with the first write, or with --in. What there is: kith status");
        }
        return space.at("region").text();
    }
}
