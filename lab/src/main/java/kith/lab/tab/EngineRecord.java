package kith.lab.tab;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Config;
import kith.Input;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.node.flight.InputCodec;
import kith.node.flight.Start;
import kith.port.Now;
import kith.store.Disk;

/// What the engines of a world are told, each from when it is opened until it is gone, as bytes
/// that [EngineReplay] tells another engine again. The encoding of inputs is that of the flight
/// recorder.
public final class EngineRecord implements SimPeer.Witness {
    /// By the name of its peer, the record of the engine that runs.
    private final TreeMap<String, Writer> running = new TreeMap<>();

    private final List<Writer> all = new ArrayList<>();
    private final InputCodec codec = new InputCodec(EngineReplay.SHA256);

    @Override
    public void opens(SimPeer peer, Config config, Now now) {
        var out = new Writer();
        var start = new Writer();
        new Start(config, now).write(start);
        out.sized(start.toBytes());
        Disk disk = peer.disk().copy();
        List<String> files = disk.list();
        out.varint(files.size());
        for (String file : files) {
            byte[] all = disk.read(file, 0, Math.toIntExact(disk.size(file)));
            out.string(file).sized(Bytes.wrap(all));
        }
        running.put(peer.name(), out);
        all.add(out);
    }

    @Override
    public void steps(SimPeer peer, Input input, Now now) {
        Writer out = running.get(peer.name());
        if (out == null) {
            throw new IllegalStateException(peer.name() + " was never opened");
        }
        var encoded = new Writer();
        codec.write(input, encoded);
        out.sized(encoded.toBytes()).u64(now.nanos()).u64(now.wallMillis());
    }

    /// One record for each engine that was opened.
    public List<Bytes> records() {
        return all.stream().map(Writer::toBytes).toList();
    }
}
