package kith.lang;

import org.teavm.jso.JSBody;

/// A document that tests read, where there are no files: the page has fetched it before.
final class DocFile {
    private DocFile() {}

    @JSBody(params = "file", script = "return globalThis.kithDoc(file);")
    static native String text(String file);
}
