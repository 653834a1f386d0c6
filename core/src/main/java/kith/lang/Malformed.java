package kith.lang;

/// Bytes from outside that break the format or one of its bounds.
///
/// Decoders throw it, and exactly one place for each way in catches it and charges the sender. It
/// carries no stack trace: what matters is what was found and what was expected, and a hostile peer
/// must not make us pay for unwinding.
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Malformed(String message) {
        super(message, null, false, false);
    }
}
