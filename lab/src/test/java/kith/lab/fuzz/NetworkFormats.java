package kith.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import kith.broadcast.BroadcastMessage;
import kith.cluster.ClusterMessage;
import kith.cluster.work.WorkMessage;
import kith.dht.DirectoryMessage;
import kith.lab.fuzz.Decoder.Again;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.network.NetworkMessage;
import kith.network.reach.ReachMessage;
import kith.network.spread.SpreadMessage;
import kith.network.trace.TraceMessage;
import kith.overlay.probe.ProbeMessage;
import kith.port.Message;

/// The decoders of what the peers of a board say to each other beside their logs.
final class NetworkFormats {
    private NetworkFormats() {}

    static List<Decoder> all() {
        return List.of(
                of("broadcast", BroadcastMessage::has, BroadcastMessage::read, "messages"),
                of("probe", ProbeMessage::has, ProbeMessage::read, "messages"),
                of("cluster", ClusterMessage::has, ClusterMessage::read, "messages"),
                of("directory", DirectoryMessage::has, DirectoryMessage::read, "messages"),
                of("spread", SpreadMessage::has, SpreadMessage::read, spread()),
                of("work", WorkMessage::has, WorkMessage::read, "messages"),
                of(
                        "network",
                        NetworkMessage::has,
                        NetworkMessage::read,
                        network(NetworkMessage::has)),
                of("trace", TraceMessage::has, TraceMessage::read, network(TraceMessage::has)),
                of("reach", ReachMessage::has, ReachMessage::read, network(ReachMessage::has)));
    }

    private static List<Bytes> spread() {
        return Vectors.bytes("broadcast.json", "updates", "bytes");
    }

    /// Those of `network.json` that are of these types.
    private static List<Bytes> network(IntPredicate has) {
        var samples = new ArrayList<Bytes>();
        for (Bytes one : Vectors.bytes("network.json", "messages", "bytes")) {
            if (has.test(one.at(0) & 0xff)) {
                samples.add(one);
            }
        }
        return samples;
    }

    /// Samples are in the vectors of that name.
    private static Decoder of(
            String name,
            IntPredicate has,
            BiFunction<Integer, Reader, Message> read,
            String... tables) {
        var samples = new ArrayList<Bytes>();
        for (String table : tables) {
            samples.addAll(Vectors.bytes(name + ".json", table, "bytes"));
        }
        return of(name, has, read, samples);
    }

    private static Decoder of(
            String name,
            IntPredicate has,
            BiFunction<Integer, Reader, Message> read,
            List<Bytes> samples) {
        return Decoder.of(name + "-message", samples, bytes -> decode(bytes, has, read));
    }

    private static Again decode(
            Bytes bytes, IntPredicate has, BiFunction<Integer, Reader, Message> read) {
        var in = new Reader(bytes);
        int type = in.u8();
        if (!has.test(type)) {
            throw new Malformed("no message of these: " + type);
        }
        return Again.by(read.apply(type, in)::write);
    }
}
