package kith.identity;

import kith.lang.Bytes;
import kith.lang.Malformed;

/// A signature that must be found good before something is believed.
public record Check(PeerId key, Bytes message, Bytes signature) {
    public static final int SIGNATURE_BYTES = 64;

    /// What stands in a record until its author has signed it; good for no key and no message.
    public static final Bytes UNSIGNED = Bytes.wrap(new byte[SIGNATURE_BYTES]);

    public Check {
        requireSignature(signature, "a signature");
    }

    static void requireSignature(Bytes signature, String what) {
        if (signature.size() != SIGNATURE_BYTES) {
            throw new Malformed(
                    what + " has " + signature.size() + " bytes, expected " + SIGNATURE_BYTES);
        }
    }
}
