package kith.lab.tab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Config;
import kith.Engine;
import kith.Input;
import kith.flight.Start;
import kith.flight.Trace;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.port.Now;

/// What the engines of a world are told, each from when it is opened until it is gone: a trace for
/// each, as a tab gives it out, which [EngineReplay] tells another engine again.
public final class EngineRecord implements SimPeer.Witness {
    private static final int BYTES_MAX = 1 << 30;

    /// By the name of its peer, the trace of the engine that runs.
    private final TreeMap<String, Trace> running = new TreeMap<>();

    private final List<Trace> all = new ArrayList<>();

    @Override
    public void opens(SimPeer peer, Config config, Now now) {
        var start = new Start(config, now);
        var trace = new Trace(start, peer.disk().copy(), BYTES_MAX, EngineReplay.SHA256);
        running.put(peer.name(), trace);
        all.add(trace);
    }

    @Override
    public void steps(SimPeer peer, Input input, Now now, Engine.Step step) {
        Trace trace = running.get(peer.name());
        if (trace == null) {
            throw new IllegalStateException(peer.name() + " was never opened");
        }
        trace.step(input, now, step);
    }

    /// One record for each engine that was opened.
    public List<Bytes> records() {
        return all.stream().map(Trace::bytes).toList();
    }
}
