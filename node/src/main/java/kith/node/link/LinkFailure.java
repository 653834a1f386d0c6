package kith.node.link;

/// Why something with links did not work: a stable code, and a sentence for people that names the
/// thing, what was found, what was expected and what to do. The codes are listed in
/// `docs/protocol/link.md`.
public final class LinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The port to listen on is taken.
    public static final String PORT_IN_USE = "port-in-use";

    /// The address to listen on is not one of this machine.
    public static final String ADDRESS_UNUSABLE = "address-unusable";

    /// A name that nobody could translate into an address in time.
    public static final String HOST_UNKNOWN = "host-unknown";

    /// Nobody answered at that address, or somebody refused.
    public static final String UNREACHABLE = "unreachable";

    /// The handshake did not end in time.
    public static final String HANDSHAKE_TIMEOUT = "handshake-timeout";

    /// The other side hung up, or broke the TLS protocol, before the link was up.
    public static final String HANDSHAKE_FAILED = "handshake-failed";

    /// The other side does not speak TLS.
    public static final String NOT_TLS = "not-tls";

    /// The other side speaks TLS and not Kith.
    public static final String NOT_KITH = "not-kith";

    /// The other side's certificate is not one self-signed Ed25519 certificate.
    public static final String NOT_A_PEER = "not-a-peer";

    /// Another peer answered than the one that was expected.
    public static final String WRONG_PEER = "wrong-peer";

    /// A newcomer had to make room for others.
    public static final String CROWDED_OUT = "crowded-out";

    /// This node has as many links as it may have.
    public static final String TOO_MANY_LINKS = "too-many-links";

    /// This node is dialling as many peers as it may at once.
    public static final String TOO_MANY_DIALS = "too-many-dials";

    /// The operating system gave no socket.
    public static final String ACCEPT_FAILED = "accept-failed";

    /// This node is closing.
    public static final String CLOSING = "closing";

    private final String code;

    public LinkFailure(String code, String text) {
        super(text, null, false, false); // an expected outcome: no stack trace to pay for
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
}
