package kith.node.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import kith.lang.Bytes;
import kith.lang.Sha256;

/// Shows that one knows the token of a home without saying it.
///
/// **The problem.** A home says at which port its peer listens. After a `kill -9` it still does,
/// and somebody else may listen there then: whoever sent the token with its first request would
/// give it away. **So** the other side is asked first, with a number that nobody used before, and
/// answers with a code that only the token and that number give.
///
/// Source: HMAC-SHA-256 (RFC 2104, RFC 6234); the shape is that of a challenge and response as in
/// RFC 5802, without its iterations, as a token is 32 bytes of chance and no password.
///
/// changed: by the hash of the core and not by the JDK's `Mac`, because each command begins with a
/// proof, and to load the JDK's providers of cryptography takes 34 milliseconds of processor time,
/// more than all else that a command does.
public final class TokenProof {
    /// A challenge, in hexadecimal digits.
    public static final int CHALLENGE_CHARS = 32;

    /// So that this code is never one for something else.
    private static final String CONTEXT = "kith http proof 1\n";

    /// RFC 2104, section 2.
    private static final int BLOCK_BYTES = 64;

    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    private static final Path CHANCE = Path.of("/dev/urandom");

    private TokenProof() {}

    /// A number that nobody has used before and nobody can guess.
    public static String challenge() {
        byte[] bytes;
        try (var in = Files.newInputStream(CHANCE)) {
            bytes = in.readNBytes(CHALLENGE_CHARS / 2); // where SecureRandom takes it from, too
        } catch (IOException notUnix) {
            bytes = new byte[CHALLENGE_CHARS / 2];
            new SecureRandom().nextBytes(bytes);
        }
        return Bytes.wrap(bytes).hex();
    }

    public static boolean isChallenge(String text) {
        return text.length() == CHALLENGE_CHARS && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /// The answer to a challenge, in hexadecimal digits.
    public static String of(String token, String challenge) {
        byte[] key = token.getBytes(StandardCharsets.US_ASCII);
        if (key.length > BLOCK_BYTES) {
            key = Sha256.hash(key, 0, key.length);
        }
        byte[] said = (CONTEXT + challenge).getBytes(StandardCharsets.US_ASCII);
        return Bytes.wrap(hashed(key, OUTER, hashed(key, INNER, said))).hex();
    }

    private static byte[] hashed(byte[] key, byte pad, byte[] message) {
        byte[] all = Arrays.copyOf(key, BLOCK_BYTES + message.length);
        for (int i = 0; i < BLOCK_BYTES; i++) {
            all[i] ^= pad;
        }
        System.arraycopy(message, 0, all, BLOCK_BYTES, message.length);
        return Sha256.hash(all, 0, all.length);
    }

    /// Whether that is the answer, found out in a time that does not tell where it is wrong.
    public static boolean holds(String token, String challenge, String answer) {
        return MessageDigest.isEqual(
                of(token, challenge).getBytes(StandardCharsets.US_ASCII),
                answer.getBytes(StandardCharsets.US_ASCII));
    }
}
