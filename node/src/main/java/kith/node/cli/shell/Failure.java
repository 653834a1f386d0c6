package kith.node.cli.shell;

/// A command ends here: what a user reads, and the exit code.
///
/// It prints as `kith: what (code)`, and below it what to do, if there is something.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final String advice;
    private final int exit;

    /// `code` is stable and listed in `docs/errors.md`.
    public Failure(String code, String what, String advice, int exit) {
        super(what);
        this.code = code;
        this.advice = advice;
        this.exit = exit;
    }

    /// Something was refused or found to be wrong.
    public static Failure of(String code, String what, String advice) {
        return new Failure(code, what, advice, Exit.PROBLEM);
    }

    /// The line means nothing.
    public static Failure usage(String what, String advice) {
        return new Failure("usage", what, advice, Exit.USAGE);
    }

    public String code() {
        return code;
    }

    public String what() {
        return String.valueOf(getMessage());
    }

    /// Empty when there is nothing to do about it.
    public String advice() {
        return advice;
    }

    public int exit() {
        return exit;
    }
}
