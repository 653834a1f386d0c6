package kith.lang;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

final class ReaderProperties {
    private static final int KINDS = 10;

    @Property(tries = 2000)
    void whatIsWrittenIsReadBack(@ForAll long seed) {
        var rng = new Rng(seed);
        var out = new Writer(rng.nextInt(20));
        int[] kinds = new int[rng.nextInt(20)];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = rng.nextInt(KINDS);
            write(kinds[i], new Rng(seed + i), out);
        }
        var in = new Reader(out.toBytes());
        for (int i = 0; i < kinds.length; i++) {
            check(kinds[i], new Rng(seed + i), in);
        }
        in.expectEnd();
    }

    /// A number of any length: most random longs are large.
    private static long number(Rng rng) {
        return rng.nextLong() >> rng.nextInt(64);
    }

    private static void write(int kind, Rng rng, Writer out) {
        switch (kind) {
            case 0 -> out.u8(rng.nextInt(256));
            case 1 -> out.flag(rng.chance(50));
            case 2 -> out.u32(rng.nextInt());
            case 3 -> out.u64(rng.nextLong());
            case 4 -> out.varint(number(rng));
            case 5 -> out.signed(number(rng));
            case 6 -> out.varint(rng.nextInt(1000));
            case 7 -> out.bytes(rng.bytes(rng.nextInt(30)));
            case 8 -> out.sized(rng.bytes(rng.nextInt(30)));
            default -> out.string(RandomText.of(rng, 30));
        }
    }

    private static void check(int kind, Rng rng, Reader in) {
        switch (kind) {
            case 0 -> assertEquals(rng.nextInt(256), in.u8());
            case 1 -> assertEquals(rng.chance(50), in.flag());
            case 2 -> assertEquals(rng.nextInt(), in.u32());
            case 3 -> assertEquals(rng.nextLong(), in.u64());
            case 4 -> assertEquals(number(rng), in.varint());
            case 5 -> assertEquals(number(rng), in.signed());
            case 6 -> assertEquals(rng.nextInt(1000), in.count(999, "number"));
            case 7 -> {
                int size = rng.nextInt(30);
                assertEquals(rng.bytes(size), in.bytes(size));
            }
            case 8 -> {
                int size = rng.nextInt(30);
                assertEquals(rng.bytes(size), in.sized(size, "bytes"));
            }
            default -> assertEquals(RandomText.of(rng, 30), in.string(120, "text"));
        }
    }

    /// Whatever the bytes, a reader answers or says that they are malformed; it never goes beyond
    /// its end, and what it hands out is no larger than what came in.
    @Property(tries = 5000)
    void anyBytesAreReadOrRefused(@ForAll long seed) {
        var rng = new Rng(seed);
        var input = hostile(rng, rng.nextInt(40));
        int start = rng.nextInt(input.size() + 1);
        int end = rng.between(start, input.size() + 1);
        var in = new Reader(input.shared(), start, end);
        try {
            while (!in.atEnd()) {
                assertTrue(readSomething(in, rng) <= end - start);
                assertTrue(in.position() <= end && in.remaining() >= 0);
            }
        } catch (Malformed expected) {
            assertTrue(in.position() <= end && in.remaining() >= 0);
        }
    }

    /// Mostly bytes that make long varints and huge sizes.
    private static Bytes hostile(Rng rng, int size) {
        var out = new Writer();
        for (int i = 0; i < size; i++) {
            out.u8(rng.chance(40) ? 0xff : rng.chance(30) ? rng.nextInt(4) : rng.nextInt());
        }
        return out.toBytes();
    }

    private static int readSomething(Reader in, Rng rng) {
        switch (rng.nextInt(KINDS)) {
            case 0 -> in.u8();
            case 1 -> in.flag();
            case 2 -> in.u32();
            case 3 -> in.u64();
            case 4 -> in.varint();
            case 5 -> in.signed();
            case 6 -> in.count(rng.nextInt() & Integer.MAX_VALUE, "count");
            case 7 -> {
                return in.bytes(rng.nextInt()).size();
            }
            case 8 -> {
                return in.sized(Integer.MAX_VALUE, "bytes").size();
            }
            default -> {
                return in.string(Integer.MAX_VALUE, "text").length();
            }
        }
        return 0;
    }

    @Property(tries = 5000)
    void aVarintThatIsReadHasNoOtherBytes(@ForAll @Size(max = 11) byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            bytes[i] |= (byte) 0x80; // else nearly all end at once
        }
        var in = new Reader(bytes);
        try {
            long value = in.varint();
            var again = new Writer().varint(value).toArray();
            assertArrayEquals(Bytes.copy(bytes, 0, in.position()).toArray(), again);
        } catch (Malformed expected) {
            assertTrue(in.position() <= bytes.length);
        }
    }
}
