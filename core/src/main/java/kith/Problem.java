package kith;

/// What can be wrong with what a local client asked for. Each has a stable code in
/// `docs/errors.md`.
public enum Problem {
    ADDRESS_MALFORMED("address-malformed"),
    BOARD_UNKNOWN("board-unknown"),
    SPACE_UNKNOWN("space-unknown"),
    PEER_UNKNOWN("peer-unknown"),
    PATH_RESERVED("path-reserved"),
    VALUE_MALFORMED("value-malformed"),
    POSITION_MALFORMED("position-malformed"),
    CHANGE_TOO_LARGE("change-too-large"),
    VERSION_UNKNOWN("version-unknown"),
    NOT_ALLOWED("not-allowed"),
    DISK_FAILED("disk-failed"),
    DISK_BUSY("disk-busy"),
    TOO_MANY_QUESTIONS("too-many-questions"),
    TOO_MANY_NUMBERS("too-many-numbers"),
    LOG_DAMAGED("log-damaged"),
    PAST_TOO_LARGE("past-too-large"),
    NOTHING_TO_PRUNE("nothing-to-prune"),
    VERSION_PRUNED("version-pruned"),
    NOTHING_TO_UNDO("nothing-to-undo"),
    UNDO_REFUSED("undo-refused"),
    INVITATION_EXPIRED("invitation-expired"),
    INVITATION_USED_UP("invitation-used-up"),
    INVITATION_REVOKED("invitation-revoked"),
    INVITATION_OTHER_BOARD("invitation-other-board"),
    INVITATION_REFUSED("invitation-refused"),
    JOIN_UNREACHABLE("join-unreachable"),
    ALREADY_MEMBER("already-member"),
    NOT_CONNECTED("not-connected"),
    QUERY_REFUSED("query-refused"),
    QUERY_UNANSWERED("query-unanswered"),
    FIND_NO_MEMBER("find-no-member"),
    TRACE_NOTHING("trace-nothing"),
    TRACE_FORGOTTEN("trace-forgotten"),
    WORK_NO_LEADER("work-no-leader"),
    WORK_NO_WORKER("work-no-worker"),
    WORK_FAILED("work-failed"),
    WORK_LOST("work-lost"),
    WORK_TIMED_OUT("work-timed-out"),
    WORK_TOO_LARGE("work-too-large"),
    WORK_TOO_MUCH("work-too-much"),
    WORK_UNKNOWN("work-unknown"),
    FORWARD_BUSY("forward-busy"),
    FORWARD_UNWANTED("forward-unwanted"),
    FORWARD_UNANSWERED("forward-unanswered"),
    STOPPING("stopping");

    private final String code;

    Problem(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /// Something a local client asked for cannot be done: thrown where that is found, caught in one
    /// place, and told as an [Answer.Failed].
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Problem problem;

        Refusal(Problem problem, String message) {
            super(message, null, false, false);
            this.problem = problem;
        }

        Answer.Failed answer() {
            return new Answer.Failed(problem, String.valueOf(getMessage()));
        }
    }
}
