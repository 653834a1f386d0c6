package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith connect`: opens a link to an address, and tells who is there.
public final class ConnectCommand extends Connected {
    /// A peer that is reachable answers within a few round trips. A guess.
    private static final long ANSWER_SECONDS_MAX = 5;

    private static final long LOOK_MILLIS = 50;
    private static final int PORT_LAST = 0xffff;

    @Override
    public Spec spec() {
        return new Spec(
                "connect",
                List.of("HOST:PORT"),
                List.of(),
                "opens a link to a peer at an address",
                """
                Links to members open by themselves; this is for a peer whose address has changed
                while nobody could tell. Ends with 0 when a peer has answered there.
                """,
                List.of("kith connect 192.168.1.7:5484"));
    }

    @Override
    protected int run(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        String address = call.argument(0);
        checkAddress(address);
        peer.control("connect", Value.Obj.of(List.of("address"), List.of(new Value.Text(address))));
        String linked;
        try (var _ = Waiting.on(call.terminal(), "connecting")) {
            linked = answered(address, peer);
        }
        call.terminal().answer(new Answer().text("address", address).text("peer", linked));
        call.terminal().line("linked with " + Prefix.shown(linked));
        return Exit.OK;
    }

    private static String answered(String address, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS_MAX);
        while (System.nanoTime() < end) {
            String linked = linkedAt(address, new Field(peer.read(Target.of(".peer/links"))));
            if (linked != null) {
                return linked;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw Failure.of(
                "connect-unanswered",
                "no peer has answered at " + address + " within " + ANSWER_SECONDS_MAX + " s",
                "Does it run, and listen there? Its `kith status` tells its addresses.");
    }

    private static void checkAddress(String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon));
        boolean good = host.startsWith("[") ? host.endsWith("]") : host.indexOf(':') < 0;
        if (host.isEmpty() || !good) {
            throw Failure.usage(
                    "\"" + address + "\" is no address, expected HOST:PORT",
                    "For example 192.168.1.7:5484, ada.example:5484 or [2001:db8::7]:5484.");
        }
        Call.number("the port", address.substring(colon + 1), 1, PORT_LAST);
    }

    /// Who is at the other end of a link that was dialled there; null when nobody is.
    private static @Nullable String linkedAt(String address, Field links) {
        for (String name : links.names()) {
            Field link = links.at(name);
            if (!link.at("inbound").flag() && link.at("address").text().equals(address)) {
                return LinkedPeers.peer(name);
            }
        }
        return null;
    }
}
