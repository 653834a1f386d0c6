package kith.node.cli.tree;

import java.io.IOException;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Utf8;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith set`: one cell, or a whole subtree, becomes a value.
public final class SetCommand extends Connected {
    /// How long to wait for durability when nobody says: a disk answers in milliseconds, another
    /// peer when it is reachable. A guess.
    private static final long TIMEOUT_SECONDS = 10;

    /// What the peer allows.
    private static final long TIMEOUT_SECONDS_MAX = 3_600;
    private static final int OTHERS_MAX = 1_000;

    /// What the peer reads of edits: a large text of which most is there already.
    private static final int TEXT_BYTES_MAX = 4 << 20;

    @Override
    public Spec spec() {
        return new Spec(
                "set",
                List.of("ADDRESS", "[JSON]"),
                List.of(
                        Option.of(
                                "text",
                                "TEXT",
                                "in the place of JSON: a text that many can edit at once; - reads"
                                        + " what is piped in"),
                        Option.of(
                                "durable",
                                "N",
                                "wait until it is on this disk and on those of N other peers"),
                        Option.of(
                                "timeout",
                                "S",
                                "wait at most so many seconds (" + TIMEOUT_SECONDS + ")")),
                "makes a cell this value",
                """
                The cell becomes the value, and nothing else: what was there or below is replaced.
                An object becomes cells, one for each field; an array stays one value.

                The value is JSON. The shell takes one pair of quotation marks away, so a text has
                two: '"2 litres"'.

                With --text the cell is a text that grows together from what all edit. Where a text
                is already, it is edited as little as it takes.

                With --durable it is an error when the time is up before that many have it. It is
                written all the same, and goes on spreading.
                """,
                List.of(
                        "kith set tasks/groceries/milk '\"2 litres\"'",
                        "kith set tasks/groceries '{\"milk\": \"2 litres\", \"eggs\": 12}'",
                        "kith set notes/today --text 'shopping'",
                        "kith set tasks/paid true --durable 1"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        String text = text(call);
        String json = call.argumentOrNull(1);
        Value value = text != null ? new Value.Text(text) : value(json == null ? "" : json);
        String query = durability(call);
        if (!query.isEmpty()) {
            peer.patience(seconds(call) * 1_000);
        }
        String target = query.isEmpty() ? Target.of(address) : Target.of(address, query);
        byte[] answer;
        try (var _ = Waiting.on(call.terminal(), query.isEmpty() ? "writing" : "spreading")) {
            answer =
                    text == null
                            ? peer.call("PUT", target, PeerClient.bytes(value)).bytes()
                            : peer.call("PATCH", target, PeerClient.bytes(put(text))).bytes();
        }
        call.terminal()
                .answer(
                        new Answer()
                                .text("address", address)
                                .value("value", value)
                                .all(Json.parse(answer)));
        int width = call.terminal().width() - address.length() - 3;
        call.terminal().line(address + " = " + Shortened.value(value, width));
        Field durable = new Field(Json.parse(answer)).at("durable");
        if (durable.isThere()) {
            long others = durable.at("others").number();
            String more = others == 0 ? "" : ", and on " + Numbers.count(others, "other peer");
            call.terminal().line("on the disk here" + more);
        }
        return Exit.OK;
    }

    /// What the text shall be; null where JSON was said.
    private static @Nullable String text(Call call) throws IOException {
        String text = call.option("text");
        if (call.has("text") == (call.argumentOrNull(1) != null)) {
            throw Failure.usage(
                    "one value is needed, as JSON or as --text",
                    "Usage: kith set ADDRESS JSON, or kith set ADDRESS --text TEXT");
        }
        if (text == null || !text.equals("-")) {
            return text;
        }
        byte[] piped = System.in.readNBytes(TEXT_BYTES_MAX + 1);
        if (piped.length > TEXT_BYTES_MAX) {
            throw Failure.of(
                    "change-too-large",
                    "what was piped in has more than " + (TEXT_BYTES_MAX >> 20) + " MiB",
                    "One change holds at most 1 MiB; a text may become larger by several.");
        }
        try {
            return Utf8.decode(piped, 0, piped.length);
        } catch (Malformed notText) {
            throw Failure.of("text-malformed", "what was piped in is not UTF-8", "");
        }
    }

    private static Value put(String text) {
        return Value.Array.of(List.of(new Answer().text("text", "").text("value", text).object()));
    }

    private static String durability(Call call) {
        if (!call.has("durable")) {
            return "";
        }
        long others = call.number("durable", 0, 0, OTHERS_MAX);
        return "durable=" + others + "&timeout=" + seconds(call) * 1_000;
    }

    private static long seconds(Call call) {
        return call.number("timeout", TIMEOUT_SECONDS, 1, TIMEOUT_SECONDS_MAX);
    }

    /// The value that somebody typed. A word that is none is most often a text without its
    /// quotation marks.
    static Value value(String json) {
        try {
            return Json.parse(json);
        } catch (Malformed wrong) {
            throw new Failure(
                    "json-malformed",
                    "the value is no JSON: " + wrong.getMessage(),
                    "A text needs quotation marks of its own, and others for the shell: '"
                            + Json.print(new Value.Text(json)).replace("'", "'\\''")
                            + "'",
                    Exit.USAGE);
        }
    }
}
