package kith.cluster.work;

import kith.lang.Malformed;

/// What came of a task.
public enum Outcome {
    DONE(0),
    /// Who did it says that it cannot be done, and why.
    FAILED(1),
    /// Nobody does tasks of that name.
    NO_WORKER(2),
    /// The receiver has too many on its hands.
    BUSY(3),
    /// The receiver does not do that, or not for the sender.
    NOT_SERVED(4),
    /// Who took it did not end it; or several did not, one after the other.
    LOST(5),
    /// Nobody said what came of it in time. Known to its submitter only.
    TIMED_OUT(6),
    /// The same, and nobody led all the time.
    NO_LEADER(7),
    /// It has too many bytes. Known here only.
    TOO_LARGE(8);

    private static final Outcome[] BY_CODE = {DONE, FAILED, NO_WORKER, BUSY, NOT_SERVED, LOST};

    private final int code;

    Outcome(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Outcome of(int code) {
        if (code >= BY_CODE.length) {
            throw new Malformed("an outcome of kind " + code);
        }
        return BY_CODE[code];
    }
}
