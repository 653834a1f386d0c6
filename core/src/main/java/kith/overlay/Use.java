package kith.overlay;

import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// What a peer needs a link for, what lasts longer after what does not. Neither side counts a link
/// among those that it wants which the other needs for something else: or those of one cluster
/// would take all places, and nothing would hold the board together.
public enum Use {
    /// To have neighbours, as all links.
    NEIGHBOUR(0, "neighbour"),
    /// To say something for a while; then it is ended.
    VISIT(1, "visit"),
    /// As a way through the directory, for as long as it lasts.
    DIRECTORY(2, "directory");

    private final int code;
    private final String word;

    Use(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /// As people read it.
    public String word() {
        return word;
    }

    public void write(Writer out) {
        out.u8(code);
    }

    public static Use read(Reader in) {
        int code = in.u8();
        for (Use use : values()) {
            if (use.code == code) {
                return use;
            }
        }
        throw new Malformed("use " + code + " of a link");
    }
}
