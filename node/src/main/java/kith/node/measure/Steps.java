package kith.node.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kith.Engine;
import kith.Input;
import kith.lang.Histogram;
import kith.port.Tally;
import kith.port.Tally.Count;
import kith.replica.Replica;

/// What an engine was given, how long it took for it, and what it says of itself. Only for who
/// owns the engine.
public final class Steps {
    private static final String[] KINDS = {
        "link-up",
        "link-down",
        "received",
        "dial-failed",
        "signed",
        "checked",
        "synced",
        "loaded",
        "disk-failed",
        "call",
        "wake",
        "not-loaded"
    };

    private final long[] inputs = new long[KINDS.length];
    private final Histogram nanos = new Histogram();

    /// With nothing done.
    public Steps() {}

    /// The engine was stepped, and what it wanted was begun.
    public void record(Input input, long tookNanos) {
        inputs[kind(input)]++;
        nanos.record(tookNanos);
    }

    private static int kind(Input input) {
        return switch (input) {
            case Input.LinkUp ignored -> 0;
            case Input.LinkDown ignored -> 1;
            case Input.Received ignored -> 2;
            case Input.DialFailed ignored -> 3;
            case Input.Signed ignored -> 4;
            case Input.Checked ignored -> 5;
            case Input.Synced ignored -> 6;
            case Input.Loaded ignored -> 7;
            case Input.DiskFailed ignored -> 8;
            case Input.Call ignored -> 9;
            case Input.Wake() -> 10;
            case Input.NotLoaded ignored -> 11;
        };
    }

    public void addTo(Engine engine, List<Metric> out) {
        out.add(
                new Metric.Times(
                        "kith_engine_step_seconds",
                        "How long the engine was owned for one input.",
                        nanos.copy()));
        Map<String, Long> kinds = new LinkedHashMap<>();
        for (int i = 0; i < KINDS.length; i++) {
            kinds.put(KINDS[i], inputs[i]);
        }
        out.add(
                new Metric.Labelled(
                        "kith_engine_inputs_total",
                        "What the engine was told, by kind.",
                        "input",
                        kinds));
        for (Count count : Count.values()) {
            out.add(counted(count, engine.tally()));
        }
        levels(engine, out);
    }

    private static Metric counted(Count count, Tally tally) {
        long total = tally.of(count);
        return switch (count) {
            case WRITES ->
                    counter("kith_writes_total", "Writes of local clients carried out.", total);
            case CHANGES_WRITTEN ->
                    counter("kith_changes_written_total", "Changes that were made here.", total);
            case CHANGES_RECEIVED ->
                    counter(
                            "kith_changes_received_total",
                            "Changes that links brought, also such as were here.",
                            total);
            case CHANGES_TAKEN ->
                    counter(
                            "kith_changes_verified_total",
                            "Changes of others that were verified and taken in.",
                            total);
            case CHANGES_REFUSED ->
                    counter(
                            "kith_changes_refused_total",
                            "Changes that were refused for who wrote them, or how much.",
                            total);
            case SIGNATURES_WRONG ->
                    counter(
                            "kith_signatures_wrong_total",
                            "Heads of chains whose signature does not hold.",
                            total);
            case REBUILDS ->
                    counter(
                            "kith_rebuilds_total",
                            "States that were built anew from the log.",
                            total);
            case CHECKPOINTS -> counter("kith_checkpoints_total", "Checkpoints completed.", total);
            case SEGMENTS_REWRITTEN ->
                    counter(
                            "kith_segments_rewritten_total",
                            "Old segments of the log that were made smaller.",
                            total);
        };
    }

    private static Metric counter(String name, String help, long total) {
        return new Metric.Counter(name, help, total);
    }

    private static void levels(Engine engine, List<Metric> out) {
        long changes = 0;
        for (Replica replica : engine.replicas()) {
            changes += replica.graph().changeCount();
        }
        out.add(new Metric.Level("kith_links", "Links that are up.", engine.linkCount()));
        out.add(
                new Metric.Level(
                        "kith_spaces",
                        "Spaces that are replicated here.",
                        engine.replicas().size()));
        out.add(new Metric.Level("kith_changes", "Changes in the log of all spaces.", changes));
        out.add(
                new Metric.Level(
                        "kith_subscriptions",
                        "Subscriptions of local clients.",
                        engine.subscriptionCount()));
        out.add(
                new Metric.Level(
                        "kith_disk_backlog_bytes",
                        "Bytes on their way to the disk, as the engine counts them.",
                        engine.backlogBytes()));
    }
}
