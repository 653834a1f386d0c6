package kith.node.cli.swarm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;

/// `kith swarm`: many peers on this machine.
public final class SwarmCommand implements Command {
    /// Guess: what a large machine bears.
    static final int PEERS_MAX = 99;

    @Override
    public Spec spec() {
        return new Spec(
                "swarm",
                List.of("up|status|down", "[N]"),
                List.of(
                        Option.of(
                                "region",
                                "LIST",
                                "up: how many say that they are where, such as eu:8,us:8"),
                        Option.of(
                                "folder",
                                "DIR",
                                "where the homes of the peers are; else swarm in the home")),
                "starts many peers on this machine, on one board",
                """
                up N starts that many peers, each in a process and a home of its own, at this
                machine's loopback address alone. The first founds the board home and invites the
                others. They go on until kith swarm down, and can be started again by kith swarm
                up: homes, ports and regions stay as they were.

                status shows each of them: links, spaces, memory, processor time, and whether it
                has what those have that it is linked to.

                Every other command works on one of them by its home, such as kith --home
                ~/.kith/swarm/03 status.
                """,
                List.of(
                        "kith swarm up 16 --region eu:8,us:8",
                        "kith swarm status",
                        "kith swarm down"));
    }

    @Override
    public int run(Call call) throws IOException, InterruptedException {
        String what = call.argument(0);
        checkOptions(call, what);
        String named = call.option("folder");
        Path folder = named == null ? call.home().folder().resolve("swarm") : Path.of(named);
        return switch (what) {
            case "up" -> new SwarmUp(call, folder).run();
            case "status" -> new SwarmStatus(call.terminal()).show(Swarm.in(folder));
            case "down" -> new SwarmDown(call.terminal()).stop(Swarm.in(folder));
            default ->
                    throw Failure.usage(
                            "`kith swarm` knows no \"" + what + '"', "It knows: up, status, down.");
        };
    }

    private static void checkOptions(Call call, String what) {
        if (!what.equals("up") && (call.has("region") || call.argumentOrNull(1) != null)) {
            throw Failure.usage("`kith swarm " + what + "` takes nothing but --folder", "");
        }
    }
}
