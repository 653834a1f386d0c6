package kith.lab.check;

/// A promise that does not hold.
public final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Broken(String what) {
        super(what);
    }

    public Broken(String what, Throwable cause) {
        super(what, cause);
    }
}
