package kith.node.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import kith.node.http.live.Live;
import kith.node.measure.Metric;
import kith.node.measure.Timing;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// Counts the requests around everything that answers them, the refused ones too.
final class Measured extends Handler.Wrapper {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "POST");

    private final Map<String, LongAdder> methods = new LinkedHashMap<>();
    private final LongAdder otherMethods = new LongAdder();
    private final LongAdder[] statuses = new LongAdder[6];
    private final Timing times = new Timing();
    private final Live live;

    Measured(Handler answering, Live live) {
        super(answering);
        this.live = live;
        METHODS.forEach(method -> methods.put(method, new LongAdder()));
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = new LongAdder();
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        long begun = System.nanoTime();
        boolean subscribes = request.getHeaders().get("Subscribe") != null;
        try {
            return super.handle(request, response, callback);
        } finally {
            String method = request.getMethod();
            methods.getOrDefault(method, otherMethods).increment();
            int status = response.getStatus() / 100;
            statuses[status < 1 || status > 5 ? 0 : status].increment();
            if (!subscribes) {
                times.record(System.nanoTime() - begun);
            }
        }
    }

    void addTo(List<Metric> out) {
        Map<String, Long> byMethod = new LinkedHashMap<>();
        methods.forEach((method, count) -> byMethod.put(method, count.sum()));
        byMethod.put("other", otherMethods.sum());
        Map<String, Long> byStatus = new LinkedHashMap<>();
        for (int i = 1; i < statuses.length; i++) {
            byStatus.put(i + "xx", statuses[i].sum());
        }
        out.add(
                new Metric.Labelled(
                        "kith_http_requests_total",
                        "Requests that were answered, by method.",
                        "method",
                        byMethod));
        out.add(
                new Metric.Labelled(
                        "kith_http_answers_total",
                        "The same by the class of the status.",
                        "status",
                        byStatus));
        out.add(
                new Metric.Times(
                        "kith_http_request_seconds",
                        "How long requests took, but for subscriptions.",
                        times.taken()));
        out.add(
                new Metric.Level(
                        "kith_http_streams",
                        "Subscriptions by a stream of their own that are open.",
                        live.streamCount()));
        out.add(
                new Metric.Level(
                        "kith_http_sockets", "WebSockets that are open.", live.socketCount()));
    }
}
