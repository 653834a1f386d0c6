package kith.lab.fuzz;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;

/// Random bytes, and good ones spoilt.
final class Mutation {
    /// Bytes at the edges of what formats mean by them.
    private static final int[] EDGES = {0, 1, 2, 0x0a, 0x7e, 0x7f, 0x80, 0x81, 0xc0, 0xfe, 0xff};

    /// Numbers that promise more than follows.
    private static final long[] LARGE = {
        63,
        127,
        128,
        1_000,
        1_024,
        4_096,
        10_000,
        1 << 16,
        1 << 20,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        -1
    };

    /// How long an input may become by repeating a piece of it.
    private static final int REPEATED_BYTES_MAX = 20_000;

    private final Rng rng;
    private final List<Bytes> samples;

    Mutation(Rng rng, List<Bytes> samples) {
        this.rng = rng;
        this.samples = samples;
    }

    /// The next input.
    Bytes next() {
        if (samples.isEmpty() || rng.chance(5)) {
            return rng.bytes(rng.nextInt(rng.chance(90) ? 120 : 5_000));
        }
        byte[] bytes = sample().toArray();
        for (int times = rng.chance(60) ? 1 : rng.between(2, 6); times > 0; times--) {
            bytes = spoilt(bytes);
        }
        return Bytes.wrap(bytes);
    }

    private Bytes sample() {
        return samples.get(rng.nextInt(samples.size()));
    }

    private byte[] spoilt(byte[] bytes) {
        int at = rng.nextInt(bytes.length + 1);
        int end = at + rng.nextInt(Math.min(bytes.length - at, rng.chance(50) ? 8 : 500) + 1);
        return switch (rng.nextInt(12)) {
            case 0, 1 -> flipped(bytes);
            case 2, 3 -> set(bytes);
            case 4 -> joined(bytes, at, rng.bytes(rng.nextInt(9)), at);
            case 5 -> joined(bytes, at, Bytes.EMPTY, end);
            case 6 -> joined(bytes, end, Bytes.copy(bytes, at, end), end);
            case 7 -> joined(bytes, at, number(), Math.min(bytes.length, at + 1));
            case 8 -> joined(bytes, at, number(), at);
            case 9 -> joined(bytes, at, Bytes.EMPTY, bytes.length);
            case 10 -> joined(bytes, at, elsewhere(), end);
            default -> rng.chance(80) ? set(bytes) : repeated(bytes, at, end);
        };
    }

    private static byte[] joined(byte[] from, int start, Bytes between, int end) {
        return new Writer(from.length + between.size())
                .bytes(from, 0, start)
                .bytes(between)
                .bytes(from, end, from.length)
                .toArray();
    }

    private byte[] flipped(byte[] bytes) {
        for (int times = rng.between(1, 4); times > 0 && bytes.length > 0; times--) {
            bytes[rng.nextInt(bytes.length)] ^= (byte) (1 << rng.nextInt(8));
        }
        return bytes;
    }

    private byte[] set(byte[] bytes) {
        if (bytes.length > 0) {
            boolean edge = rng.chance(70);
            int value = edge ? EDGES[rng.nextInt(EDGES.length)] : rng.nextInt(256);
            bytes[rng.nextInt(bytes.length)] = (byte) value;
        }
        return bytes;
    }

    private Bytes number() {
        return new Writer().varint(LARGE[rng.nextInt(LARGE.length)]).toBytes();
    }

    /// A piece of some sample.
    private Bytes elsewhere() {
        Bytes other = sample();
        int at = rng.nextInt(other.size() + 1);
        return other.slice(at, at + rng.nextInt(Math.min(200, other.size() - at) + 1));
    }

    /// The piece again and again: things within things, and too many of them.
    private byte[] repeated(byte[] bytes, int at, int end) {
        Bytes piece = Bytes.copy(bytes, at, end);
        var many = new Writer();
        int times = piece.size() == 0 ? 0 : rng.nextInt(REPEATED_BYTES_MAX / piece.size() + 1);
        for (int i = 0; i < times; i++) {
            many.bytes(piece);
        }
        return joined(bytes, at, many.toBytes(), at);
    }
}
