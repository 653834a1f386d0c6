package kith.overlay;

import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// What a peer needs a link for. Neither side counts a link among those that it wants which the
/// other needs for something else: or those of one cluster would take all places, and nothing would
/// hold the board together.
public enum Use {
    /// To have neighbours, as all links.
    NEIGHBOUR("neighbour"),
    /// To say something for a while; then it is ended.
    VISIT("visit"),
    /// As a way through the directory, for as long as it lasts.
    DIRECTORY("directory");

    private final String word;

    Use(String word) {
        this.word = word;
    }

    /// As people read it.
    public String word() {
        return word;
    }

    public void write(Writer out) {
        out.u8(ordinal());
    }

    public static Use read(Reader in) {
        int use = in.u8();
        if (use >= values().length) {
            throw new Malformed("use " + use + " of a link");
        }
        return values()[use];
    }
}
