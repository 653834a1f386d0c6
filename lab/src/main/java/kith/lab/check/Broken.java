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

    /// The class that found it: a checker, or the part of the lab to which it happened.
    public String by() {
        String finder = getStackTrace()[0].getClassName();
        String top = finder.contains("$") ? finder.substring(0, finder.indexOf('$')) : finder;
        return top.substring(top.lastIndexOf('.') + 1);
    }
}
