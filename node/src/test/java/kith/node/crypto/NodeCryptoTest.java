package kith.node.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.Signature;
import kith.identity.BoardId;
import kith.identity.BoardRecord.Admission;
import kith.identity.Check;
import kith.identity.Invitation;
import kith.identity.InvitationLink;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Sha256;
import org.junit.jupiter.api.Test;

final class NodeCryptoTest {
    private final NodeCrypto crypto = new NodeCrypto();
    private final Rng rng = new Rng(8032);

    @Test
    void whatWasSignedIsFoundGood() {
        for (int i = 0; i < 20; i++) {
            var seed = rng.bytes(32);
            var message = rng.bytes(rng.nextInt(300));
            var key = crypto.publicKey(seed);
            assertTrue(crypto.verify(new Check(key, message, crypto.sign(seed, message))));
        }
    }

    @Test
    void nonsenseIsNoSignatureAndNoError() {
        for (int i = 0; i < 300; i++) {
            var key = new PeerId(rng.bytes(32));
            var check = new Check(key, rng.bytes(rng.nextInt(50)), rng.bytes(64));
            assertFalse(crypto.verify(check), () -> check.toString());
        }
    }

    @Test
    void aForgedAdmissionIsFoundOut() {
        var hasher = crypto.hasher();
        var inviterSeed = rng.bytes(32);
        var inviteSeed = InvitationLink.inviteSeed(rng.bytes(16), hasher);
        var memberSeed = rng.bytes(32);
        var unsigned =
                Invitation.unsigned(
                        new BoardId(rng.bytes(32)),
                        crypto.publicKey(inviterSeed),
                        crypto.publicKey(inviteSeed),
                        1,
                        0,
                        "");
        var invitation = unsigned.signed(crypto.sign(inviterSeed, unsigned.message()));
        var draft = Admission.unsigned(invitation, crypto.publicKey(memberSeed), 5);
        var good =
                draft.signed(
                        crypto.sign(inviteSeed, draft.inviteMessage(hasher)),
                        crypto.sign(memberSeed, draft.consentMessage(hasher)));
        assertTrue(good.checks(hasher).stream().allMatch(crypto::verify));
        assertFalse(draft.checks(hasher).stream().allMatch(crypto::verify), "not signed");
        var stolen =
                new Admission(
                        invitation,
                        crypto.publicKey(rng.bytes(32)),
                        5,
                        good.inviteSignature(),
                        good.consent());
        assertFalse(crypto.verify(stolen.checks(hasher).get(1)), "the link for another key");
        var later =
                new Admission(invitation, good.member(), 6, good.inviteSignature(), good.consent());
        assertFalse(crypto.verify(later.checks(hasher).get(2)), "another time");
    }

    @Test
    void aSeedHasThirtyTwoBytes() {
        var seed = rng.bytes(31);
        assertThrows(IllegalArgumentException.class, () -> crypto.publicKey(seed));
        assertThrows(IllegalArgumentException.class, () -> crypto.sign(seed, Bytes.EMPTY));
    }

    @Test
    void theHasherIsSha256AndLeavesNothingBehind() {
        var hasher = crypto.hasher();
        for (int i = 0; i < 100; i++) {
            var bytes = rng.bytes(i * 3);
            assertEquals(Sha256.hash(bytes), hasher.sha256(bytes));
            byte[] framed = new byte[bytes.size() + 9];
            System.arraycopy(bytes.shared(), 0, framed, 4, bytes.size());
            assertEquals(Sha256.hash(bytes), hasher.sha256(framed, 4, 4 + bytes.size()));
        }
    }

    @Test
    void thePrivateKeyForTlsBelongsToThePublicKey() throws Exception {
        var seed = rng.bytes(32);
        var signer = Signature.getInstance("Ed25519");
        signer.initSign(NodeCrypto.privateKey(seed));
        signer.update(new byte[] {1, 2, 3});
        var check =
                new Check(
                        crypto.publicKey(seed),
                        Bytes.of((byte) 1, (byte) 2, (byte) 3),
                        Bytes.wrap(signer.sign()));
        assertTrue(crypto.verify(check));
    }
}
