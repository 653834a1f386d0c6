package kith.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class ValueProperties {
    @Property(tries = 3000)
    void whatIsWrittenIsReadBack(@ForAll long seed) {
        Value value = RandomValue.of(new Rng(seed));
        Bytes bytes = value.toBytes();
        var in = new Reader(bytes);
        Value again = Value.read(in);
        in.expectEnd();
        assertEquals(value, again);
        assertEquals(value.hashCode(), again.hashCode());
        assertEquals(value.depth(), again.depth());
        assertEquals(bytes.size(), value.encodedSize());
        assertEquals(bytes, again.toBytes());
    }

    @Property(tries = 3000)
    void twoValuesAreEqualWhenTheirBytesAreAndOrderedAsTheirBytesAre(
            @ForAll long seed, @ForAll long other) {
        Value a = RandomValue.of(new Rng(seed));
        Value b = RandomValue.of(new Rng(other));
        int byBytes = a.toBytes().compareTo(b.toBytes());
        assertEquals(byBytes == 0, a.equals(b));
        assertEquals(Integer.signum(byBytes), Integer.signum(Value.compare(a, b)));
        assertEquals(0, Value.compare(a, Value.read(new Reader(a.toBytes()))));
    }

    @Property(tries = 8000)
    void anyBytesAreRefusedOrTheOnlyOnesOfTheirValue(@ForAll long seed) {
        var rng = new Rng(seed);
        var bytes = rng.chance(50) ? random(rng) : mutated(rng);
        var in = new Reader(bytes);
        try {
            Value value = Value.read(in);
            assertEquals(bytes.slice(0, in.position()), value.toBytes());
        } catch (Malformed expected) {
            assertTrue(in.position() <= bytes.size());
        }
    }

    /// Random bytes, most of them tags and small counts.
    private static Bytes random(Rng rng) {
        var out = new Writer();
        for (int i = rng.nextInt(60); i >= 0; i--) {
            out.u8(rng.chance(80) ? rng.nextInt(10) : rng.nextInt());
        }
        return out.toBytes();
    }

    private static Bytes mutated(Rng rng) {
        byte[] bytes = RandomValue.of(rng).toBytes().toArray();
        for (int i = rng.nextInt(3); i >= 0; i--) {
            bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt();
        }
        return Bytes.copy(bytes, 0, rng.chance(80) ? bytes.length : rng.nextInt(bytes.length + 1));
    }
}
