package kith.lab.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import kith.broadcast.BroadcastMessage;
import kith.cluster.ClusterMessage;
import kith.cluster.Coordinate;
import kith.dht.DirectoryMessage;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lab.fuzz.Decoder.Again;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.network.NetworkMessage;
import kith.network.reach.Outcome;
import kith.network.reach.ReachMessage;
import kith.network.spread.SpreadMessage;
import kith.network.trace.Subject;
import kith.network.trace.TraceMessage;
import kith.overlay.Use;
import kith.overlay.probe.ProbeMessage;
import kith.port.Message;

/// The decoders of what the peers of a board say to each other beside their logs.
final class NetworkFormats {
    private static final Bytes HASH = Bytes.wrap(new byte[32]);
    private static final BoardId BOARD = new BoardId(HASH);

    private NetworkFormats() {}

    static List<Decoder> all() {
        return List.of(
                of("broadcast", BroadcastMessage::has, BroadcastMessage::read, "messages"),
                of("probe", ProbeMessage::has, ProbeMessage::read, "messages"),
                of("cluster", ClusterMessage::has, ClusterMessage::read, "messages"),
                of("directory", DirectoryMessage::has, DirectoryMessage::read, "messages"),
                of("spread", SpreadMessage::has, SpreadMessage::read, spread()),
                of(
                        "network",
                        NetworkMessage::has,
                        NetworkMessage::read,
                        samples(
                                new NetworkMessage.Here(
                                        new Coordinate(1, 2, 3, 4, 5, 0.5), Use.VISIT),
                                new NetworkMessage.Passed(
                                        BOARD,
                                        new PeerId(HASH),
                                        new PeerId(HASH),
                                        7,
                                        Bytes.wrap(new byte[64]),
                                        Vectors.bytes("cluster.json", "messages", "bytes")
                                                .getFirst()))),
                of(
                        "trace",
                        TraceMessage::has,
                        TraceMessage::read,
                        samples(
                                new TraceMessage.Asked(
                                        1,
                                        new Subject(
                                                BOARD,
                                                HASH,
                                                new ChainId(HASH, 1, Bytes.EMPTY),
                                                3)))),
                of(
                        "reach",
                        ReachMessage::has,
                        ReachMessage::read,
                        samples(
                                new ReachMessage.Asked(1, BOARD, "192.0.2.2:5484"),
                                new ReachMessage.Answered(2, BOARD, new Outcome.Reached(1_000)))));
    }

    private static List<Bytes> spread() {
        return Vectors.bytes("broadcast.json", "updates", "bytes");
    }

    private static List<Bytes> samples(Message... messages) {
        var samples = new ArrayList<Bytes>();
        for (Message message : messages) {
            var out = new Writer();
            message.write(out);
            samples.add(out.toBytes());
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
