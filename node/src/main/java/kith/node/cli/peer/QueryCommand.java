package kith.node.cli.peer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kith.lang.Malformed;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith query`: asks this peer and all that are linked which cells match.
public final class QueryCommand extends Connected {
    private static final int LIMIT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int SECONDS = 5;
    private static final int SECONDS_MAX = 60;

    private static final Pattern CONDITION =
            Pattern.compile("\\s*(.*?)\\s*(!=|<=|>=|=|<|>|\\bin\\b|\\bcontains\\b)\\s*(.*?)\\s*");

    @Override
    public Spec spec() {
        return new Spec(
                "query",
                List.of("PATTERN"),
                List.of(
                        Option.many(
                                "where",
                                "CONDITION",
                                "a condition, such as 'left > 0'; all of them must hold"),
                        Option.of("limit", "N", "at most N cells of each peer; 100 unless said"),
                        Option.of(
                                "within", "SECONDS", "waits so long for each peer; 5 unless said"),
                        Option.flag("here", "asks this peer only")),
                "asks this peer and all that are linked which cells match",
                """
                A pattern is an address in which * is any one name, and a last ** a cell and all
                below it. A condition has a path below such a cell (none: the cell itself), one of
                = != < <= > >= in contains, and JSON, or a text as it is.

                Each peer answers from what it has. A cell that not all of them have so is told with
                those who do, and who did not answer is named. Ends with 0 when all have answered
                who could be asked, and with 1 when not.
                """,
                List.of(
                        "kith query 'tasks/*'",
                        "kith query 'tasks/*' --where 'left > 0' --where 'by/name = Ada'",
                        "kith query 'tasks/**' --where '= 3' --here"));
    }

    /// What was found, by whom; who did not answer, and who could not be asked, and why.
    private record Found(
            SequencedMap<Cell, List<String>> cells,
            Map<String, String> silent,
            Map<String, String> unasked) {
        Found() {
            this(new LinkedHashMap<>(), new TreeMap<>(), new TreeMap<>());
        }

        /// Takes in what that peer has found.
        Consumer<Cell> by(String peer) {
            return cell -> cells.computeIfAbsent(cell, unknown -> new ArrayList<>()).add(peer);
        }

        /// Throws what is wrong with the question itself.
        void without(String peer, PeerRefusal refusal) throws PeerRefusal {
            switch (refusal.code()) {
                case "query-unanswered", "not-connected" -> silent.put(peer, refusal.detail());
                case "query-refused" -> unasked.put(peer, refusal.detail());
                default -> throw refusal;
            }
        }
    }

    private record Cell(String path, String shown, @Nullable Value value) {
        static Cell of(Field found) {
            Value value = found.at("value").value();
            String shown = value == null ? "(too large to be told)" : Json.print(value);
            return new Cell(found.at("path").text(), shown, value);
        }
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        long within = 1_000 * call.number("within", SECONDS, 1, SECONDS_MAX);
        long limit = call.number("limit", LIMIT, 1, LIMIT_MAX);
        Value.Obj where = where(call.all("where"));
        var about = new Field(peer.read(Target.of(".peer")));
        List<String> peers = peers(about, call.has("here"));
        var found = new Found();
        peer.patience(within);
        for (String id : peers) {
            try (var _ = Waiting.on(call.terminal(), "asking " + Prefix.shown(id))) {
                var asked =
                        new Answer()
                                .text("address", call.argument(0))
                                .text("peer", id)
                                .value("where", where);
                ask(peer, asked.object(), limit, within, found.by(id));
            } catch (PeerRefusal refusal) {
                found.without(id, refusal);
            }
        }
        show(call.terminal(), peers, found);
        return found.silent().isEmpty() ? Exit.OK : Exit.PROBLEM;
    }

    /// This peer first.
    private static List<String> peers(Field about, boolean here) {
        var peers = new ArrayList<>(List.of(about.at("id").text()));
        if (!here) {
            peers.addAll(LinkedPeers.of(about));
        }
        return peers;
    }

    /// Asks for pages until there is no more. All of them have that time: who says each time that
    /// there may be more would else be asked for ever.
    private static void ask(
            PeerClient peer, Value.Obj asked, long limit, long withinMillis, Consumer<Cell> found)
            throws IOException, PeerRefusal {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMillis);
        long left = limit;
        String after = null;
        do {
            long millis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            var page = new Answer().all(asked).number("limit", left).number("within", millis);
            Value.Obj body = (after == null ? page : page.text("after", after)).object();
            var answer = new Field(peer.control("query", body));
            List<Field> cells = answer.at("found").items();
            cells.forEach(one -> found.accept(Cell.of(one)));
            left -= cells.size();
            after = answer.at("next").isThere() ? answer.at("next").text() : null;
        } while (after != null && left > 0);
    }

    private static void show(Terminal terminal, List<String> peers, Found found) {
        peers.removeAll(found.unasked().keySet());
        int answered = peers.size() - found.silent().size();
        var cells = new ArrayList<Value>();
        found.cells()
                .forEach(
                        (cell, by) -> {
                            terminal.line(
                                    (cell.path().isEmpty() ? "." : cell.path())
                                            + "  "
                                            + cell.shown()
                                            + (by.size() == answered ? "" : "  on " + names(by)));
                            cells.add(
                                    new Answer()
                                            .text("path", cell.path())
                                            .value("value", cell.value())
                                            .texts("on", by)
                                            .object());
                        });
        if (cells.isEmpty()) {
            terminal.note("nothing matches");
        }
        found.unasked().forEach((id, why) -> terminal.note(Prefix.shown(id) + ": " + why));
        found.silent().forEach((id, why) -> terminal.note(Prefix.shown(id) + ": " + why));
        terminal.answer(
                new Answer()
                        .value("found", Value.Array.of(cells))
                        .texts("asked", peers)
                        .texts("unanswered", List.copyOf(found.silent().keySet())));
    }

    private static String names(List<String> ids) {
        return String.join(", ", ids.stream().map(Prefix::shown).toList());
    }

    /// Several conditions on one place are one object.
    private static Value.Obj where(List<String> conditions) {
        var byPath = new LinkedHashMap<String, Answer>();
        for (String condition : conditions) {
            Matcher parts = CONDITION.matcher(condition);
            if (!parts.matches()) {
                throw Failure.usage(
                        "\"" + condition + "\" is no condition",
                        "For example --where 'left > 0' or --where 'by/name = Ada'.");
            }
            byPath.computeIfAbsent(parts.group(1), path -> new Answer())
                    .value(parts.group(2), value(parts.group(3)));
        }
        var where = new Answer();
        byPath.forEach((path, hows) -> where.value(path, hows.object()));
        return where.object();
    }

    /// What is no JSON is a text.
    private static Value value(String text) {
        try {
            return Json.parse(text);
        } catch (Malformed noJson) {
            return new Value.Text(text);
        }
    }
}
