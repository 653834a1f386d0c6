package kith.signal;

/// Unwinds a nest of evaluations that grew too deep ([Pull#DEPTH_MAX]). It never leaves the
/// package: the outermost evaluation catches it. An error rather than an exception, so that a
/// function that catches exceptions lets it pass; one that catches even errors does no harm.
final class TooDeep extends Error {
    private static final long serialVersionUID = 1;

    /// Without a trace, which would cost more than all the rest.
    TooDeep() {
        super("evaluations nest too deep", null, false, false);
    }
}
