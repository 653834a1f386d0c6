package kith.lab.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import kith.node.client.HttpConnection;
import kith.node.client.HttpReply;

/// A client that writes, one request after the other, and remembers what it sent and what was
/// acknowledged.
///
/// What it writes below its own path nobody else writes, so what must be seen there is known
/// exactly: the acknowledged requests, and of those that were sent behind them the first few.
final class Writer {
    /// The counter that all writers share.
    static final String ALL = "all";

    /// What each writer added to [#ALL].
    static final String SHARE = "share";

    private static final int REGISTERS = 8;
    private static final int SET_MEMBERS_MAX = 40;

    /// One request in so many waits until it is safe, the others only until they are applied.
    private static final int SAFE_EVERY = 3;

    private final String name;
    private final SplittableRandom random;

    /// What is acknowledged to be safe.
    private final Model model = new Model();

    /// What the peer shows now, as far as we know.
    private Model latest = new Model();

    /// Sent and not known to be safe, in this order.
    private final ArrayDeque<Request> open = new ArrayDeque<>();

    private long number;
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile String trouble = "";

    /// One request: how it goes over the wire, and what it does.
    private record Request(String method, String target, String body, Consumer<Model> effect) {
        @Override
        public String toString() {
            return method + " " + target + " " + body;
        }
    }

    Writer(String name, long seed) {
        this.name = name;
        this.random = new SplittableRandom(seed);
    }

    String name() {
        return name;
    }

    /// How many requests were acknowledged to be safe, in all.
    long acknowledged() {
        return acknowledged.get();
    }

    /// What was answered otherwise than it may be; empty when nothing was.
    String trouble() {
        return trouble;
    }

    /// Writes until the connection breaks, the peer says that it stops, or it is enough.
    void writeAll(HttpConnection connection, String space, String query, BooleanSupplier enough) {
        try {
            boolean more = true;
            while (more && trouble.isEmpty() && !enough.getAsBoolean()) {
                more = write(connection, space, query);
            }
        } catch (IOException killed) {
            // what was sent last may be there or not
        }
    }

    private boolean write(HttpConnection connection, String space, String query)
            throws IOException {
        Request request = next();
        open.add(request);
        request.effect().accept(latest);
        boolean safe = random.nextInt(SAFE_EVERY) == 0;
        String target = "/" + space + request.target() + (safe ? query : "");
        byte[] body =
                request.body().isEmpty() ? null : request.body().getBytes(StandardCharsets.UTF_8);
        connection.send(request.method(), target, Map.of(), body);
        HttpReply reply = connection.receive();
        String text = new String(reply.bytes(), StandardCharsets.UTF_8);
        if (reply.isGood()) {
            acknowledge(safe);
            return true;
        }
        if (text.contains("not-durable")) {
            return true; // applied, and perhaps never to be seen again
        }
        if (!text.contains("\"stopping\"")) {
            trouble = request + " was answered by " + text;
        }
        return false;
    }

    /// What is safe follows on all that was sent before it, so that is safe as well.
    private void acknowledge(boolean safe) {
        if (!safe) {
            return;
        }
        acknowledged.addAndGet(open.size());
        while (!open.isEmpty()) {
            open.remove().effect().accept(model);
        }
    }

    // What is written

    private Request next() {
        number++;
        return switch (random.nextInt(8)) {
            case 0 -> register();
            case 1 -> count();
            case 2, 3 -> set();
            case 4, 5 -> transaction();
            case 6 -> shared();
            default -> remove();
        };
    }

    private Request register() {
        String path = "r" + random.nextInt(REGISTERS);
        long value = number;
        return new Request(
                "PUT", "/" + name + "/" + path, Long.toString(value), m -> m.put(path, value));
    }

    private Request remove() {
        String path = "r" + random.nextInt(REGISTERS);
        if (!latest.has(path)) {
            return register();
        }
        return new Request("DELETE", "/" + name + "/" + path, "", m -> m.remove(path));
    }

    private Request count() {
        long delta = random.nextLong(1, 10);
        return edits(List.of("{\"add\":\"n\",\"delta\":" + delta + "}"), m -> m.add("n", delta));
    }

    private Request set() {
        long smallest = latest.smallest("s");
        if (smallest >= 0 && number - smallest > SET_MEMBERS_MAX) {
            return edits(
                    List.of("{\"take\":\"s\",\"value\":" + smallest + "}"),
                    m -> m.take("s", smallest));
        }
        long value = number;
        return edits(
                List.of("{\"insert\":\"s\",\"value\":" + value + "}"), m -> m.insert("s", value));
    }

    /// Cells of all kinds that are written together or not at all.
    private Request transaction() {
        long value = number;
        var edits = new ArrayList<String>();
        for (String path : List.of("t/a", "t/b/c", "t/d")) {
            edits.add("{\"put\":\"" + path + "\",\"value\":" + value + "}");
        }
        edits.add("{\"add\":\"t/count\",\"delta\":1}");
        edits.add("{\"insert\":\"t/set\",\"value\":" + value % 50 + "}");
        return edits(
                edits,
                m -> {
                    m.put("t/a", value);
                    m.put("t/b/c", value);
                    m.put("t/d", value);
                    m.add("t/count", 1);
                    m.insert("t/set", value % 50);
                });
    }

    /// The counter of all and our own share of it, in one transaction.
    private Request shared() {
        long delta = random.nextLong(1, 5);
        String body =
                "[{\"add\":\""
                        + ALL
                        + "\",\"delta\":"
                        + delta
                        + "},"
                        + "{\"add\":\""
                        + name
                        + "/"
                        + SHARE
                        + "\",\"delta\":"
                        + delta
                        + "}]";
        return new Request("PATCH", "", body, m -> m.add(SHARE, delta));
    }

    private Request edits(List<String> edits, Consumer<Model> effect) {
        return new Request("PATCH", "/" + name, "[" + String.join(",", edits) + "]", effect);
    }

    // What was found

    /// How many requests behind the safe ones its subtree shows; -1 when no number of them gives
    /// what was found.
    private int ahead(TreeMap<String, String> found) {
        Model shown = model.copy();
        int count = 0;
        if (shown.leaves().equals(found)) {
            return 0;
        }
        for (Request request : open) {
            request.effect().accept(shown);
            count++;
            if (shown.leaves().equals(found)) {
                return count;
            }
        }
        return -1;
    }

    /// What is wrong with what was found; empty when nothing is.
    String wrong(TreeMap<String, String> found) {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        if (ahead(found) >= 0) {
            return "";
        }
        return name
                + " shows "
                + found
                + ", but what was acknowledged gives "
                + model.leaves()
                + ", and none of the first of these does: "
                + open;
    }

    /// Takes what was found, and is not wrong, as known from here on.
    void take(TreeMap<String, String> found) {
        for (int i = ahead(found); i > 0; i--) {
            open.remove().effect().accept(model);
        }
        open.clear();
        latest = model.copy();
    }
}
