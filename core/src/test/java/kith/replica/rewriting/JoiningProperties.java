package kith.replica.rewriting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.Head;
import kith.log.Run;
import kith.log.StoredRun;
import kith.replica.RecordType;
import kith.replica.ReplicaRecords;
import kith.store.rewritten.Block;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/// A log that was joined says what it said before, in an order of causes, in fewer records.
class JoiningProperties {
    private static final Fate KEPT = (space, chain, seq) -> false;

    private static List<Block.Entry> joined(List<Block.Entry> log, Fate fate, boolean turned) {
        var joining = new Joining(Logs.HEADERS, fate);
        for (Block.Entry one : log) {
            joining.record(one.type(), one.payload().shared(), 0, one.payload().size());
        }
        var out = new Writer();
        joining.write(out, turned);
        var records = new ArrayList<Block.Entry>();
        new Block(1L << 32, out.toBytes())
                .tell(
                        (type, from, start, end) ->
                                records.add(new Block.Entry(type, Bytes.copy(from, start, end))));
        return records;
    }

    /// In stretches of so many records.
    private static List<Block.Entry> rewritten(
            List<Block.Entry> log, int stretch, Fate fate, boolean turned) {
        var out = new ArrayList<Block.Entry>();
        for (int at = 0; at < log.size(); at += stretch) {
            out.addAll(joined(log.subList(at, Math.min(log.size(), at + stretch)), fate, turned));
        }
        return out;
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void nothingIsLostAndNothingComesBeforeItsPast(@ForAll long seed) {
        var random = new Rng(seed);
        List<Block.Entry> log = Logs.drawn(random, random.between(1, 120));
        Logs.Said before = Logs.said(log);
        List<Block.Entry> once = rewritten(log, random.between(1, 150), KEPT, random.chance(50));
        Logs.Said after = Logs.said(once);
        assertEquals(before.changes, after.changes, "seed " + seed);
        assertEquals(before.signed, after.signed, "seed " + seed);
        assertEquals(before.others, after.others, "seed " + seed);
        assertTrue(after.heads <= before.heads, "seed " + seed);
        Logs.Said again = Logs.said(rewritten(once, 40, KEPT, random.chance(50)));
        assertEquals(before.changes, again.changes, "seed " + seed);
        assertEquals(before.signed, again.signed, "seed " + seed);
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void whatWasDroppedIsBareAndAllElseIsNot(@ForAll long seed) {
        var random = new Rng(seed);
        List<Block.Entry> log = Logs.drawn(random, random.between(1, 80));
        Logs.Said before = Logs.said(log);
        int to = random.nextInt(40);
        Fate fate = (space, chain, seq) -> space == 0 && seq <= to - 5 * chain;
        List<Block.Entry> out = rewritten(log, random.between(1, 90), fate, true);
        assertEquals(before.changes, Logs.said(out).changes, "seed " + seed);
        for (Block.Entry one : out) {
            if (ReplicaRecords.isRun(one.type())) {
                var in = new Reader(one.payload());
                int space = in.count(9, "space");
                Run run = ReplicaRecords.readRun(one.type(), in).run();
                boolean first = fate.isDropped(space, run.chain(), run.firstSeq());
                assertEquals(first, run.isBare(), "seed " + seed);
                assertEquals(first, fate.isDropped(space, run.chain(), run.lastSeq()), "" + seed);
            }
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.OFF)
    void aRunInColumnsComesBackAsItWasAndChangedBytesAreRefusedOrFine(@ForAll long seed) {
        var random = new Rng(seed);
        for (Block.Entry one : Logs.drawn(random, 12)) {
            if (one.type() == RecordType.RUN) {
                StoredRun run = read(RecordType.RUN, one.payload());
                var out = new Writer();
                Columns.write(out.varint(0), run, random.chance(50));
                assertEquals(run, read(RecordType.COLUMNS, out.toBytes()), "seed " + seed);
                byte[] bytes = out.toArray();
                bytes[random.between(1, bytes.length - 1)] ^= (byte) (1 << random.nextInt(8));
                isReadOrRefused(Bytes.wrap(bytes), seed);
            }
        }
    }

    private static StoredRun read(int type, Bytes payload) {
        var in = new Reader(payload);
        in.varint();
        return ReplicaRecords.readRun(type, in);
    }

    private static void isReadOrRefused(Bytes bytes, long seed) {
        try {
            assertTrue(read(RecordType.COLUMNS, bytes).run().size() > 0, "seed " + seed);
        } catch (Malformed refused) {
            assertTrue(refused.getMessage() != null, "seed " + seed);
        }
    }

    @Test
    void oneWhoWritesAloneIsJoinedToRunsThatEndWithTheirHeads() {
        List<Block.Entry> log = Logs.alone(new Rng(5), 1_000);
        Logs.Said before = Logs.said(log);
        List<Block.Entry> out = joined(log, KEPT, true);
        assertEquals(before.signed, Logs.said(out).signed);
        assertTrue(out.size() <= 4, out.size() + " records");
        for (Block.Entry one : out) {
            Run run = read(one.type(), one.payload()).run();
            assertEquals(one.type(), RecordType.COLUMNS);
            assertTrue(run.size() <= 1_024, run.size() + " changes, more than a message has");
            assertEquals(run.lastSeq(), headOf(one));
        }
    }

    private static int headOf(Block.Entry one) {
        Head head = read(one.type(), one.payload()).head();
        return head == null ? 0 : head.seq();
    }
}
