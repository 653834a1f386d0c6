package kith.node.link.pipe;

import kith.lang.Bytes;
import kith.lang.Writer;
import kith.node.link.wire.WireFailure;

/// What each side begins with: the version, and its key for this pipe.
///
/// @param said as it came, for the transcript
record Greeting(Bytes said) {
    static final int BYTES = 1 + Ephemeral.KEY_BYTES;

    private static final int VERSION = 1;

    static Greeting of(Ephemeral own) {
        return new Greeting(new Writer(BYTES).u8(VERSION).bytes(own.key()).toBytes());
    }

    /// The greeting at the beginning of a message of that size.
    static Greeting in(byte[] message, int sizeBytes) throws WireFailure {
        if (message.length > 0 && message[0] != VERSION) {
            throw new WireFailure(
                    WireFailure.VERSION_UNKNOWN,
                    "the other side speaks version "
                            + (message[0] & 0xff)
                            + " of pipes, this program "
                            + VERSION
                            + ": update the older of the two");
        }
        requireSize(message, sizeBytes);
        return new Greeting(Bytes.wrap(message).slice(0, BYTES));
    }

    static void requireSize(byte[] message, int sizeBytes) throws WireFailure {
        if (message.length != sizeBytes) {
            throw new WireFailure(
                    WireFailure.SIZE_WRONG,
                    "a message of the handshake has "
                            + message.length
                            + " bytes, expected "
                            + sizeBytes);
        }
    }

    Bytes key() {
        return said.slice(1, BYTES);
    }
}
