package kith.node.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kith.node.Node;
import kith.node.Peers;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What is told at `/metrics` and `.peer/metrics`, read by a parser that knows nothing of ours.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MetricsTest {
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(kith_\\w+)` \\| (\\w+) \\|");

    /// A line of the exposition format, after its grammar.
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)"
                            + "(\\{[a-zA-Z_]\\w*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"\\})?"
                            + " ([+-]?(?:[0-9]+(?:\\.[0-9]+)?|Inf))");

    private final Peers peers = new Peers();
    private Node ada;

    @BeforeAll
    void start() {
        ada = peers.start("ada");
    }

    @AfterAll
    void stop() {
        peers.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(ada.http().url() + path))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private String text() throws IOException, InterruptedException {
        return ask("GET", "/metrics", "").body();
    }

    /// The samples by name and label; every line must be one that the format knows.
    private static TreeMap<String, Double> samples(String text, TreeMap<String, String> types) {
        var samples = new TreeMap<String, Double>();
        assertTrue(text.endsWith("\n"));
        for (String line : text.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# TYPE ")) {
                assertEquals(null, types.put(words[2], words[3]), line);
            } else if (!line.startsWith("# HELP ")) {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                String label = sample.group(2) == null ? "" : sample.group(2);
                double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
                assertEquals(null, samples.put(sample.group(1) + label, value), line);
                String family = sample.group(1).replaceAll("_(bucket|sum|count)$", "");
                assertTrue(types.containsKey(family) || types.containsKey(sample.group(1)), line);
            }
        }
        return samples;
    }

    @Test
    void theTextIsWhatPrometheusReads() throws Exception {
        HttpResponse<String> answer = ask("GET", "/metrics", "");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
        var types = new TreeMap<String, String>();
        var samples = samples(answer.body(), types);
        for (String histogram : types.keySet()) {
            if (types.get(histogram).equals("histogram")) {
                assertBuckets(histogram, answer.body(), samples);
            }
        }
        types.forEach(
                (name, type) ->
                        assertEquals(type.equals("counter"), name.endsWith("_total"), name));
    }

    /// Buckets only grow, and the last has all of them.
    private static void assertBuckets(String name, String text, TreeMap<String, Double> samples) {
        double before = 0;
        double bound = 0;
        Matcher bucket =
                Pattern.compile("(?m)^" + name + "_bucket\\{le=\"(.+)\"\\} (\\d+)$").matcher(text);
        while (bucket.find()) {
            double le = Double.parseDouble(bucket.group(1).replace("+Inf", "Infinity"));
            double count = Double.parseDouble(bucket.group(2));
            assertTrue(le > bound && count >= before, bucket.group());
            bound = le;
            before = count;
        }
        assertEquals(Double.POSITIVE_INFINITY, bound, name);
        assertEquals(samples.get(name + "_count"), before, name);
    }

    @Test
    void thePageNamesEachOfThemWithItsType() throws Exception {
        var types = new TreeMap<String, String>();
        samples(text(), types);
        var page = new TreeMap<String, String>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            page.put(row.group(1), row.group(2));
        }
        assertEquals(types, page);
    }

    @Test
    void whatHappensIsCounted() throws Exception {
        var before = samples(text(), new TreeMap<>());
        ask("PUT", "/counted/a?durable=0", "1");
        ask("PUT", "/counted/b?durable=0", "2");
        var after = samples(text(), new TreeMap<>());
        assertEquals(2, more(before, after, "kith_writes_total"));
        assertTrue(more(before, after, "kith_changes_written_total") >= 2);
        assertEquals(2, more(before, after, "kith_http_requests_total{method=\"PUT\"}"));
        assertTrue(more(before, after, "kith_disk_sync_seconds_count") >= 1);
        assertTrue(more(before, after, "kith_disk_written_bytes_total") > 100);
        assertTrue(more(before, after, "kith_engine_inputs_total{input=\"call\"}") >= 2);
        assertTrue(more(before, after, "kith_engine_step_seconds_sum") > 0);
    }

    private static double more(
            TreeMap<String, Double> before, TreeMap<String, Double> after, String name) {
        Double now = after.get(name);
        assertNotNull(now, name);
        return now - before.getOrDefault(name, 0.0);
    }

    @Test
    void theSameNumbersAreCells() throws Exception {
        ask("PUT", "/cells/a?durable=0", "1");
        Value value = Json.parse(ask("GET", "/.peer/metrics", "").body());
        var types = new TreeMap<String, String>();
        samples(text(), types);
        var names = new TreeSet<String>();
        Value.Obj all = (Value.Obj) value;
        for (int i = 0; i < all.size(); i++) {
            names.add(all.name(i));
        }
        names.add("kith_link_received_bytes_total"); // an object without links, so no cell
        names.add("kith_link_sent_bytes_total");
        assertEquals(types.keySet(), names);
        assertNotEquals(Value.Int.of(0), all.find("kith_writes_total"));
        assertTrue(
                all.find("kith_disk_sync_seconds") instanceof Value.Obj times
                        && times.find("p99Micros") instanceof Value.Int);
        assertTrue(
                all.find("kith_process_cpu_seconds_total") instanceof Value.Real,
                "less than a second shows, too");
    }

    @Test
    void whoMayNotAskIsToldNothing() throws Exception {
        HttpResponse<String> refused = ask("GET", "/metrics", "", "Origin", "https://evil.example");
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("origin-refused"));
        HttpResponse<String> put = ask("PUT", "/metrics", "1");
        assertEquals(405, put.statusCode());
        assertEquals("GET, HEAD", put.headers().firstValue("Allow").orElse(""));
        ask("PUT", "/metrics/", "{\"a\":1}");
        assertEquals("{\"a\":1}\n", ask("GET", "/metrics/", "").body());
    }
}
