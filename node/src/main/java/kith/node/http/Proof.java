package kith.node.http;

import kith.node.crypto.TokenProof;
import kith.node.http.talk.Exchange;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.talk.Fields;

/// `GET /.kith/proof?challenge=…`: proves that this is the peer of its home, before anybody shows
/// it the token of that home. See [TokenProof].
final class Proof {
    static final String PATH = "/.kith/proof";

    private static final String QUERY = "challenge=";

    private final String token;

    Proof(String token) {
        this.token = token;
    }

    void answer(Exchange exchange) {
        String query = exchange.request().getHttpURI().getQuery();
        String challenge =
                query != null && query.startsWith(QUERY) ? query.substring(QUERY.length()) : "";
        if (!exchange.method().equals("GET") || !TokenProof.isChallenge(challenge)) {
            throw Refused.because(
                    HttpProblem.PARAMETER_MALFORMED,
                    "ask with GET "
                            + PATH
                            + "?"
                            + QUERY
                            + " and "
                            + TokenProof.CHALLENGE_CHARS
                            + " hexadecimal digits");
        }
        exchange.send(200, new Fields().put("proof", TokenProof.of(token, challenge)).value());
    }
}
