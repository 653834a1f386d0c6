package kith.node.http.talk;

import kith.Answer;
import kith.talk.Fields;
import kith.value.Value;

/// A request that is not carried out, and why: thrown where that is found, caught in one place for
/// each way in, and told as `{"code":…,"detail":…}`.
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final int status;

    /// The methods that are allowed there; empty but where another one was asked for.
    private final String allowed;

    private Refused(String code, int status, String detail) {
        this(code, status, detail, "");
    }

    private Refused(String code, int status, String detail, String allowed) {
        super(detail, null, false, false); // an expected outcome: no stack trace to pay for
        this.code = code;
        this.status = status;
        this.allowed = allowed;
    }

    /// A method that there is not at that place; `allowed` as in the header `Allow`.
    public static Refused method(String allowed, String detail) {
        HttpProblem problem = HttpProblem.METHOD_NOT_ALLOWED;
        return new Refused(problem.code(), problem.status(), detail, allowed);
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

    public String allowed() {
        return allowed;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /// As clients get it.
    public Value toJson() {
        return new Fields().put("code", code).put("detail", detail()).value();
    }
}
