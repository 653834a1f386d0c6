package kith.node.http;

import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.lang.Malformed;
import kith.node.http.once.Remembered;
import kith.node.http.once.WriteNames;
import kith.node.http.talk.Door;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.node.http.talk.Versions;
import kith.node.http.talk.Wrote;
import kith.port.Now;
import kith.replica.Durability;
import kith.state.Writing;
import kith.talk.Edits;
import kith.talk.Fields;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `PUT`, `PATCH` and `DELETE` of an address: each is one change, and is applied when it is
/// answered.
///
/// How safe a write shall be before it is answered, the client says: `?durable=0` waits for this
/// disk, `?durable=2` for two other peers besides. What is answered with 504 is applied all the
/// same; it may become durable later.
final class TreeWriting {
    /// A value that is larger does not fit into a change.
    private static final int VALUE_BYTES_MAX = Value.ENCODED_BYTES_MAX;

    /// JSON of edits that fit into a change may be longer than they are encoded.
    private static final int EDITS_BYTES_MAX = 4 * Value.ENCODED_BYTES_MAX;

    private static final long OTHERS_MAX = 1_000;
    private static final long TIMEOUT_MILLIS = 10_000;
    private static final long TIMEOUT_MILLIS_MAX = 3_600_000;

    /// How often a wait looks whether its client is still there.
    private static final long LOOK_MILLIS = 500;

    private final Door door;
    private final WriteNames names;
    private final Remembered<Wrote> remembered = new Remembered<>();

    TreeWriting(Door door, WriteNames names) {
        this.door = door;
        this.names = names;
    }

    void answer(Exchange exchange, Target target) {
        target.only("durable", "timeout");
        long others = target.number("durable", OTHERS_MAX, -1);
        long millis = target.number("timeout", TIMEOUT_MILLIS_MAX, TIMEOUT_MILLIS);
        List<Writing.Edit> edits = edits(exchange, target.address());
        boolean ranges = hasRanges(exchange);
        Wrote written = write(exchange, target.address(), edits, ranges);
        Durability durability = null;
        if (others >= 0 && written.isChange()) {
            durability = await(exchange, target.address(), written, (int) others, millis);
        }
        respond(exchange, written, others, durability);
    }

    // What is to be written

    private List<Writing.Edit> edits(Exchange exchange, Address address) {
        return switch (exchange.method()) {
            case "DELETE" -> {
                requireSomething(address);
                yield List.of(new Writing.Remove(address.path()));
            }
            case "PUT" -> put(exchange, address);
            case "PATCH" -> patch(exchange, address);
            default -> throw new IllegalStateException(exchange.method() + " does not write");
        };
    }

    private void requireSomething(Address address) {
        switch (door.call(new Command.Read(address, 0, null, 1))) {
            case Answer.Found found when found.cells().cells().isEmpty() ->
                    throw TreeReading.nothing(address);
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer found -> {}
        }
    }

    private List<Writing.Edit> put(Exchange exchange, Address address) {
        byte[] body = exchange.body(VALUE_BYTES_MAX, tooLarge());
        List<Writing.Edit> patches = patches(exchange, address, body);
        return patches != null ? patches : List.of(new Writing.Put(address.path(), json(body)));
    }

    private List<Writing.Edit> patch(Exchange exchange, Address address) {
        byte[] body = exchange.body(EDITS_BYTES_MAX, tooLarge());
        List<Writing.Edit> patches = patches(exchange, address, body);
        return patches != null ? patches : edits(address, json(body));
    }

    private static @Nullable List<Writing.Edit> patches(
            Exchange exchange, Address address, byte[] body) {
        try {
            return RangePatches.parse(
                    address.path(),
                    body,
                    exchange.header("Patches"),
                    exchange.header("Content-Range"));
        } catch (Malformed malformed) {
            throw malformed(malformed);
        }
    }

    private static List<Writing.Edit> edits(Address address, Value json) {
        try {
            return Edits.parse(address.path(), json);
        } catch (Malformed malformed) {
            throw malformed(malformed);
        }
    }

    private static Refused malformed(Malformed malformed) {
        return Refused.because(HttpProblem.PATCH_MALFORMED, String.valueOf(malformed.getMessage()));
    }

    private static Refused tooLarge() {
        return Refused.because(
                Problem.CHANGE_TOO_LARGE,
                "one change holds at most "
                        + (VALUE_BYTES_MAX >> 20)
                        + " MiB: write the parts by themselves, or use `kith import`, which does"
                        + " that");
    }

    static Value json(byte[] body) {
        try {
            return Json.parse(body);
        } catch (Malformed malformed) {
            throw Refused.because(
                    HttpProblem.JSON_MALFORMED, String.valueOf(malformed.getMessage()));
        }
    }

    // Writing

    private static boolean hasRanges(Exchange exchange) {
        return exchange.header("Patches") != null || exchange.header("Content-Range") != null;
    }

    private Wrote write(
            Exchange exchange, Address address, List<Writing.Edit> edits, boolean ranges) {
        List<String> header = Versions.parse(exchange.header("Parents"));
        List<String> parents = header == null ? List.of() : header;
        TextRanges meant =
                ranges
                        ? TextRanges.of(door, address, edits, parents, exchange::expectClient)
                        : new TextRanges(edits, parents);
        var write = new Command.Write(address, meant.edits(), meant.parents(), false);
        List<String> name = Versions.parse(exchange.header("Version"));
        if (name == null || name.isEmpty()) {
            return Wrote.by(door, write);
        }
        String peer = exchange.header("Peer");
        String key = (peer == null ? "" : peer) + "\n" + address + "\n" + Versions.header(name);
        return remembered.once(key, () -> once(key, write));
    }

    /// A name from before this peer was started counts where its change is still there.
    private Wrote once(String key, Command.Write write) {
        Wrote before = names.find(key);
        if (before != null && before.exists(door, write.at())) {
            return before;
        }
        Wrote done = Wrote.by(door, write);
        names.keep(key, done);
        return done;
    }

    /// Waits until the write is as safe as was asked for or the time is over, and no longer than
    /// the client does.
    private Durability await(
            Exchange exchange, Address address, Wrote written, int others, long millis) {
        long end = System.nanoTime() + millis * Now.MILLI;
        while (true) {
            long asked = System.nanoTime();
            long left = Math.max(0, (end - asked) / Now.MILLI);
            Durability durability = await(address, written, others, Math.min(left, LOOK_MILLIS));
            boolean enough = durability.here() && durability.others() >= others;
            // Who is not kept waiting need not wait: it becomes no safer, as the disk has failed.
            boolean soon = System.nanoTime() - asked < LOOK_MILLIS * Now.MILLI / 2;
            if (enough || soon || left <= LOOK_MILLIS) {
                return durability;
            }
            exchange.expectClient();
        }
    }

    private Durability await(Address address, Wrote written, int others, long millis) {
        var await = new Command.Await(address, written.version(), others, millis);
        return switch (door.call(await)) {
            case Answer.Safe(Durability durability) -> durability;
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other ->
                    throw new IllegalStateException("waiting was answered by " + other);
        };
    }

    private static void respond(
            Exchange exchange, Wrote written, long others, @Nullable Durability durability) {
        if (written.isChange()) {
            exchange.versions("Version", List.of(written.version()));
            exchange.versions("Parents", written.parents());
        }
        Fields body = written.fields();
        if (durability != null) {
            String text = "here=" + durability.here() + ", others=" + durability.others();
            exchange.put("Durable", text);
            if (!durability.here() || durability.others() < others) {
                throw Refused.because(
                        HttpProblem.NOT_DURABLE,
                        "the change "
                                + written.version()
                                + " is applied, but not yet as durable as asked for: "
                                + text
                                + " of "
                                + others
                                + "; it may still become so");
            }
            body.put(
                    "durable",
                    new Fields()
                            .put("here", durability.here())
                            .put("others", durability.others())
                            .value());
        }
        exchange.send(200, body.value());
    }
}
