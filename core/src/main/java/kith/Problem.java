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
    CHANGE_TOO_LARGE("change-too-large"),
    VERSION_UNKNOWN("version-unknown"),
    NOT_ALLOWED("not-allowed"),
    DISK_FAILED("disk-failed"),
    INVITATION_EXPIRED("invitation-expired"),
    INVITATION_USED_UP("invitation-used-up"),
    INVITATION_REVOKED("invitation-revoked"),
    INVITATION_OTHER_BOARD("invitation-other-board"),
    INVITATION_REFUSED("invitation-refused"),
    JOIN_UNREACHABLE("join-unreachable"),
    ALREADY_MEMBER("already-member"),
    NOT_CONNECTED("not-connected"),
    STOPPING("stopping");

    private final String code;

    Problem(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
