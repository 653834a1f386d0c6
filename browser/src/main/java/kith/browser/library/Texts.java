package kith.browser.library;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;
import org.teavm.jso.JSObject;

/// Texts by the decoder of the browser. One is made for all of them: to make one takes three times
/// as long as it takes to decode a line of text. Measured.
public final class Texts {
    private static final JSObject DECODER = decoder();

    private Texts() {}

    /// The text in `from[start..end)`, with replacements for what is no UTF-8.
    static String decodedByPlatform(byte[] from, int start, int end) {
        return decode(DECODER, from, start, end);
    }

    @JSBody(script = "return new TextDecoder('utf-8', { ignoreBOM: true });")
    private static native JSObject decoder();

    @JSBody(
            params = {"by", "from", "start", "end"},
            script = "return by.decode(from.subarray(start, end));")
    private static native String decode(JSObject by, @JSByRef byte[] from, int start, int end);
}
