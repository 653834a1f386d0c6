package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import org.junit.jupiter.api.Test;

/// The quick check and the JDK's decide alike, above all where somebody puts points of small order
/// into a key or a signature. The curve here is a twin of its own: affine, slow, from RFC 8032,
/// section 5.1.
final class Ed25519AgreementTest {
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D =
            BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
    private static final Point BASE =
            point(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));
    private static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);

    private final NodeCrypto crypto = new NodeCrypto();

    private record Point(BigInteger x, BigInteger y) {
        Point plus(Point other) {
            BigInteger cross = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y);
            BigInteger up = x.multiply(other.y).add(y.multiply(other.x));
            BigInteger across = y.multiply(other.y).add(x.multiply(other.x));
            return new Point(
                    up.multiply(BigInteger.ONE.add(cross).modInverse(P)).mod(P),
                    across.multiply(BigInteger.ONE.subtract(cross).modInverse(P)).mod(P));
        }

        Point times(BigInteger factor) {
            Point sum = NEUTRAL;
            for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
                sum = sum.plus(sum);
                sum = factor.testBit(bit) ? sum.plus(this) : sum;
            }
            return sum;
        }

        Bytes encoded() {
            byte[] out = littleEndian(y);
            out[31] |= (byte) (x.testBit(0) ? 0x80 : 0);
            return Bytes.wrap(out);
        }
    }

    private static Point point(BigInteger y) {
        BigInteger square = y.multiply(y);
        BigInteger x2 =
                square.subtract(BigInteger.ONE)
                        .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P))
                        .mod(P);
        BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P); // RFC 8032, 5.1.3
        if (!x.multiply(x).subtract(x2).mod(P).equals(BigInteger.ZERO)) {
            BigInteger root = BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
            x = x.multiply(root).mod(P);
        }
        return new Point(x.testBit(0) ? P.subtract(x) : x, y);
    }

    private static byte[] littleEndian(BigInteger number) {
        var out = new byte[32];
        byte[] big = number.toByteArray();
        for (int i = 0; i < Math.min(32, big.length); i++) {
            out[i] = big[big.length - 1 - i];
        }
        return out;
    }

    /// A point of order eight: some point of the whole curve, times the order of the subgroup.
    private static Point ofOrderEight() {
        for (int y = 2; ; y++) {
            Point any = point(BigInteger.valueOf(y));
            BigInteger left = any.y.multiply(any.y).subtract(any.x.multiply(any.x));
            BigInteger right = BigInteger.ONE.add(D.multiply(any.x.pow(2)).multiply(any.y.pow(2)));
            if (left.subtract(right).mod(P).equals(BigInteger.ZERO)) {
                Point small = any.times(ORDER);
                if (!small.times(BigInteger.valueOf(4)).equals(NEUTRAL)) {
                    return small;
                }
            }
        }
    }

    private static BigInteger challenge(Bytes r, Bytes a, Bytes message)
            throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-512");
        digest.update(r.toArray());
        digest.update(a.toArray());
        byte[] hash = digest.digest(message.toArray());
        var big = new byte[hash.length];
        for (int i = 0; i < hash.length; i++) {
            big[i] = hash[hash.length - 1 - i];
        }
        return new BigInteger(1, big).mod(ORDER);
    }

    private static Check signed(
            BigInteger secret, Point inKey, Point inNonce, BigInteger nonce, Bytes message)
            throws NoSuchAlgorithmException {
        Bytes key = BASE.times(secret).plus(inKey).encoded();
        Bytes r = BASE.times(nonce).plus(inNonce).encoded();
        BigInteger s = nonce.add(challenge(r, key, message).multiply(secret)).mod(ORDER);
        var signature = new byte[64];
        System.arraycopy(r.toArray(), 0, signature, 0, 32);
        System.arraycopy(littleEndian(s), 0, signature, 32, 32);
        return new Check(new PeerId(key), message, Bytes.wrap(signature));
    }

    @Test
    void bothDecideAlikeAboutComponentsOfSmallOrder() throws NoSuchAlgorithmException {
        var random = new Random(25519);
        Point eight = ofOrderEight();
        int good = 0;
        int bad = 0;
        for (int i = 0; i < 8; i++) {
            Point inKey = eight.times(BigInteger.valueOf(i));
            for (int j = 0; j < 8; j++) {
                Point inNonce = eight.times(BigInteger.valueOf(j));
                var message = new byte[8];
                random.nextBytes(message);
                Check check =
                        signed(
                                new BigInteger(250, random),
                                inKey,
                                inNonce,
                                new BigInteger(250, random),
                                Bytes.wrap(message));
                boolean byJdk = NodeCrypto.verifyByJdk(check);
                assertEquals(byJdk, crypto.verify(check), i + " of 8 in the key, " + j + " in R");
                good += byJdk ? 1 : 0;
                bad += byJdk ? 0 : 1;
            }
        }
        assertTrue(good > 1 && bad > 40, good + " good, " + bad + " bad");
    }

    @Test
    void bothDecideAlikeAboutWhatWasDamaged() {
        var random = new Random(8032);
        for (int i = 0; i < 60; i++) {
            var seed = new byte[32];
            random.nextBytes(seed);
            Bytes message = Bytes.wrap(new byte[] {(byte) i});
            byte[] signature = crypto.sign(Bytes.wrap(seed), message).toArray();
            byte[] key = crypto.publicKey(Bytes.wrap(seed)).key().toArray();
            byte[] hit = i % 3 == 0 ? key : signature;
            hit[random.nextInt(hit.length)] ^= (byte) (i % 5 == 0 ? 0 : 1 << random.nextInt(8));
            var check = new Check(new PeerId(Bytes.wrap(key)), message, Bytes.wrap(signature));
            assertEquals(NodeCrypto.verifyByJdk(check), crypto.verify(check), check.toString());
        }
    }
}
