package kith.node.cli.network;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import kith.identity.PeerId;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.port.About;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith find`: who and where a peer is, who has a space, who can do something, as the directory of
/// the board tells.
public final class FindCommand extends Connected {
    /// A look-up ends by itself after ten seconds.
    private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(15);

    private static final String AS = "as";

    /// What is looked for on which board.
    private record Quest(String kind, String subject, @Nullable String board) {}

    @Override
    public Spec spec() {
        return new Spec(
                "find",
                List.of("WHAT"),
                List.of(
                        Option.of(AS, "KIND", "peer, space or capability, where it may be several"),
                        Option.of("board", "BOARD", "on that board; else on that of the address"),
                        Option.flag("trace", "shows who was asked, over whom, and what they said")),
                "finds a peer, who has a space, or who can do something",
                """
                Looks something up in the directory of a board, which its members keep among
                themselves: a peer by its id or the beginning of it, a space by its address, a
                capability by its word (durable-store, relay, websocket, webrtc, query).

                What is shown was signed by the peer that it is about, at the time that is shown.
                A peer says it anew every half hour, and takes it back when it ends; who falls
                silent is forgotten after two hours.

                Ends with 1 when nothing was found.
                """,
                List.of(
                        "kith find kf7q2xyz",
                        "kith find tasks --trace",
                        "kith find relay --as capability --json | jq '.found[].addresses'"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var about = new Field(peer.read(Target.of(".peer")));
        Quest quest = quest(call, about);
        boolean traced = call.has("trace");
        var asked = new Answer().text(quest.kind(), quest.subject()).flag("trace", traced);
        if (quest.board() != null) {
            asked.text("board", quest.board());
        }
        peer.patience(PATIENCE_MILLIS);
        Value report;
        try (var _ = Waiting.on(call.terminal(), "looking up " + call.argument(0))) {
            report = peer.control("find", asked.object());
        }
        var found = new Field(report);
        new FoundView(found, System.currentTimeMillis(), call.terminal()::paint)
                .lines()
                .forEach(call.terminal()::line);
        if (found.at("found").items().isEmpty() && found.at("listed").texts().isEmpty()) {
            throw nothing(call.argument(0), found);
        }
        call.terminal().answer(new Answer().all(report));
        return Exit.OK;
    }

    private static Failure nothing(String what, Field found) {
        int answered = found.at("answered").items().size();
        return answered == 0
                ? Failure.of(
                        "find-unanswered",
                        "nobody answered who might know of " + what,
                        "Who is linked: kith status. Then try again.")
                : Failure.of(
                        "find-nothing",
                        "those who would know of " + what + " have heard nothing of it",
                        "Who has just come is known after some seconds; who fell silent is"
                                + " forgotten after two hours.");
    }

    // What is meant

    private static Quest quest(Call call, Field about) {
        String what = call.argument(0);
        String board = call.option("board");
        return switch (call.option(AS, kindOf(what, about))) {
            case "peer" -> peer(what, board, about);
            case "capability" -> new Quest("capability", what, board);
            case "space" -> new Quest("space", what, board);
            case String other ->
                    throw Failure.usage(
                            "there is no kind \"" + other + '"', "One of: peer, space, capability");
        };
    }

    private static String kindOf(String what, Field about) {
        for (About.Can can : About.Can.values()) {
            if (can.word().equals(what)) {
                return "capability";
            }
        }
        boolean whole = what.length() == PeerId.TEXT_CHARS && !what.contains("/");
        boolean begins =
                what.length() >= Prefix.SHOWN_CHARS
                        && members(about).keySet().stream().anyMatch(id -> id.startsWith(what));
        return whole || begins ? "peer" : "space";
    }

    /// All members of all boards, each with a board that it is on.
    private static TreeMap<String, String> members(Field about) {
        var members = new TreeMap<String, String>();
        for (String board : about.at("boards").names()) {
            for (String id : about.at("boards").at(board).at("members").names()) {
                members.putIfAbsent(id, board);
            }
        }
        return members;
    }

    private static Quest peer(String typed, @Nullable String board, Field about) {
        TreeMap<String, String> members = members(about);
        String id = Prefix.resolve(typed, members.keySet(), PeerId.TEXT_CHARS, "peer");
        return new Quest("peer", id, board == null ? members.get(id) : board);
    }
}
