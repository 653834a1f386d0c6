package kith.node.app;

import kith.Answer;
import org.jspecify.annotations.Nullable;

/// What was asked for cannot be done, and nothing was changed. The code is one of `docs/errors.md`,
/// the message says what to do.
///
/// ```java
/// try {
///     peer.board("home").space("").at("x").set(1);
/// } catch (Refused refused) {
///     System.out.println(refused.code()); // address-malformed
/// }
/// ```
public final class Refused extends RuntimeException {
    static final String INVITATION_MALFORMED = "invitation-malformed";
    static final String VALUE_MALFORMED = "value-malformed";

    private static final long serialVersionUID = 1;

    private final String code;

    Refused(String code, @Nullable String detail) {
        super(detail + " (" + code + ")");
        this.code = code;
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
