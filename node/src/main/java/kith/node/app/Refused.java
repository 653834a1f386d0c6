package kith.node.app;

import kith.Answer;
import kith.lang.Malformed;
import org.jspecify.annotations.Nullable;

/// What was asked for cannot be done, and nothing was changed. The code is one of `docs/errors.md`,
/// the message says what to do.
///
/// ```java
/// try {
///     peer.join("kith:rubbish");
/// } catch (Refused refused) {
///     System.out.println(refused.code()); // invitation-malformed
/// }
/// ```
public final class Refused extends RuntimeException {
    static final String INVITATION_MALFORMED = "invitation-malformed";
    static final String VALUE_MALFORMED = "value-malformed";
    static final String ADDRESS_MALFORMED = "address-malformed";
    static final String PEER_UNKNOWN = "peer-unknown";
    static final String TRANSACTION_OVERTAKEN = "transaction-overtaken";

    private static final long serialVersionUID = 1;

    private final String code;

    Refused(String code, @Nullable String detail) {
        super(detail + " (" + code + ")");
        this.code = code;
    }

    Refused(String code, RuntimeException cause) {
        super(cause.getMessage() + " (" + code + ")", cause);
        this.code = code;
    }

    static Refused address(Malformed malformed) {
        return new Refused(ADDRESS_MALFORMED, malformed.getMessage());
    }

    static Answer unless(Answer answer) {
        if (answer instanceof Answer.Failed failed) {
            throw new Refused(failed.problem().code(), failed.detail());
        }
        return answer;
    }

    public String code() {
        return code;
    }
}
