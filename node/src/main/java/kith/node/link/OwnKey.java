package kith.node.link;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Shows the one certificate of this node, on both sides of a link.
final class OwnKey extends X509ExtendedKeyManager {
    private static final String ALIAS = "peer";

    /// What the JDK calls the key type of the signature scheme `ed25519`.
    private static final String KEY_TYPE = "EdDSA";

    private final Credential own;

    OwnKey(Credential own) {
        this.own = own;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal[] issuers, Socket socket) {
        for (String keyType : keyTypes) {
            if (keyType.equals(KEY_TYPE)) {
                return ALIAS;
            }
        }
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return keyType.equals(KEY_TYPE) ? ALIAS : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {own.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return own.key();
    }
}
