package kith.node.client;

import kith.lang.Malformed;
import kith.value.Json;
import kith.value.Value;

/// What a peer answered in place of what was asked for: a code and a sentence for people.
public final class PeerRefusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    PeerRefusal(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    /// Reads a problem, which is JSON: `{"code": …, "detail": …}`.
    static PeerRefusal of(int status, byte[] body) {
        try {
            if (Json.parse(body) instanceof Value.Obj problem
                    && problem.find("code") instanceof Value.Text(String code)
                    && problem.find("detail") instanceof Value.Text(String detail)) {
                return new PeerRefusal(status, code, detail);
            }
        } catch (Malformed nonsense) {
            // not ours: said below
        }
        return new PeerRefusal(
                status,
                "http-" + status,
                "the peer answered with the HTTP status " + status + " and no reason");
    }

    /// What the peer would say, if it were asked to read it all.
    static PeerRefusal tooLarge(int bytes, int bytesMax) {
        return new PeerRefusal(
                413,
                "change-too-large",
                "what is to be sent has "
                        + bytes
                        + " bytes, at most "
                        + bytesMax
                        + ": write it in parts, or store it as a file");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
