package kith.node.link.pipe;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import kith.node.link.wire.WireFailure;

/// One direction of a pipe: each message is sealed under its number, which is not sent. So one that
/// is missing, comes twice or comes late does not open.
///
/// AES-256-GCM (NIST SP 800-38D) by the JDK. One thread at a time.
final class Seal {
    /// What a seal adds to a message.
    static final int TAG_BYTES = 16;

    private static final int NONCE_BYTES = 12;

    private final SecretKey key;
    private final Cipher cipher;
    private long number;

    Seal(SecretKey key) {
        this(key, 0);
    }

    /// The next message has that number.
    Seal(SecretKey key, long number) {
        this.key = key;
        this.number = number;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    byte[] seal(byte[] plain) {
        try {
            return next(Cipher.ENCRYPT_MODE, plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing cannot fail", e);
        }
    }

    byte[] open(byte[] sealed) throws WireFailure {
        try {
            return next(Cipher.DECRYPT_MODE, sealed);
        } catch (AEADBadTagException e) {
            throw new WireFailure(
                    WireFailure.SEAL_BROKEN,
                    "a message was changed on its way, or is not the one whose turn it is");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("opening cannot fail but for the tag", e);
        }
    }

    private byte[] next(int mode, byte[] bytes) throws GeneralSecurityException {
        var nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number++).array();
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        return cipher.doFinal(bytes);
    }
}
