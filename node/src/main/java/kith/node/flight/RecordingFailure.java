package kith.node.flight;

/// A recording cannot be read, or not be replayed. The codes are those of `docs/errors.md`.
public final class RecordingFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// That is no recording.
    public static final String UNKNOWN = "recording-unknown";

    /// It is of a format that this program does not read.
    public static final String FORMAT = "recording-format";

    /// Another core took its steps.
    public static final String OTHER_CORE = "recording-other-core";

    /// A file that was copied in part.
    public static final String TORN = "recording-torn";

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
