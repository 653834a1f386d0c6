package kith.browser.library;

/// What the compiler puts before an access to an array. The first three are written in place by
/// `kith.browser.compile.IndexChecks`.
public final class Index {
    private Index() {}

    public static native void inside(int index, int length);

    /// The index is known not to be negative.
    public static native void below(int index, int length);

    /// The index is known to be below the end.
    public static native void notNegative(int index);

    @SuppressWarnings("DoNotCallSuggester") // by what is written in place only
    public static void outside(int index) {
        throw new ArrayIndexOutOfBoundsException(index);
    }
}
