package kith.state.columns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.clock.HybridTime;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What goes into columns comes out of them.
final class ColumnsProperties {
    @Test
    void numbersOfAnySizeComeBack() {
        for (long seed = 0; seed < 300; seed++) {
            var rng = new Rng(seed);
            var column = new Numbers();
            int count = rng.nextInt(400);
            int bits = rng.between(1, 64);
            boolean ascends = rng.chance(30);
            long at = 0;
            for (int i = 0; i < count; i++) {
                long number = rng.nextLong() >> 64 - bits;
                at = ascends ? at + (number & 0xff) : number;
                column.add(at);
            }
            var out = new Writer();
            column.write(out);
            var in = new Reader(out.toBytes());
            long[] back = Numbers.read(in, count, Long.MIN_VALUE, Long.MAX_VALUE, "number");
            in.expectEnd();
            for (int i = 0; i < count; i++) {
                assertEquals(column.at(i), back[i], "seed " + seed + ", number " + i);
            }
        }
    }

    @Test
    void numbersAtRandomTakeTheirBitsAndThoseThatAscendNextToNothing() {
        var rng = new Rng(1);
        var random = new Numbers();
        var ascending = new Numbers();
        for (int i = 0; i < 1280; i++) {
            random.add(1_000_000_000L + rng.nextInt(1 << 10));
            ascending.add(1_000_000_000L + 3L * i);
        }
        assertEquals(1 + 10 * (6 + 128 * 10 / 8), size(random));
        assertTrue(size(ascending) < 1 + 10 * 7 + 128 * 4, "bytes: " + size(ascending));
    }

    private static int size(Numbers numbers) {
        var out = new Writer();
        numbers.write(out);
        return out.size();
    }

    private record Row(Path path, int chain, int seq, long time, Value value) {}

    private static Row row(Rng rng) {
        var names = new ArrayList<String>();
        for (int left = rng.nextInt(4); left > 0; left--) {
            names.add("n" + rng.nextInt(20));
        }
        long time = HybridTime.of(1_700_000_000_000L + rng.nextInt(5), rng.nextInt(10));
        Value value = rng.chance(50) ? Value.Int.of(rng.nextLong()) : new Value.Text("t" + time);
        return new Row(Path.of(names), rng.nextInt(3) * 1000, rng.between(1, 200), time, value);
    }

    @Test
    void rowsInAnyOrderComeBack() {
        for (long seed = 0; seed < 200; seed++) {
            var rng = new Rng(seed);
            var columns = new WriteColumns();
            for (int again = 0; again < 2; again++) {
                var rows = new ArrayList<Row>();
                for (int left = rng.nextInt(200); left > 0; left--) {
                    rows.add(row(rng));
                }
                assertEquals(rows, there(columns, rows), "seed " + seed);
                assertTrue(columns.isEmpty());
            }
        }
    }

    private static List<Row> there(WriteColumns columns, List<Row> rows) {
        rows.forEach(row -> columns.add(row.path, row.chain, row.seq, row.time, row.value));
        var out = new Writer();
        columns.writeTo(out);
        var in = new Reader(out.toBytes());
        WriteRows read = WriteRows.read(in);
        in.expectEnd();
        var back = new ArrayList<Row>();
        if (rows.isEmpty()) {
            assertNull(read);
            return back;
        }
        assertNotNull(read);
        var path = Path.ROOT;
        int name = 0;
        for (int i = 0; i < read.size(); i++) {
            path = path.upTo(read.shared(i));
            for (int left = read.more(i); left > 0; left--) {
                path = path.child(read.name(name++));
            }
            back.add(new Row(path, read.chain(i), read.seq(i), read.time(i), read.value(i)));
        }
        read.expectEnd();
        return back;
    }

    @Test
    void aFewBytesThatStandForManyAreRefusedBeforeThereIsRoomForThem() {
        var bomb = new Writer();
        bomb.varint(1 << 20).flag(true).varint(3).bytes(new byte[3], 0, 3);
        var problem =
                assertThrows(
                        Malformed.class, () -> Packed.read(new Reader(bomb.toBytes()), 1 << 20));
        assertEquals("3 packed bytes promise 1048576", problem.getMessage());
        assertThrows(Malformed.class, () -> Packed.read(new Reader(bomb.toBytes()), (1 << 20) - 1));
    }
}
