package kith.node.cli.tree;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import org.jspecify.annotations.Nullable;

/// `kith log`: who wrote what at an address, and when.
public final class LogCommand extends Connected {
    private static final int LIMIT = 50;
    private static final int LIMIT_MAX = 1_000_000_000;

    /// The most changes in one answer of the peer.
    private static final int PAGE_MAX = 1_000;

    /// Edits shown of one change: a few, in a line.
    private static final int EDITS = 4;

    @Override
    public Spec spec() {
        return new Spec(
                "log",
                List.of("ADDRESS"),
                List.of(
                        Option.of("limit", "N", "at most N changes; 50 unless said, 0 for all"),
                        Option.flag("oldest", "the oldest first"),
                        Option.flag("each", "a line for each change, also while somebody types")),
                "shows who wrote what, and when",
                """
                A line for each change of a space that touched the address, the newest first: when
                its author wrote it, which change that is (the beginning of its author, and its
                number), and what it did. What one author typed into a text without a pause is one
                line. What stands there can be said as a VERSION.

                The order is that in which changes came to this peer. A time is that of its author's
                clock, so it may go back and forth. What counts for nobody, because its author was
                removed before, is marked as void.
                """,
                List.of(
                        "kith log tasks",
                        "kith log tasks/groceries/milk --limit 5",
                        "kith log notes/today --each",
                        "kith log tasks --json | jq .author"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        long limit = call.number("limit", LIMIT, 0, LIMIT_MAX);
        long left = limit == 0 ? Long.MAX_VALUE : limit;
        var lines = new LogLines(call.terminal(), call.has("each"));
        String from = null;
        do {
            Field page = new Field(peer.read(target(call, address, from, left)));
            List<Field> changes = page.at("changes").items();
            changes.forEach(
                    call.terminal().isForPrograms()
                            ? change -> json(call.terminal(), change)
                            : lines::take);
            left -= changes.size();
            from = page.at("next").isThere() ? page.at("next").text() : null;
        } while (from != null && left > 0 && !call.terminal().isCut());
        lines.end(left == 0 && from != null);
        return Exit.OK;
    }

    private static String target(Call call, String address, @Nullable String from, long left) {
        String query = "log&limit=" + Math.min(left, PAGE_MAX);
        query += call.has("oldest") ? "&oldest" : "";
        query += call.terminal().isForPrograms() ? "&edits=1000" : "&edits=" + EDITS;
        query += from == null ? "" : "&from=" + from;
        return Target.of(address, query);
    }

    private static void json(Terminal terminal, Field change) {
        if (change.value() != null) {
            terminal.print(Json.print(change.value()));
        }
    }
}
