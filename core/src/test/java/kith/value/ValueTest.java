package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Value.Array;
import kith.value.Value.Blob;
import kith.value.Value.Bool;
import kith.value.Value.Int;
import kith.value.Value.Null;
import kith.value.Value.Obj;
import kith.value.Value.Real;
import kith.value.Value.Text;
import org.junit.jupiter.api.Test;

final class ValueTest {
    private static final int MIB = 1 << 20;

    private static Value read(Bytes bytes) {
        return Value.read(new Reader(bytes));
    }

    private static String refused(Bytes bytes) {
        return String.valueOf(assertThrows(Malformed.class, () -> read(bytes)).getMessage());
    }

    @Test
    void whatIsAlwaysTheSameIsOneObject() {
        assertSame(Null.NULL, read(Null.NULL.toBytes()));
        assertSame(Bool.TRUE, read(Bool.of(true).toBytes()));
        assertSame(Bool.FALSE, Bool.of(false));
        assertSame(Array.EMPTY, Array.of());
        assertSame(Array.EMPTY, Json.parse("[]"));
        assertSame(Obj.EMPTY, Json.parse("{}"));
        assertSame(Int.of(7), Int.of(7));
    }

    @Test
    void anIntegerIsNotADoubleAndZeroIsNotMinusZero() {
        assertNotEquals(new Int(1), new Real(1.0));
        assertNotEquals(new Real(0.0), new Real(-0.0));
        assertEquals(new Int(1000), Int.of(1000));
        assertEquals(new Real(0.5), new Real(0.5));
        assertEquals(new Real(0.5).hashCode(), new Real(0.5).hashCode());
    }

    @Test
    void aDoubleThatIsNotFiniteIsNoValue() {
        assertThrows(IllegalArgumentException.class, () -> new Real(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Real(Double.POSITIVE_INFINITY));
        assertThrows(IllegalArgumentException.class, () -> new Real(Double.NEGATIVE_INFINITY));
    }

    @Test
    void theOrderOfFieldsIsPartOfAnObject() {
        var ab = Obj.EMPTY.with("a", new Int(1)).with("b", new Int(2));
        var ba = Obj.EMPTY.with("b", new Int(2)).with("a", new Int(1));
        assertNotEquals(ab, ba);
        assertEquals(ab, Obj.of(List.of("a", "b"), List.of(new Int(1), new Int(2))));
    }

    @Test
    void anObjectFindsItsFieldsWhetherFewOrMany() {
        var obj = Obj.EMPTY;
        for (int i = 0; i < 100; i++) {
            obj = obj.with("name" + i, new Int(i));
            assertEquals(new Int(i / 2), obj.find("name" + i / 2));
            assertNull(obj.find("name" + (i + 1)));
        }
        assertEquals("name99", obj.name(99));
        assertEquals(new Int(99), obj.value(99));
        assertEquals(100, obj.size());
    }

    @Test
    void replacingAFieldKeepsItsPlace() {
        var obj = Obj.EMPTY.with("a", new Int(1)).with("b", new Int(2)).with("a", new Text("x"));
        assertEquals("{\"a\":\"x\",\"b\":2}", obj.toString());
    }

    @Test
    void aNameThatOccursTwiceIsRefused() {
        List<Value> two = List.of(new Int(1), new Int(2));
        assertThrows(IllegalArgumentException.class, () -> Obj.of(List.of("a", "a"), two));
        assertThrows(IllegalArgumentException.class, () -> Obj.of(List.of("a"), two));
    }

    @Test
    void nothingThatIsHandedOutCanBeChanged() {
        Value[] given = {new Int(1)};
        var array = Array.of(given);
        given[0] = Null.NULL;
        assertEquals(new Int(1), array.at(0));
        assertThrows(UnsupportedOperationException.class, () -> array.items().set(0, Null.NULL));
    }

    @Test
    void aValueNestedTooDeepCannotBeMade() {
        Value value = Array.of(Null.NULL);
        for (int depth = 1; depth < Value.DEPTH_MAX; depth++) {
            assertEquals(depth, value.depth());
            value = depth % 2 == 0 ? Array.of(value) : Obj.EMPTY.with("a", value);
        }
        Value deepest = value;
        assertEquals(64, deepest.depth());
        assertEquals(deepest, read(deepest.toBytes()));
        assertThrows(IllegalArgumentException.class, () -> Array.of(Int.of(1), deepest));
        assertThrows(IllegalArgumentException.class, () -> Obj.EMPTY.with("a", deepest));
    }

    @Test
    void bytesNestedTooDeepAreRefusedAndDoNotEndTheStack() {
        for (String level : new String[] {"0701", "08010161"}) {
            var bytes = Bytes.fromHex(level.repeat(100_000) + "00");
            assertTrue(refused(bytes).contains("deeper than 64"));
        }
    }

    @Test
    void aCountWithoutItsItemsAllocatesNothing() {
        refused(Bytes.fromHex("07ffffffff07"));
        refused(Bytes.fromHex("08ffffffff07"));
        refused(Bytes.fromHex("05ffffffff07"));
        refused(Bytes.fromHex("06ffffffff07"));
    }

    /// Sixty arrays, each of which claims all that is left of a megabyte: 60 million items.
    @Test
    void countsWithinEachOtherAreAddedUp() {
        var out = new Writer(MIB);
        for (int i = 0; i < 60; i++) {
            out.u8(Encoding.ARRAY).varint(MIB - 300);
        }
        out.bytes(new byte[MIB - out.size()], 0, MIB - out.size());
        assertTrue(refused(out.toBytes()).contains("array count"));
    }

    @Test
    void integersOfEverySizeKnowHowManyBytesTheyTake() {
        for (int bits = 0; bits < 64; bits++) {
            for (long number : new long[] {(1L << bits) - 1, 1L << bits, -(1L << bits) - 1}) {
                assertEquals(new Int(number).toBytes().size(), new Int(number).encodedSize());
            }
        }
    }

    @Test
    void aValueOfAMebibyteIsTheLargest() {
        int head = 1 + 3; // tag and size
        var largest = new Blob(Bytes.wrap(new byte[MIB - head]));
        assertEquals(MIB, largest.encodedSize());
        assertEquals(largest, read(largest.toBytes()));
        var larger = new Blob(Bytes.wrap(new byte[MIB - head + 1]));
        var error = assertThrows(Malformed.class, larger::toBytes);
        assertEquals(
                "a value takes 1048577 bytes encoded, at most 1048576: divide it into cells below"
                        + " one path, or store it as a file",
                error.getMessage());
    }

    @Test
    void bytesOfMoreThanAMebibyteAreRefused() {
        var out = new Writer(MIB + 100);
        out.u8(Encoding.ARRAY).varint(2);
        for (int i = 0; i < 2; i++) {
            out.u8(Encoding.BLOB).varint(MIB / 2).bytes(new byte[MIB / 2], 0, MIB / 2);
        }
        refused(out.toBytes());
        out.clear();
        out.u8(Encoding.ARRAY).varint(MIB).bytes(new byte[MIB], 0, MIB);
        refused(out.toBytes());
    }

    @Test
    void readingStopsWhereTheValueEnds() {
        var in = new Reader(Bytes.fromHex("0302" + "01"));
        assertEquals(new Int(1), Value.read(in));
        assertEquals(Bool.FALSE, Value.read(in));
        in.expectEnd();
    }

    @Test
    void theSizeOfAValueThatSharesItsPartsDoesNotRunOver() {
        Value value = new Text("x".repeat(1000));
        for (int i = 0; i < Value.DEPTH_MAX; i++) {
            value = Array.of(value, value);
        }
        assertEquals(Integer.MAX_VALUE, value.encodedSize());
        assertThrows(Malformed.class, value::toBytes);
    }

    @Test
    void kindsAreOrderedBeforeContents() {
        Value[] ordered = {
            Null.NULL,
            Bool.FALSE,
            Bool.TRUE,
            new Int(5),
            new Real(-1.0),
            new Text(""),
            new Text("a"),
            new Blob(Bytes.EMPTY),
            Array.EMPTY,
            Obj.EMPTY
        };
        for (int i = 0; i < ordered.length; i++) {
            for (int k = 0; k < ordered.length; k++) {
                assertEquals(
                        Integer.signum(i - k),
                        Integer.signum(Value.compare(ordered[i], ordered[k])));
            }
        }
    }
}
