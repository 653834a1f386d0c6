package kith.node.link.pipe;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import kith.identity.Check;
import kith.identity.Crypto;
import kith.identity.PeerId;
import kith.lang.Bytes;

/// Who a side of a pipe is, and how it looks at the other's signature.
public record Identity(PeerId peer, PrivateKey key, Crypto crypto) {
    Bytes sign(Bytes message) {
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(message.shared());
            return Bytes.wrap(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of a peer cannot sign", e);
        }
    }

    boolean holds(PeerId by, Bytes message, Bytes signature) {
        return crypto.verify(new Check(by, message, signature));
    }

    @Override
    public String toString() {
        return "identity of " + peer; // a key is shown nowhere
    }
}
