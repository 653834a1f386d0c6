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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import kith.identity.Check;
import kith.identity.Crypto;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Writer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// Ed25519 of Bouncy Castle and of the JDK, SHA-256 of the JDK.
///
/// All peers must decide alike which signature is good (`docs/protocol/identity.md`): without the
/// cofactor. The JDK's check is that rule, but for keys of small order, which we refuse before we
/// ask. Bouncy Castle's is eight times as fast, since it multiplies the equation by a number that
/// makes its scalars half as long (Antipa et al., *Accelerated Verification of ECDSA Signatures*,
/// SAC 2005). Where that number is even, a component of small order in `A` or `R` is lost, and
/// what is no equation may look like one. So:
///
/// - where `A` and `R` are in the subgroup of prime order, the two agree, and Bouncy Castle
///   decides;
/// - where one is not, which nobody gets by signing, the JDK decides.
///
/// That `R` is in the subgroup costs as much as the check; that `A` is, is remembered.
///
/// Cost, measured on a machine with two cores: a check 115 microseconds (the JDK's 480), a
/// signature 25 (500: it works out the public key anew each time), a hash of 256 bytes 0.2.
///
/// Any thread, also virtual ones; nothing here blocks.
public final class NodeCrypto implements Crypto {
    private static final String ED25519 = "Ed25519";

    /// What stands before the 32 bytes of a key in its DER encoding (RFC 8410, sections 4 and 7).
    private static final Bytes PUBLIC_PREFIX = Bytes.fromHex("302a300506032b6570032100");

    private static final Bytes PRIVATE_PREFIX = Bytes.fromHex("302e020100300506032b657004220420");

    /// Keys that were checked last, whose points are remembered; some 200 bytes each.
    private static final int KEYS_MAX = 4_096;

    private final Map<PeerId, Ed25519.PublicPoint> points = new ConcurrentHashMap<>();

    /// Whose key signed last: mostly it is the peer's own again.
    private volatile @Nullable Signer signer;

    private record Signer(Bytes seed, PeerId key) {
        @Override
        public String toString() {
            return "signer for " + key; // a seed is shown nowhere
        }
    }

    /// There is nothing to set.
    public NodeCrypto() {}

    @Override
    public PeerId publicKey(Bytes seed) {
        requireSeed(seed);
        var key = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed.shared(), 0, key, 0);
        return new PeerId(Bytes.wrap(key));
    }

    @Override
    public Bytes sign(Bytes seed, Bytes message) {
        byte[] own = signer(seed).key().key().shared();
        byte[] text = message.shared();
        var signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed.shared(), 0, own, 0, text, 0, text.length, signature, 0);
        return Bytes.wrap(signature);
    }

    private Signer signer(Bytes seed) {
        Signer last = signer;
        if (last == null || !last.seed().equals(seed)) {
            last = new Signer(seed, publicKey(seed));
            signer = last;
        }
        return last;
    }

    @Override
    public boolean verify(Check check) {
        if (check.key().hasSmallOrder() || check.signature().size() != Ed25519.SIGNATURE_SIZE) {
            return false;
        }
        byte[] signature = check.signature().shared();
        Ed25519.PublicPoint key = pointOfPrimeOrder(check.key());
        if (key == null || !Ed25519.validatePublicKeyFull(signature, 0)) {
            return verifyByJdk(check);
        }
        byte[] text = check.message().shared();
        return Ed25519.verify(signature, 0, key, text, 0, text.length);
    }

    /// Null when the key is no point of the subgroup of prime order.
    private Ed25519.@Nullable PublicPoint pointOfPrimeOrder(PeerId key) {
        Ed25519.PublicPoint known = points.get(key);
        if (known != null) {
            return known;
        }
        Ed25519.PublicPoint point = Ed25519.validatePublicKeyFullExport(key.key().shared(), 0);
        if (point != null) {
            if (points.size() >= KEYS_MAX) {
                points.clear(); // all come back one by one; who is who costs more to keep
            }
            points.put(key, point);
        }
        return point;
    }

    /// The rule itself, slowly.
    static boolean verifyByJdk(Check check) {
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
