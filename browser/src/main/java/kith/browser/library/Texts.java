package kith.browser.library;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;

/// Texts by the decoder of the browser.
public final class Texts {
    private Texts() {}

    /// The text in `from[start..end)`, with replacements for what is no UTF-8.
    static String decodedByPlatform(byte[] from, int start, int end) {
        return decode(from, start, end);
    }

    @JSBody(
            params = {"from", "start", "end"},
            script =
                    """
                    return new TextDecoder('utf-8', { ignoreBOM: true })
                        .decode(from.subarray(start, end));
                    """)
    private static native String decode(@JSByRef byte[] from, int start, int end);
}
