package kith.log;

import kith.lang.Bytes;

/// An author's signature over the hash of one change; it vouches for its whole chain up to there.
///
/// Whether it holds is known only by checking: [Intake] does.
public record Head(int seq, Bytes signature) {
    public static final int SIGNATURE_BYTES = 64;

    public Head {
        if (seq < 1) {
            throw new IllegalArgumentException("a head at sequence number " + seq);
        }
        if (signature.size() != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("signature of " + signature.size() + " bytes");
        }
    }
}
