package kith.port;

import kith.lang.Writer;

/// Something that travels over a link. Each protocol has one sealed interface of them, in one file.
public interface Message {
    /// Writes the whole frame: its type, then its body.
    void write(Writer out);
}
