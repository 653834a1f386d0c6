package kith.node.link.wire;

import java.io.IOException;

/// What came breaks the rules of the connection: a stable code of `docs/protocol/link.md` or
/// `docs/protocol/pipe.md`, and a sentence for people.
public final class WireFailure extends IOException {
    private static final long serialVersionUID = 1;

    /// The other side's key has small order, so that everybody knows what is shared with it.
    public static final String KEY_WEAK = "pipe-key-weak";

    /// A message of the handshake has not the size that it must have.
    public static final String SIZE_WRONG = "pipe-malformed";

    /// A message was changed on its way, comes out of its turn, or was sealed with another key.
    public static final String SEAL_BROKEN = "pipe-seal-broken";

    /// The signature is not of the peer that is named.
    public static final String SIGNATURE_WRONG = "pipe-signature-wrong";

    /// The other side speaks another version.
    public static final String VERSION_UNKNOWN = "pipe-version-unknown";

    /// Another peer answered than the one that was called.
    public static final String WRONG_PEER = "wrong-peer";

    private final String code;

    public WireFailure(String code, String text) {
        super(text, null);
        this.code = code;
    }

    public String code() {
        return code;
    }

    /// What people read.
    public String text() {
        String text = getMessage();
        return text == null ? code : text;
    }

    /// Whoever connects decides how often this happens: there is no stack trace to pay for.
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
