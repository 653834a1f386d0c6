package kith.node.http.talk;

import kith.Problem;

/// What can be wrong with a request, beside what the peer itself says ([Problem]). Each has a
/// stable code in `docs/errors.md`, and the status that HTTP has for such a thing.
public enum HttpProblem {
    NOT_FOUND("not-found", 404),
    METHOD_NOT_ALLOWED("method-not-allowed", 405),
    REQUEST_MALFORMED("request-malformed", 400),
    REQUEST_TOO_LARGE("request-too-large", 431),
    PARAMETER_MALFORMED("parameter-malformed", 400),
    JSON_MALFORMED("json-malformed", 400),
    PATCH_MALFORMED("patch-malformed", 400),
    BODY_TOO_LARGE("body-too-large", 413),
    BODY_INCOMPLETE("body-incomplete", 400),
    HOST_REFUSED("host-refused", 403),
    ORIGIN_REFUSED("origin-refused", 403),
    TOKEN_WRONG("token-wrong", 401),
    NOT_DURABLE("not-durable", 504),
    TOO_MANY_SUBSCRIPTIONS("too-many-subscriptions", 429),
    ID_IN_USE("id-in-use", 409),
    READER_TOO_SLOW("reader-too-slow", 408),
    RESOURCE_TOO_LARGE("resource-too-large", 413),
    INTERNAL("internal", 500);

    private final String code;
    private final int status;

    HttpProblem(String code, int status) {
        this.code = code;
        this.status = status;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    /// The status for what the peer refuses.
    public static int status(Problem problem) {
        return switch (problem) {
            case ADDRESS_MALFORMED, VALUE_MALFORMED, POSITION_MALFORMED -> 400;
            case PATH_RESERVED, NOT_ALLOWED, INVITATION_REFUSED -> 403;
            case BOARD_UNKNOWN, SPACE_UNKNOWN, PEER_UNKNOWN -> 404;
            case FIND_NO_MEMBER, TRACE_NOTHING -> 404;
            case VERSION_UNKNOWN, ALREADY_MEMBER, NOT_CONNECTED, INVITATION_OTHER_BOARD -> 409;
            case FORWARD_UNWANTED, QUERY_REFUSED -> 409;
            case NOTHING_TO_UNDO, UNDO_REFUSED, NOTHING_TO_PRUNE -> 409;
            case INVITATION_EXPIRED, INVITATION_USED_UP, INVITATION_REVOKED -> 410;
            case VERSION_PRUNED, TRACE_FORGOTTEN -> 410;
            case WORK_FAILED, WORK_LOST, WORK_UNKNOWN -> 409;
            case CHANGE_TOO_LARGE, PAST_TOO_LARGE, WORK_TOO_LARGE -> 413;
            case TOO_MANY_NUMBERS, WORK_TOO_MUCH -> 429;
            case LOG_DAMAGED -> 500;
            case STOPPING, DISK_BUSY, TOO_MANY_QUESTIONS, FORWARD_BUSY -> 503;
            case WORK_NO_LEADER, WORK_NO_WORKER -> 503;
            case JOIN_UNREACHABLE, FORWARD_UNANSWERED, QUERY_UNANSWERED, WORK_TIMED_OUT -> 504;
            case DISK_FAILED -> 507;
        };
    }
}
