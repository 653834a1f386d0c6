package kith.node;

import java.util.List;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;

/// Good inputs, spoilt: pieces are left out, doubled, put elsewhere, and bytes are others.
public final class Noise {
    private final Rng rng;
    private final List<byte[]> samples;

    /// Each seed is one way to spoil.
    public Noise(long seed, List<byte[]> samples) {
        this.rng = new Rng(seed);
        this.samples = samples;
    }

    public Rng rng() {
        return rng;
    }

    public byte[] next() {
        byte[] bytes = sample().clone();
        for (int times = rng.between(1, 5); times > 0; times--) {
            bytes = spoilt(bytes);
        }
        return bytes;
    }

    private byte[] sample() {
        return samples.get(rng.nextInt(samples.size()));
    }

    private byte[] spoilt(byte[] bytes) {
        int at = rng.nextInt(bytes.length + 1);
        int end = at + rng.nextInt(Math.min(40, bytes.length - at) + 1);
        return switch (rng.nextInt(6)) {
            case 0 -> joined(bytes, at, Bytes.EMPTY, end);
            case 1 -> joined(bytes, end, Bytes.copy(bytes, at, end), end);
            case 2 -> joined(bytes, at, rng.bytes(rng.nextInt(5)), at);
            case 3 -> joined(bytes, at, elsewhere(), end);
            case 4 -> joined(bytes, at, Bytes.EMPTY, bytes.length);
            default -> set(bytes);
        };
    }

    private static byte[] joined(byte[] from, int start, Bytes between, int end) {
        return new Writer(from.length + between.size())
                .bytes(from, 0, start)
                .bytes(between)
                .bytes(from, end, from.length)
                .toArray();
    }

    private Bytes elsewhere() {
        byte[] other = sample();
        int at = rng.nextInt(other.length + 1);
        return Bytes.copy(other, at, at + rng.nextInt(Math.min(40, other.length - at) + 1));
    }

    private byte[] set(byte[] bytes) {
        if (bytes.length > 0) {
            bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt(256);
        }
        return bytes;
    }
}
