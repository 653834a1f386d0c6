package kith.talk;

/// What a client said is not in the form that it must have: thrown where that is found, caught by
/// whoever took the client's words in.
public final class NotUnderstood extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotUnderstood(String detail) {
        super(detail, null, false, false); // an expected outcome: no stack trace to pay for
    }

    public String detail() {
        return String.valueOf(getMessage());
    }
}
