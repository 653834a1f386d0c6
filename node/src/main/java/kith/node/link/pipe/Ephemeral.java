package kith.node.link.pipe;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import javax.crypto.KeyAgreement;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.node.link.wire.WireFailure;

/// A key pair of X25519 (RFC 7748, section 5) for one pipe: who steals the key of the peer later
/// cannot read what was said. By the JDK.
final class Ephemeral {
    static final int KEY_BYTES = 32;

    private static final String X25519 = "X25519";

    /// What stands before the 32 bytes of a key in its DER encoding (RFC 8410, section 4).
    private static final Bytes PUBLIC_PREFIX = Bytes.fromHex("302a300506032b656e032100");

    private final PrivateKey secret;
    private final Bytes key;

    private Ephemeral(PrivateKey secret, Bytes key) {
        this.secret = secret;
        this.key = key;
    }

    /// One that nobody has used before.
    static Ephemeral fresh() {
        try {
            var pair = KeyPairGenerator.getInstance(X25519).generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            var whole = Bytes.wrap(encoded);
            return new Ephemeral(
                    pair.getPrivate(), whole.slice(PUBLIC_PREFIX.size(), whole.size()));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// The one with these 32 private bytes.
    static Ephemeral of(Bytes secret) {
        try {
            var spec = new XECPrivateKeySpec(NamedParameterSpec.X25519, secret.toArray());
            PrivateKey key = KeyFactory.getInstance(X25519).generatePrivate(spec);
            var base = new byte[KEY_BYTES];
            base[0] = 9; // RFC 7748 section 4.1
            return new Ephemeral(key, Bytes.wrap(agreed(key, base)));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /// The public key.
    Bytes key() {
        return key;
    }

    /// What the two sides share, and nobody else knows.
    Bytes shared(Bytes other) throws WireFailure {
        try {
            byte[] agreed = agreed(secret, other.shared());
            int any = 0;
            for (byte each : agreed) {
                any |= each;
            }
            if (any != 0) {
                return Bytes.wrap(agreed);
            }
        } catch (GeneralSecurityException smallOrder) {
            // The JDK looks for itself; that it does is nowhere promised.
        }
        throw new WireFailure(
                WireFailure.KEY_WEAK, "the other side's key shares no secret with anybody");
    }

    private static byte[] agreed(PrivateKey own, byte[] other) throws GeneralSecurityException {
        byte[] encoded = new Writer(48).bytes(PUBLIC_PREFIX).bytes(Bytes.wrap(other)).toArray();
        PublicKey theirs =
                KeyFactory.getInstance(X25519).generatePublic(new X509EncodedKeySpec(encoded));
        var agreement = KeyAgreement.getInstance(X25519);
        agreement.init(own);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret();
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this JDK has no " + X25519, e);
    }
}
