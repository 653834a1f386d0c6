package kith.node.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import kith.lang.Malformed;
import kith.node.Noise;
import kith.node.http.talk.Pointer;
import kith.node.http.talk.Refused;
import kith.node.http.talk.Versions;
import kith.talk.Below;
import kith.talk.Edits;
import kith.talk.NotUnderstood;
import kith.value.Json;
import kith.value.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever a client sends in a URL, a header or a body, it is understood or refused.
final class InputFuzzTest {
    private static final int INPUTS = 4_000;
    private static final int INPUTS_OF_SOAK = 500_000;
    private static final Path BASE = Path.of("tasks", "a/b");

    private static final Map<String, Consumer<String>> INPUTS_BY_NAME = inputs();

    private static final Map<String, List<String>> SAMPLES =
            Map.of(
                    "target",
                    List.of(
                            "/tasks/groceries/milk?depth=2&from=%7B%7D",
                            "/@home/tasks/a%2Fb/~1x/",
                            "/.peer/links?pretty",
                            "/~" + "a".repeat(52) + "/notes/%C3%A9%ED%A0%BD",
                            "/"),
                    "patches",
                    List.of(
                            """
                            2
                            Content-Length: 3
                            Content-Range: json /groceries/eggs

                            "a"
                            Content-Length: 0
                            Content-Range: json /x~1y

                            """,
                            "0\n",
                            "1\ncontent-length:4\ncontent-range: JSON\n\nnull"),
                    "range",
                    List.of("json /a/b\n{\"x\":1}", "json\n", "json /%C3%A9/~0\n1.5e3"),
                    "edits",
                    List.of(
                            "[{\"put\":\"a/b\",\"value\":{\"x\":[1,2]}},{\"remove\":\"a\"}]",
                            "[{\"add\":\"n\",\"delta\":-3},{\"insert\":\"s\",\"value\":true}]",
                            "[{\"take\":\"s\",\"value\":null}]"),
                    "below",
                    List.of("a/~1/~_", "", "~.x/b"),
                    "pointer",
                    List.of("/a/b~1c/~0", "", "/%25/%E2%82%AC"),
                    "versions",
                    List.of("\"" + "ab".repeat(32) + ".0.7\", \"x\"", ""));

    private static Map<String, Consumer<String>> inputs() {
        var inputs = new TreeMap<String, Consumer<String>>();
        inputs.put("target", InputFuzzTest::target);
        inputs.put("patches", text -> patches(text, true));
        inputs.put("range", text -> patches(text, false));
        inputs.put("edits", text -> Edits.parse(BASE, Json.parse(text)));
        inputs.put("below", text -> Below.parse(BASE, text));
        inputs.put("pointer", Pointer::parse);
        inputs.put("versions", Versions::parse);
        return inputs;
    }

    private static void target(String text) {
        int question = text.indexOf('?');
        String path = question < 0 ? text : text.substring(0, question);
        Target target = Target.of(path, question < 0 ? null : text.substring(question + 1));
        target.number("depth", 100, 0);
    }

    /// The first line is the header, what follows the body.
    private static void patches(String text, boolean several) {
        int end = text.indexOf('\n');
        String header = end < 0 ? text : text.substring(0, end);
        byte[] body = text.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1);
        RangePatches.parse(BASE, body, several ? header : null, several ? null : header);
    }

    @Test
    void whateverAClientSendsIsUnderstoodOrRefused() {
        attack(1, INPUTS);
    }

    @Tag("soak")
    @Test
    void whateverAClientSendsForLongIsUnderstoodOrRefused() {
        attack(1_000_000, INPUTS_OF_SOAK);
    }

    private static void attack(long seedFirst, int count) {
        INPUTS_BY_NAME.forEach(
                (name, input) -> {
                    var samples = new ArrayList<byte[]>();
                    for (String sample : SAMPLES.getOrDefault(name, List.of())) {
                        samples.add(sample.getBytes(StandardCharsets.ISO_8859_1));
                        understood(name, input, sample);
                    }
                    for (long seed = seedFirst; seed < seedFirst + count; seed++) {
                        byte[] bytes = new Noise(seed, samples).next();
                        String text = new String(bytes, StandardCharsets.ISO_8859_1);
                        attack(name + ", seed " + seed, input, text);
                    }
                });
    }

    private static void understood(String name, Consumer<String> input, String sample) {
        try {
            input.accept(sample);
        } catch (NotUnderstood | Refused | Malformed refused) {
            throw new AssertionError(name + ": a bad sample " + sample, refused);
        }
    }

    private static boolean attack(String where, Consumer<String> input, String text) {
        try {
            input.accept(text);
            return true;
        } catch (NotUnderstood | Refused | Malformed refused) {
            return false;
        } catch (RuntimeException | Error failure) {
            throw new AssertionError(where + ": " + text, failure);
        }
    }
}
