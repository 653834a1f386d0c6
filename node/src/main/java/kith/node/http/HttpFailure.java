package kith.node.http;

/// Why HTTP did not start: a stable code, and a sentence for people.
public final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// The port is taken.
    public static final String PORT_IN_USE = "port-in-use";

    /// The address is not one of this machine.
    public static final String ADDRESS_UNUSABLE = "address-unusable";

    private final String code;

    HttpFailure(String code, String text, Throwable cause) {
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
