package kith.node.link.pipe;

import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Utf8;
import kith.lang.Writer;
import kith.node.link.wire.WireFailure;

/// What both sides know once they have each other's key: the transcript, and a key for each
/// direction (`docs/protocol/pipe.md`, section 2). HKDF (RFC 5869) by the JDK.
final class Agreement {
    /// What one side proves with: its id, and its signature.
    static final int PROOF_BYTES = PeerId.SIZE_BYTES + 64;

    private static final int KEY_BYTES = 32;

    /// The two sides, and the labels of what is theirs: no signature is good for another purpose.
    enum Side {
        A("kith/pipe-a/1", "kith/pipe-a-to-b/1"),
        B("kith/pipe-b/1", "kith/pipe-b-to-a/1");

        private final String signature;
        private final String direction;

        Side(String signature, String direction) {
            this.signature = signature;
            this.direction = direction;
        }
    }

    private final Bytes transcript;
    private final SecretKey keyOfA;
    private final SecretKey keyOfB;

    /// @param ofA version and key of A, as they were said
    /// @param ofB the same of B
    Agreement(Bytes ofA, Bytes ofB, Bytes shared, Hasher hasher) {
        transcript = hasher.sha256(begun("kith/pipe/1").bytes(ofA).bytes(ofB).toBytes());
        keyOfA = key(shared, Side.A);
        keyOfB = key(shared, Side.B);
    }

    private static Writer begun(String label) {
        byte[] ascii = Utf8.encode(label);
        return new Writer(256).bytes(Bytes.wrap(ascii)).u8(0);
    }

    private SecretKey key(Bytes shared, Side from) {
        try {
            var spec =
                    HKDFParameterSpec.ofExtract()
                            .addIKM(new SecretKeySpec(shared.toArray(), "X25519"))
                            .addSalt(transcript.toArray())
                            .thenExpand(begun(from.direction).toArray(), KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES", spec);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HKDF", e);
        }
    }

    Bytes transcript() {
        return transcript;
    }

    SecretKey key(Side from) {
        return from == Side.A ? keyOfA : keyOfB;
    }

    /// What a side signs.
    Bytes signed(Side by, PeerId peer) {
        return begun(by.signature).bytes(transcript).bytes(peer.key()).toBytes();
    }

    /// What a side shows, before it is sealed.
    byte[] proof(Side of, Identity own) {
        Bytes signature = own.sign(signed(of, own.peer()));
        return new Writer(PROOF_BYTES).bytes(own.peer().key()).bytes(signature).toArray();
    }

    /// Who has shown that.
    PeerId proven(Side of, byte[] proof, Identity own) throws WireFailure {
        var bytes = Bytes.wrap(proof);
        var peer = new PeerId(bytes.slice(0, PeerId.SIZE_BYTES));
        Bytes signature = bytes.slice(PeerId.SIZE_BYTES, PROOF_BYTES);
        if (!own.holds(peer, signed(of, peer), signature)) {
            throw new WireFailure(
                    WireFailure.SIGNATURE_WRONG,
                    "the other side has not the key of the peer it says it is");
        }
        return peer;
    }
}
