package kith.node.link.wire;

/// The shape of a frame on the stream: a length of four bytes, little-endian, and as many bytes.
public final class Framing {
    /// The largest payload: a change is at most 1 MiB, and a quarter more is room for the message
    /// around it (`docs/protocol/link.md`).
    public static final int PAYLOAD_BYTES_MAX = 1 << 20 | 1 << 18;

    public static final int HEADER_BYTES = 4;

    private Framing() {}

    public static long sizeOf(byte[] payload) {
        return (long) HEADER_BYTES + payload.length;
    }

    public static int lengthAt(byte[] from, int at) {
        return (from[at] & 0xff)
                | (from[at + 1] & 0xff) << 8
                | (from[at + 2] & 0xff) << 16
                | (from[at + 3] & 0xff) << 24;
    }

    static void putLength(int length, byte[] to, int at) {
        to[at] = (byte) length;
        to[at + 1] = (byte) (length >>> 8);
        to[at + 2] = (byte) (length >>> 16);
        to[at + 3] = (byte) (length >>> 24);
    }
}
