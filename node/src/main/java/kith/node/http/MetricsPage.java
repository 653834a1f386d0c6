package kith.node.http;

import kith.lang.Utf8;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.Refused;
import kith.node.measure.Exposition;
import kith.node.measure.Metrics;

/// `GET /metrics`: everything that is counted, for Prometheus. Whoever may ask anything may ask
/// this; see [Guard].
final class MetricsPage {
    static final String PATH = "/metrics";

    private final Metrics metrics;

    MetricsPage(Metrics metrics) {
        this.metrics = metrics;
    }

    void answer(Exchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            throw Refused.method(
                    "GET, HEAD", "/metrics wants GET; a space of that name is at /metrics/");
        }
        byte[] text = Utf8.encode(Exposition.of(metrics.now()));
        exchange.put("Cache-Control", "no-store");
        exchange.begin(200, Exposition.CONTENT_TYPE);
        if (!exchange.method().equals("HEAD")) {
            exchange.write(text);
        }
        exchange.end();
    }
}
