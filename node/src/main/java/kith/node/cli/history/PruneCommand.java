package kith.node.cli.history;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import org.jspecify.annotations.Nullable;

/// `kith prune`: drops the contents of old changes of a space, and tells how that stands.
public final class PruneCommand extends Connected {
    /// As long as a peer takes it: ten years.
    private static final long LEASE_MILLIS_MAX = 3_650L * 86_400_000;

    /// How long to wait for other members to vouch. Guess: they make the snapshot, too.
    private static final long TIMEOUT_SECONDS = 10;

    private static final long TIMEOUT_SECONDS_MAX = 3_600;
    private static final long LOOK_MILLIS = 100;

    @Override
    public Spec spec() {
        return new Spec(
                "prune",
                List.of("SPACE"),
                List.of(
                        Option.of(
                                "lease",
                                "TIME",
                                "begins to prune it; a member is waited for so long after its last"
                                        + " write: 12h, 30d, 8w"),
                        Option.flag("off", "nothing more is dropped"),
                        Option.flag("now", "makes a snapshot at once, of all that may go"),
                        Option.of(
                                "timeout",
                                "S",
                                "with --now: how many seconds to wait for others to vouch ("
                                        + TIMEOUT_SECONDS
                                        + ")")),
                "drops old contents of a space, or tells how that stands",
                """
                A space with a lease is pruned, by all who have it: of the changes that every
                member has who wrote within the lease, the contents go and a snapshot of the state
                stays. It counts when enough members vouch that they made the same one. What is
                shown stays as it is. Versions from before can be read no more, nor be taken back.

                Without an option it tells how it stands. A snapshot is made by itself when a
                thousand changes can go.
                """,
                List.of(
                        "kith prune tasks --lease 30d",
                        "kith prune tasks",
                        "kith prune tasks --off"));
    }

    @Override
    protected int run(Call call, PeerClient peer)
            throws IOException, PeerRefusal, InterruptedException {
        check(call);
        String space = call.argument(0);
        var body = new Answer().text("address", space);
        String lease = call.option("lease");
        Field report;
        if (lease != null) {
            long millis = Call.millis("--lease", lease, LEASE_MILLIS_MAX);
            report = asked(peer, body.text("what", "set").number("lease", millis));
        } else if (call.has("now")) {
            report = now(call, peer, body);
        } else {
            report = asked(peer, call.has("off") ? body.text("what", "stop") : body);
        }
        tell(call.terminal(), space, report);
        return Exit.OK;
    }

    private static void check(Call call) {
        int said = 0;
        for (String one : List.of("lease", "off", "now")) {
            said += call.has(one) ? 1 : 0;
        }
        if (said > 1) {
            throw Failure.usage(
                    "--lease, --off and --now do not go together", "Say one after the other.");
        }
        if (call.has("timeout") && !call.has("now")) {
            throw Failure.usage("--timeout is for --now alone", "");
        }
    }

    private static Field asked(PeerClient peer, Answer body) throws IOException, PeerRefusal {
        return new Field(peer.control("prune", body.object()));
    }

    /// Makes a snapshot, and waits for others to vouch for it.
    private static Field now(Call call, PeerClient peer, Answer look)
            throws IOException, PeerRefusal, InterruptedException {
        long seconds = call.number("timeout", TIMEOUT_SECONDS, 0, TIMEOUT_SECONDS_MAX);
        long before = asked(peer, look).at("changes").number();
        peer.patience(Versions.PATIENCE_MILLIS);
        try (var _ = Waiting.on(call.terminal(), "making a snapshot")) {
            Field report = asked(peer, new Answer().all(look.object()).text("what", "now"));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (report.at("changes").number() <= before
                    && report.at("hindrance").text().isEmpty()
                    && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                report = asked(peer, look);
            }
            return report;
        }
    }

    private static void tell(Terminal terminal, String space, Field report) {
        terminal.answer(new Answer().text("address", space).all(report.value()));
        boolean pruned = report.at("lease").isThere();
        long changes = report.at("changes").number();
        terminal.line(space + ' ' + lease(report));
        if (changes > 0) {
            terminal.line(snapshot(report, changes));
        } else if (pruned) {
            String members = Numbers.count(report.at("wanted").number(), "member");
            terminal.line("there is no snapshot yet; it takes " + members + " to vouch for one");
        }
        String next = next(report);
        if (next != null) {
            terminal.line(next);
        }
        String hindrance = report.at("hindrance").text();
        if (!hindrance.isEmpty()) {
            terminal.line("nothing goes on: " + hindrance);
        }
    }

    private static String lease(Field report) {
        if (!report.at("lease").isThere()) {
            return report.at("changes").number() == 0
                    ? "is not pruned: every change keeps its content"
                    : "is not pruned any more: later changes keep their content";
        }
        long millis = report.at("lease").number();
        return "is pruned: what every member has who wrote within "
                + Numbers.span(millis)
                + " may go";
    }

    private static String snapshot(Field report, long changes) {
        long vouches = report.at("vouches").number();
        return "a snapshot of "
                + Numbers.bytes(report.at("bytes").number())
                + " stands for "
                + Numbers.count(changes, "change")
                + "; "
                + Numbers.count(vouches, "member")
                + (vouches == 1 ? " vouches" : " vouch")
                + " for it, "
                + wanted(report);
    }

    private static String wanted(Field report) {
        long wanted = report.at("wanted").number();
        return Numbers.grouped(wanted) + (wanted == 1 ? " is" : " are") + " wanted";
    }

    private static @Nullable String next(Field report) {
        long proposed = report.at("proposed").number();
        if (proposed > 0) {
            return "for the next one "
                    + Numbers.count(proposed, "member")
                    + (proposed == 1 ? " vouches" : " vouch")
                    + " so far, "
                    + wanted(report);
        }
        return report.at("busy").flag() ? "a snapshot is being made or fetched" : null;
    }
}
