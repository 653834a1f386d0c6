package kith.node.http.talk;

import kith.Answer;
import kith.value.Value;

/// A request that is not carried out, and why: thrown where that is found, caught in one place for
/// each way in, and told as `{"code":…,"detail":…}`.
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final int status;

    private Refused(String code, int status, String detail) {
        super(detail, null, false, false); // an expected outcome: no stack trace to pay for
        this.code = code;
        this.status = status;
    }

    public static Refused because(HttpProblem problem, String detail) {
        return new Refused(problem.code(), problem.status(), detail);
    }

    /// What the peer refused.
    public static Refused by(Answer.Failed failed) {
        return new Refused(
                failed.problem().code(), HttpProblem.status(failed.problem()), failed.detail());
    }

    /// For what a peer refuses too, but was found here.
    public static Refused because(kith.Problem problem, String detail) {
        return new Refused(problem.code(), HttpProblem.status(problem), detail);
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /// As clients get it.
    public Value toJson() {
        return new Fields().put("code", code).put("detail", detail()).value();
    }
}
