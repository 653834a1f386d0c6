package kith.node;

import org.jspecify.annotations.Nullable;

/// Why a peer could not be started: a stable code, and a sentence for people that says what was
/// found and what to do.
public final class NodeFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The folder cannot be made, read or written.
    public static final String HOME_UNUSABLE = "home-unusable";

    /// The store is of a newer version, or is no store.
    public static final String STORE_UNREADABLE = "store-unreadable";

    /// The disk refused while the home was opened.
    public static final String DISK_FULL = "disk-full";

    public static final String DISK_FAILED = "disk-failed";

    /// There is a store, but not the key that wrote it.
    public static final String SEED_MISSING = "seed-missing";

    private final String code;

    NodeFailure(String code, String text, @Nullable Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    public String code() {
        return code;
    }

    /// What people read.
    public String text() {
        String text = getMessage();
        return text == null ? code : text;
    }
}
