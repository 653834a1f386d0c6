package kith.browser.library;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;

/// Fills parts of arrays. The script engine does it where there are more elements than a call of it
/// is worth, and then as many in the time of one.
public final class Fills {
    private static final int FEW = 12;

    private Fills() {}

    public static void fill(int[] in, int start, int end, int by) {
        if (start < 0 || end > in.length || start > end) {
            throw new ArrayIndexOutOfBoundsException(start + " to " + end + " of " + in.length);
        }
        if (end - start > FEW) {
            fillAll(in, start, end, by);
            return;
        }
        for (int i = start; i < end; i++) {
            in[i] = by;
        }
    }

    @JSBody(
            params = {"within", "start", "end", "by"},
            script = "within.fill(by, start, end);")
    private static native void fillAll(@JSByRef int[] within, int start, int end, int by);
}
