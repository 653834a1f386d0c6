package kith.node.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kith.Answer;
import kith.Command;
import kith.lang.Folding;
import kith.lang.Utf8;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.state.Query;
import kith.state.Query.Found;
import kith.talk.Below;
import kith.talk.CellText;
import kith.value.Json;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `GET` of an address with `cells` and `find`: the cells that have a text in them.
///
/// There is no index: the subtree is read in pages, as for any reader, and looked through by the
/// thread of the request, while the engine does other work. So a search costs its own thread as
/// long as it takes, and everybody else a page at a time. What is found is kept until the answer
/// begins, since its header says where to go on; so that has a bound in cells and in bytes.
final class Finding {
    /// The most cells in one answer.
    private static final int FOUND_MAX = 1_000;

    /// The most cells that are looked at for one answer. Guess: a second.
    private static final int LOOKED_MAX = 1_000_000;

    /// Bytes of JSON beyond which an answer ends. Guess.
    private static final int BYTES_MAX = 4 << 20;

    /// The longest text that may be looked for.
    private static final int TEXT_CHARS_MAX = 1_024;

    private final Door door;
    private final Target target;
    private final Path base;
    private final String folded;
    private final int limit;
    private final List<byte[]> found = new ArrayList<>();
    private int bytes;
    private int looked;

    /// The last cell that was looked at.
    private @Nullable Path last;

    private boolean whole;
    private List<String> version = List.of();

    private Finding(Door door, Target target) {
        this.door = door;
        this.target = target;
        this.base = target.address().path();
        this.folded = Folding.fold(text(target));
        this.limit = target.count("limit", FOUND_MAX, FOUND_MAX);
        String after = target.text("after");
        this.last = after == null ? null : Below.parse(base, after);
    }

    static void answer(Door door, Exchange exchange, Target target) {
        target.only("cells", "find", "depth", "after", "limit");
        var finding = new Finding(door, target);
        finding.look();
        finding.send(exchange);
    }

    private static String text(Target target) {
        String text = target.text("find");
        boolean fits = text != null && !text.isEmpty() && text.length() <= TEXT_CHARS_MAX;
        if (text == null || !fits || !target.has("cells")) {
            throw Refused.because(
                    HttpProblem.PARAMETER_MALFORMED,
                    "the parameter find goes with cells, and has 1 to "
                            + TEXT_CHARS_MAX
                            + " characters");
        }
        return text;
    }

    private void look() {
        int depth = (int) target.number("depth", Query.DEPTH_ALL, Query.DEPTH_ALL);
        while (!isFull()) {
            Answer.Found page =
                    read(new Command.Read(target.address(), depth, last, Query.CELLS_MAX));
            if (looked == 0) {
                version = page.version();
            }
            for (Found cell : page.cells().cells()) {
                if (isFull()) {
                    return;
                }
                last = cell.path();
                looked++;
                look(cell);
            }
            if (page.cells().next() == null) {
                whole = true;
                return;
            }
        }
    }

    private boolean isFull() {
        return found.size() >= limit || looked >= LOOKED_MAX || bytes >= BYTES_MAX;
    }

    private Answer.Found read(Command.Read read) {
        return switch (door.call(read)) {
            case Answer.Found page -> page;
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other -> throw new IllegalStateException("read was answered by " + other);
        };
    }

    private void look(Found cell) {
        String path = Below.text(base, cell.path());
        if (Folding.contains(path, folded) || isIn(cell.shown().value())) {
            byte[] json = Utf8.encode(Json.print(CellText.of(path, cell)));
            found.add(json);
            bytes += json.length;
        }
    }

    private boolean isIn(@Nullable Value value) {
        return switch (value) {
            case null -> false;
            case Value.Text(String text) -> Folding.contains(text, folded);
            case Value other -> Folding.contains(Json.print(other), folded);
        };
    }

    private void send(Exchange exchange) {
        Path end = last;
        exchange.versions("Version", version);
        exchange.put("Cache-Control", "no-store");
        exchange.put("Cut", Boolean.toString(!whole));
        if (!whole && end != null) {
            String text = Below.text(base, end);
            exchange.put("Next", URLEncoder.encode(text, StandardCharsets.UTF_8));
        }
        exchange.begin(200, Exchange.JSON);
        if (!exchange.method().equals("HEAD")) {
            String before = "[\n";
            for (byte[] cell : found) {
                exchange.write(Utf8.encode(before));
                exchange.write(cell);
                before = ",\n";
            }
            exchange.write(Utf8.encode(found.isEmpty() ? "[]\n" : "\n]\n"));
        }
        exchange.end();
    }
}
