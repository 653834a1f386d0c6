package kith.node.cli.tree;

import java.io.IOException;
import java.util.List;
import kith.node.cli.history.Versions;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;

/// `kith get`: shows what is in a cell and below it.
public final class GetCommand extends Connected {
    /// As many levels as a path has segments.
    private static final int DEPTH_MAX = 128;

    @Override
    public Spec spec() {
        return new Spec(
                "get",
                List.of("ADDRESS"),
                List.of(
                        Option.of("depth", "N", "only so many levels below the address"),
                        Option.of("at", "VERSION", "as it was at a version"),
                        Option.flag(
                                "conflicts",
                                "everything that lives in the cell: several values, where"
                                        + " somebody wrote without having seen the other")),
                "shows a cell and what is below it",
                """
                Cells below each other are shown as an outline. A name is written as an address
                has it, so that it can be copied: ~1 is a slash in a name, ~. a dot at its front, ~_
                the empty name.

                A version is an id as `kith log` shows it, or a name that was given with `kith
                name`; whatever lived there then is read from the log again.

                With --json it is the value itself; what --depth cuts off is an empty object there.
                """,
                List.of(
                        "kith get tasks --depth 2",
                        "kith get tasks/groceries --json",
                        "kith get tasks --at 'before the meeting'",
                        "kith get tasks/groceries/milk --conflicts"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        if (call.has("conflicts")) {
            return conflicts(call, peer, address);
        }
        String version = Versions.given(call.has("at") ? call.option("at", "") : null);
        long depth = call.number("depth", DEPTH_MAX, 0, DEPTH_MAX);
        String query = "depth=" + depth;
        if (call.terminal().isForPrograms()) {
            call.terminal().print(Json.printIndented(value(peer, address, query, version)));
            return Exit.OK;
        }
        try (var items =
                JsonItems.of(Versions.ask(peer, address, "cells&" + query, version).body())) {
            if (!new Outline(call.terminal()).show(items)) {
                throw nothing(address);
            }
        }
        return Exit.OK;
    }

    private static Value value(PeerClient peer, String address, String query, String version)
            throws IOException, PeerRefusal {
        try {
            return Json.parse(Versions.ask(peer, address, query, version).bytes());
        } catch (PeerRefusal refusal) {
            if (version.isEmpty() && refusal.code().equals("not-found")) {
                throw nothing(address);
            }
            throw refusal;
        }
    }

    private static Failure nothing(String address) {
        return Failure.of(
                "not-found", "there is nothing at " + address, "What there is: kith status");
    }

    private static int conflicts(Call call, PeerClient peer, String address)
            throws IOException, PeerRefusal {
        Value value = peer.read(Target.of(address, "conflicts"));
        if (value == null) {
            throw nothing(address);
        }
        call.terminal().print(Json.printIndented(value));
        return Exit.OK;
    }
}
