package kith.node.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import kith.identity.Check;
import kith.identity.Crypto;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Writer;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.jspecify.annotations.Nullable;

/// Ed25519 and SHA-256 of the JDK.
///
/// The JDK's check is the rule of `docs/protocol/identity.md` but for one thing. Found out on JDK
/// 25, and held by the vectors in `docs/vectors/ed25519.json`:
///
/// - it works without the cofactor, and compares `R` as an encoding;
/// - it refuses `S` that is not below the order of the group, and encodings of `A` and `R` that are
///   not canonical or no point;
/// - it accepts a key of small order, for which anybody can sign: we refuse that before we ask;
/// - it accepts a key with a component of small order beside a large one, whose owner can make
///   signatures that libraries with the cofactor judge otherwise. So does the rule.
///
/// Cost, measured on a machine with two cores: a check 400 microseconds, a signature twice that
/// (the JDK works out the public key anew each time), a hash of 256 bytes 0.2.
///
/// Stateless: any thread, also virtual ones; nothing here blocks.
public final class JdkCrypto implements Crypto {
    private static final String ED25519 = "Ed25519";

    /// What stands before the 32 bytes of a key in its DER encoding (RFC 8410, sections 4 and 7).
    private static final Bytes PUBLIC_PREFIX = Bytes.fromHex("302a300506032b6570032100");

    private static final Bytes PRIVATE_PREFIX = Bytes.fromHex("302e020100300506032b657004220420");

    /// There is nothing to set.
    public JdkCrypto() {}

    @Override
    public PeerId publicKey(Bytes seed) {
        requireSeed(seed);
        var key = new Ed25519PrivateKeyParameters(seed.shared(), 0);
        return new PeerId(Bytes.wrap(key.generatePublicKey().getEncoded()));
    }

    @Override
    public Bytes sign(Bytes seed, Bytes message) {
        try {
            var signature = Signature.getInstance(ED25519);
            signature.initSign(privateKey(seed));
            signature.update(message.shared());
            return Bytes.wrap(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot sign with Ed25519", e);
        }
    }

    @Override
    public boolean verify(Check check) {
        if (check.key().hasSmallOrder()) {
            return false;
        }
        try {
            var signature = Signature.getInstance(ED25519);
            signature.initVerify(publicKey(check.key()));
            signature.update(check.message().shared());
            return signature.verify(check.signature().shared());
        } catch (InvalidKeySpecException | InvalidKeyException | SignatureException nonsense) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no Ed25519", e);
        }
    }

    /// A hasher of the caller's own: it holds one digest and belongs to one thread at a time.
    @Override
    public Hasher hasher() {
        return new JdkHasher();
    }

    /// The private key as the JDK's TLS wants it.
    public static PrivateKey privateKey(Bytes seed) {
        requireSeed(seed);
        var encoded = new Writer(48).bytes(PRIVATE_PREFIX).bytes(seed).toArray();
        try {
            return KeyFactory.getInstance(ED25519)
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK takes no Ed25519 seed", e);
        }
    }

    /// The public key as the JDK wants it; throws when it is none that the JDK takes.
    static PublicKey publicKey(PeerId peer)
            throws NoSuchAlgorithmException, InvalidKeySpecException {
        return KeyFactory.getInstance(ED25519)
                .generatePublic(new X509EncodedKeySpec(encoded(peer).toArray()));
    }

    /// A SubjectPublicKeyInfo.
    static Bytes encoded(PeerId peer) {
        return new Writer(48).bytes(PUBLIC_PREFIX).bytes(peer.key()).toBytes();
    }

    /// The peer with the key of that SubjectPublicKeyInfo; null when it is no Ed25519 key.
    public static @Nullable PeerId peerOf(Bytes encoded) {
        int start = PUBLIC_PREFIX.size();
        boolean formed =
                encoded.size() == start + PeerId.SIZE_BYTES
                        && encoded.slice(0, start).equals(PUBLIC_PREFIX);
        return formed ? new PeerId(encoded.slice(start, encoded.size())) : null;
    }

    private static void requireSeed(Bytes seed) {
        if (seed.size() != SEED_BYTES) {
            throw new IllegalArgumentException(
                    "a seed has " + seed.size() + " bytes, expected " + SEED_BYTES);
        }
    }

    private static final class JdkHasher implements Hasher {
        private final MessageDigest digest;

        JdkHasher() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JDK has no SHA-256", e);
            }
        }

        @Override
        public Bytes sha256(byte[] from, int start, int end) {
            digest.update(from, start, end - start);
            return Bytes.wrap(digest.digest());
        }
    }
}
