package kith.lab.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Config;
import kith.Engine;
import kith.lab.SimDisk;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Rng;
import kith.port.Limits;
import kith.port.Now;
import kith.replica.Replica;
import kith.store.CheckpointWriter;
import kith.store.Position;
import kith.store.Recovery;
import kith.store.Segment;
import kith.store.Verification;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Homes whose store is sound and whose records are not: the checksums hold, and what they protect
/// is spoilt or missing. A peer opens such a home or says that it is malformed.
final class HomeFuzzTest {
    private static final int HOMES = 600;
    private static final int HOMES_OF_SOAK = 40_000;
    private static final int CHECKPOINT_BYTES = 2_000;
    private static final int BOARD = 6;

    /// Where the checksum of a record stands in its frame.
    private static final int CRC_AT = 4;

    private static final Bytes STORE_ID = Bytes.wrap(new byte[16]);

    /// A record of the log, or a section of a checkpoint.
    private record Piece(int type, Bytes payload) {}

    /// The records of a home in which something of everything happened, and the sections of its
    /// newest checkpoint.
    private final List<Piece> sample = new ArrayList<>();

    private final List<Piece> sections = new ArrayList<>();

    private final SimPeer owner;
    private final World world = new World(1, World.Config.DEFAULT);

    HomeFuzzTest() {
        owner = world.add("anna");
        owner.kill("stop");
        owner.limits(withCheckpointsOf(CHECKPOINT_BYTES));
        owner.start();
        owner.put("a", "x", Value.Int.of(1), answer -> {});
        world.run(Now.SECOND);
        SimPeer bert = world.add("bert");
        owner.invite(bert, null, answer -> {});
        world.run(2 * Now.SECOND);
        bert.put("a", "y", Value.Int.of(2), answer -> {});
        world.run(Now.SECOND);
        fork(bert);
        owner.stop(() -> {});
        world.run(Now.SECOND);
        Verification.run(owner.disk(), new Records());
    }

    /// Two copies of a home that was stopped in order write on, one after the other.
    private void fork(SimPeer bert) {
        bert.stop(() -> {});
        world.run(Now.SECOND);
        SimPeer twin = world.copyOf(bert, "twin");
        for (SimPeer one : List.of(bert, twin)) {
            one.start();
            one.put("a", one.name(), Value.Int.of(3), answer -> {});
            world.run(3 * Now.SECOND);
            one.kill("stop");
        }
    }

    private final class Records implements Recovery.Visitor {
        @Override
        public void restart() {
            sample.clear();
        }

        @Override
        public void section(int type, byte[] from, int start, int end) {
            if (type == BOARD) {
                sections.clear(); // the first of another checkpoint
            }
            sections.add(new Piece(type, Bytes.copy(from, start, end)));
        }

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {
            sample.add(new Piece(type, Bytes.copy(from, start, end)));
        }
    }

    private static final class Nothing implements Recovery.Visitor {
        @Override
        public void restart() {}

        @Override
        public void section(int type, byte[] from, int start, int end) {}

        @Override
        public void record(int type, long position, byte[] from, int start, int end) {}
    }

    /// A new store that holds these.
    private static SimDisk store(List<Piece> pieces) {
        var disk = new SimDisk();
        var appender = Recovery.open(disk, new Nothing(), STORE_ID).appender(Segment.BYTES_MAX);
        pieces.forEach(piece -> appender.append(piece.type(), piece.payload()));
        appender.take().forEach(write -> write.to(disk));
        return disk;
    }

    /// A new store that holds these and had them synced, and then a bit of one of them flipped.
    private static SimDisk damaged(List<Piece> pieces, int which) {
        var disk = new SimDisk();
        var appender = Recovery.open(disk, new Nothing(), STORE_ID).appender(Segment.BYTES_MAX);
        var positions = new ArrayList<Long>();
        for (Piece piece : pieces) {
            positions.add(appender.append(piece.type(), piece.payload()));
        }
        appender.take().forEach(write -> write.to(disk));
        appender.synced(appender.end());
        appender.mark();
        appender.take().forEach(write -> write.to(disk));
        long at = positions.get(which);
        disk.flip(Segment.file(Position.segment(at)), Position.offset(at) + CRC_AT, 3);
        return disk;
    }

    /// A new store that holds a checkpoint of these, and nothing since.
    private static SimDisk checkpoint(List<Piece> pieces) {
        SimDisk disk = store(List.of());
        var writer = new CheckpointWriter(STORE_ID, 1, Position.FIRST);
        pieces.forEach(piece -> writer.section(piece.type(), piece.payload()));
        writer.take().forEach(write -> write.to(disk));
        writer.finish(Position.FIRST);
        writer.take().forEach(write -> write.to(disk));
        return disk;
    }

    private static Limits withCheckpointsOf(long bytes) {
        return Limits.DEFAULT.with(to -> to.checkpointBytes = bytes);
    }

    private Engine open(SimDisk disk) {
        var secret = Bytes.wrap(new byte[Config.SECRET_BYTES]);
        var config =
                new Config(
                        owner.id(),
                        secret,
                        "lab",
                        List.of(1),
                        world.crypto().hasher(),
                        Limits.DEFAULT,
                        Segment.BYTES_MAX);
        return Engine.open(disk, config, new Now(world.nanos(), world.wallMillis()));
    }

    @Test
    void theSampleHasARecordOfEachKindThatALogHas() {
        for (int type = 1; type <= 8; type++) {
            int wanted = type;
            assertTrue(sample.stream().anyMatch(piece -> piece.type() == wanted), "type " + type);
        }
        for (int type : List.of(1, BOARD, 7, 9, 16, 17)) {
            assertTrue(sections.stream().anyMatch(piece -> piece.type() == type), "type " + type);
        }
        assertTrue(open(store(sample)).replicas().size() > 1);
        assertTrue(open(checkpoint(sections)).replicas().size() > 1);
    }

    @Test
    void aHomeOpensWhicheverRecordWasLost() {
        for (int lost = 0; lost < sample.size(); lost++) {
            try {
                Engine engine = open(damaged(sample, lost));
                engine.check();
                long numbers =
                        engine.replicas().stream().mapToInt(Replica::number).distinct().count();
                assertEquals(engine.replicas().size(), numbers);
            } catch (RuntimeException failure) {
                throw new AssertionError("record " + lost + ", " + sample.get(lost), failure);
            }
        }
    }

    private interface Store {
        SimDisk of(List<Piece> pieces);
    }

    @Test
    void aHomeWithSpoiltRecordsOpensOrSaysThatItIsMalformed() {
        spoil(1, HOMES, sample, HomeFuzzTest::store);
    }

    @Test
    void aHomeWithASpoiltCheckpointOpensOrSaysThatItIsMalformed() {
        spoil(1, HOMES, sections, HomeFuzzTest::checkpoint);
    }

    @Tag("soak")
    @Test
    void aSpoiltHomeOpensForLongOrSaysThatItIsMalformed() {
        spoil(1_000_000, HOMES_OF_SOAK, sample, HomeFuzzTest::store);
        spoil(1_000_000, HOMES_OF_SOAK, sections, HomeFuzzTest::checkpoint);
    }

    private void spoil(long seedFirst, int count, List<Piece> from, Store store) {
        for (long seed = seedFirst; seed < seedFirst + count; seed++) {
            var rng = new Rng(seed);
            var pieces = new ArrayList<>(from);
            for (int times = rng.between(1, 3); times > 0; times--) {
                int at = rng.nextInt(pieces.size());
                Piece one = pieces.get(at);
                Bytes spoilt = new Mutation(rng, List.of(one.payload())).next();
                pieces.set(at, new Piece(one.type(), spoilt));
            }
            try {
                opensOrRefuses(store.of(pieces));
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    private boolean opensOrRefuses(SimDisk disk) {
        try {
            open(disk).check();
            return true;
        } catch (Malformed refused) {
            return false;
        }
    }
}
