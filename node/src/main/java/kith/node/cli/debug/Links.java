package kith.node.cli.debug;

import java.io.IOException;
import java.util.ArrayList;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith debug links`: who is linked, what went over each link, and what is missing where.
final class Links {
    private Links() {}

    static int about(Call call, PeerClient peer) throws IOException, PeerRefusal {
        Spaces spaces = Spaces.of(peer);
        Field links = spaces.about().at("links");
        var rows = new Columns();
        var told = new ArrayList<Value>();
        for (String name : links.names()) {
            Field link = links.at(name);
            String id = LinkedPeers.peer(name);
            Behind behind = Behind.of(spaces, id);
            rows.row(
                    Prefix.shown(id),
                    link.at("inbound").flag() ? "from" : "to",
                    link.at("address").text(),
                    Numbers.micros(link.at("roundTripMicros").number()),
                    Numbers.grouped(link.at("sent").number()) + " sent",
                    Numbers.grouped(link.at("taken").number()) + " taken",
                    behind.words());
            told.add(
                    new Answer()
                            .text("peer", id)
                            .all(link.value())
                            .number("missingThere", behind.there())
                            .number("missingHere", behind.here())
                            .flag("inSync", behind.inSync())
                            .object());
        }
        Terminal terminal = call.terminal();
        terminal.answer(new Answer().value("links", Value.Array.of(told)));
        if (rows.isEmpty()) {
            terminal.line("no links now");
        }
        rows.lines("").forEach(terminal::line);
        return Exit.OK;
    }
}
