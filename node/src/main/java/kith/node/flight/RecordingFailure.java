package kith.node.flight;

/// A recording cannot be read, or not be replayed. The codes are those of `docs/errors.md`.
public final class RecordingFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The file is no recording, or one of a later format.
    public static final String UNKNOWN = "recording-unknown";

    /// Something in the middle is not what was written.
    public static final String DAMAGED = "recording-damaged";

    /// Its beginning is gone, so nothing can be replayed.
    public static final String CUT = "recording-cut";

    private final String code;

    RecordingFailure(String code, String text) {
        super(text);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
