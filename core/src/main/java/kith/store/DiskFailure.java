package kith.store;

/// The disk refused. What was written since the last sync may or may not be there; what was synced
/// is, and can still be read.
///
/// Unchecked, because nothing between the port and the driver can do anything about it: the driver
/// catches it in one place, tells the user and decides whether to try again.
public final class DiskFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// Why, as far as a user can do something about it.
    public enum Reason {
        /// No room is left. Free some and write again.
        FULL,
        /// We may not read or write there.
        DENIED,
        /// The file is not there.
        ABSENT,
        /// Anything else: the device, the cable, the file system.
        IO
    }

    private final Reason reason;

    public DiskFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public DiskFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
