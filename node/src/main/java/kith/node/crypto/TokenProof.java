package kith.node.crypto;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Shows that one knows the token of a home without saying it.
///
/// **The problem.** A home says at which port its peer listens. After a `kill -9` it still does,
/// and somebody else may listen there then: whoever sent the token with its first request would
/// give it away. **So** the other side is asked first, with a number that nobody used before, and
/// answers with a code that only the token and that number give.
///
/// Source: HMAC-SHA-256 (RFC 2104, RFC 6234); the shape is that of a challenge and response as in
/// RFC 5802, without its iterations, as a token is 32 bytes of chance and no password.
public final class TokenProof {
    /// A challenge, in hexadecimal digits.
    public static final int CHALLENGE_CHARS = 32;

    /// So that this code is never one for something else.
    private static final String CONTEXT = "kith http proof 1\n";

    private static final String ALGORITHM = "HmacSHA256";

    private TokenProof() {}

    public static String challenge() {
        var bytes = new byte[CHALLENGE_CHARS / 2];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    public static boolean isChallenge(String text) {
        return text.length() == CHALLENGE_CHARS && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /// The answer to a challenge, in hexadecimal digits.
    public static String of(String token, String challenge) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.US_ASCII), ALGORITHM));
            byte[] said = (CONTEXT + challenge).getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(mac.doFinal(said));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /// Whether that is the answer, found out in a time that does not tell where it is wrong.
    public static boolean holds(String token, String challenge, String answer) {
        return MessageDigest.isEqual(
                of(token, challenge).getBytes(StandardCharsets.US_ASCII),
                answer.getBytes(StandardCharsets.US_ASCII));
    }
}
