package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TokenProofTest {
    @Test
    void onlyTheSameTokenAndTheSameChallengeGiveTheSameProof() {
        String challenge = "0123456789abcdef0123456789abcdef";
        String proof = TokenProof.of("token", challenge);
        assertTrue(TokenProof.holds("token", challenge, proof));
        assertFalse(TokenProof.holds("other", challenge, proof));
        assertFalse(TokenProof.holds("token", challenge.replace('0', '1'), proof));
        assertFalse(TokenProof.holds("token", challenge, ""));
        assertEquals(64, proof.length());
    }

    @Test
    void aChallengeIsUsedOnce() {
        assertNotEquals(TokenProof.challenge(), TokenProof.challenge());
        assertTrue(TokenProof.isChallenge(TokenProof.challenge()));
        assertFalse(TokenProof.isChallenge("0123"));
        assertFalse(TokenProof.isChallenge("0123456789abcdeg0123456789abcdef"));
    }

    /// By `printf 'kith http proof 1\n0…' | openssl dgst -sha256 -hmac token`.
    @Test
    void theProofIsAnHmacOfTheChallenge() {
        assertEquals(
                "26cd02995874d1afaf202e2031c5ef4fd76a26a73595700964a544d189bb49dc",
                TokenProof.of("token", "0123456789abcdef0123456789abcdef"));
    }
}
