package kith.node.cli.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.PeerId;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith compare`: what this peer and another do not share.
public final class CompareCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "compare",
                List.of("PEER", "[ADDRESS]"),
                List.of(),
                "shows what this peer and another do not share",
                """
                Asks the other peer, which must be linked, what it has: which changes only one of
                the two has, and which cells they show differently. Without an address every space
                is compared that both replicate.

                Ends with 0 when there is no difference and with 1 when there is.
                """,
                List.of("kith compare kf7q2xyz", "kith compare kf7q2xyz tasks"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var about = new Field(peer.read(Target.of(".peer")));
        String id = resolved(call.argument(0), about);
        @Nullable String named = call.argumentOrNull(1);
        List<String> addresses = named == null ? shared(about, id) : List.of(named);
        if (addresses.isEmpty()) {
            throw Failure.of(
                    "not-connected",
                    "this peer replicates no space together with " + Prefix.shown(id) + " now",
                    "Who is linked, and what they share: kith status");
        }
        boolean same = true;
        var spaces = new ArrayList<Value>();
        for (String address : addresses) {
            var asked =
                    Value.Obj.of(
                            List.of("address", "peer"),
                            List.of(new Value.Text(address), new Value.Text(id)));
            Value report;
            try (var _ = Waiting.on(call.terminal(), "comparing " + address)) {
                report = peer.control("compare", asked);
            }
            same &= show(call.terminal(), address, new Field(report));
            spaces.add(new Answer().text("address", address).all(report).object());
        }
        call.terminal()
                .answer(
                        new Answer()
                                .text("peer", id)
                                .flag("same", same)
                                .value("spaces", Value.Array.of(spaces)));
        return same ? Exit.OK : Exit.PROBLEM;
    }

    private static String resolved(String typed, Field about) {
        TreeSet<String> known = LinkedPeers.of(about);
        for (String board : about.at("boards").names()) {
            known.addAll(about.at("boards").at(board).at("members").names());
        }
        known.remove(about.at("id").text());
        return Prefix.resolve(typed, known, PeerId.TEXT_CHARS, "peer");
    }

    /// The addresses of all spaces that the other peer has told its versions of.
    private static List<String> shared(Field about, String id) {
        var addresses = new ArrayList<String>();
        for (String board : about.at("spaces").names()) {
            Field spaces = about.at("spaces").at(board);
            for (String space : spaces.names()) {
                if (spaces.at(space).at("peers").at(id).at("heads").isThere()) {
                    addresses.add('@' + board + '/' + SpaceName.text(space));
                }
            }
        }
        return addresses;
    }

    /// Whether nothing differs.
    private static boolean show(Terminal terminal, String address, Field report) {
        if (report.at("same").flag()) {
            terminal.line(address + ": the same");
            return true;
        }
        terminal.line(terminal.paint(Terminal.Ink.BOLD, address));
        changes(terminal, "only here", report.at("changesOnlyHere"));
        changes(terminal, "only there", report.at("changesOnlyThere"));
        for (String cell : report.at("cells").texts()) {
            terminal.line("  cell " + cell);
        }
        if (report.at("moreCells").flag()) {
            terminal.line("  and more cells");
        }
        return false;
    }

    private static void changes(Terminal terminal, String where, Field chains) {
        for (Field chain : chains.items()) {
            long from = chain.at("from").number();
            long to = chain.at("to").number();
            String numbers = from == to ? Long.toString(from) : from + " to " + to;
            terminal.line(
                    "  "
                            + where
                            + ": "
                            + Numbers.count(to - from + 1, "change")
                            + " of "
                            + Prefix.shown(chain.at("author").text())
                            + " ("
                            + numbers
                            + ")");
            for (String cell : chain.at("cells").texts()) {
                terminal.line("      " + cell);
            }
        }
    }
}
