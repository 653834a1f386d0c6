package kith.lab.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/// Where the time of a stretch of work went: samples of all running threads, summed by part.
///
/// Samples are taken every 2 ms of each thread that runs Java code; what waits for a lock, a disk
/// or a line is in none.
public final class Profile implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(2);

    private final Recording recording = new Recording();

    public Profile() {
        recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
        recording.enable("jdk.NativeMethodSample").withPeriod(PERIOD);
        recording.start();
    }

    /// A part and its share of the samples.
    public record Share(String part, double share) {}

    /// Ends it. `partOf` says for a frame, written `package.Class.method`, to which part of the
    /// program it belongs, or "" where one has to look at its caller.
    public List<Share> shares(Function<String, String> partOf) throws IOException {
        recording.stop();
        Path file = Files.createTempFile("kith-bench", ".jfr");
        try {
            recording.dump(file);
            return sum(RecordingFile.readAllEvents(file), partOf);
        } finally {
            Files.delete(file);
        }
    }

    private static List<Share> sum(List<RecordedEvent> events, Function<String, String> partOf) {
        Map<String, Integer> counts = new TreeMap<>();
        int all = 0;
        for (RecordedEvent event : events) {
            if (event.getStackTrace() != null
                    && event.getEventType().getName().equals("jdk.ExecutionSample")) {
                counts.merge(part(event.getStackTrace().getFrames(), partOf), 1, Integer::sum);
                all++;
            }
        }
        var shares = new ArrayList<Share>();
        for (var each : counts.entrySet()) {
            shares.add(new Share(each.getKey(), (double) each.getValue() / all));
        }
        shares.sort((a, b) -> Double.compare(b.share, a.share));
        return shares;
    }

    private static String part(List<RecordedFrame> frames, Function<String, String> partOf) {
        for (RecordedFrame frame : frames) {
            var method = frame.getMethod();
            var part = partOf.apply(method.getType().getName() + "." + method.getName());
            if (!part.isEmpty()) {
                return part;
            }
        }
        return "other";
    }

    @Override
    public void close() {
        recording.close();
    }
}
