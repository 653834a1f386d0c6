package kith.browser.library;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSByRef;

/// Copies of parts of arrays, for each kind of array one method, so that each sees only one.
///
/// A few elements are copied one by one: what a script engine does for a view of an array takes as
/// long as twenty of them. Within one array it needs no view, and 80 elements that are moved by a
/// few take a twentieth of what they take one by one. Measured.
@SuppressWarnings("ReferenceEquality") // whether both are one array
public final class Copies {
    private static final int FEW = 12;

    private Copies() {}

    private static void check(int length, int start, int count) {
        if (start < 0 || count < 0 || start > length - count) {
            throw new ArrayIndexOutOfBoundsException(
                    count + " elements at " + start + " of " + length);
        }
    }

    private static void checkCopy(int length, int start, int end) {
        if (end < start) {
            throw new IllegalArgumentException(start + " > " + end);
        }
        check(length, start, Math.min(end, length) - start);
    }

    public static void copy(byte[] from, int start, byte[] to, int at, int count) {
        check(from.length, start, count);
        check(to.length, at, count);
        if (count > FEW) {
            if (from == to) {
                move(to, start, start + count, at);
            } else {
                copyAll(from, start, start + count, to, at);
            }
        } else if (start < at) {
            for (int i = count - 1; i >= 0; i--) {
                to[at + i] = from[start + i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                to[at + i] = from[start + i];
            }
        }
    }

    public static byte[] copyOf(byte[] from, int length) {
        return copyOfRange(from, 0, length);
    }

    public static byte[] copyOfRange(byte[] from, int start, int end) {
        checkCopy(from.length, start, end);
        var out = new byte[end - start];
        copy(from, start, out, 0, Math.min(end, from.length) - start);
        return out;
    }

    @JSBody(
            params = {"from", "start", "end", "to", "at"},
            script = "to.set(from.subarray(start, end), at);")
    private static native void copyAll(
            @JSByRef byte[] from, int start, int end, @JSByRef byte[] to, int at);

    @JSBody(
            params = {"within", "start", "end", "at"},
            script = "within.copyWithin(at, start, end);")
    private static native void move(@JSByRef byte[] within, int start, int end, int at);

    public static void copy(char[] from, int start, char[] to, int at, int count) {
        check(from.length, start, count);
        check(to.length, at, count);
        if (count > FEW) {
            if (from == to) {
                move(to, start, start + count, at);
            } else {
                copyAll(from, start, start + count, to, at);
            }
        } else if (start < at) {
            for (int i = count - 1; i >= 0; i--) {
                to[at + i] = from[start + i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                to[at + i] = from[start + i];
            }
        }
    }

    public static char[] copyOf(char[] from, int length) {
        return copyOfRange(from, 0, length);
    }

    public static char[] copyOfRange(char[] from, int start, int end) {
        checkCopy(from.length, start, end);
        var out = new char[end - start];
        copy(from, start, out, 0, Math.min(end, from.length) - start);
        return out;
    }

    @JSBody(
            params = {"from", "start", "end", "to", "at"},
            script = "to.set(from.subarray(start, end), at);")
    private static native void copyAll(
            @JSByRef char[] from, int start, int end, @JSByRef char[] to, int at);

    @JSBody(
            params = {"within", "start", "end", "at"},
            script = "within.copyWithin(at, start, end);")
    private static native void move(@JSByRef char[] within, int start, int end, int at);

    public static void copy(int[] from, int start, int[] to, int at, int count) {
        check(from.length, start, count);
        check(to.length, at, count);
        if (count > FEW) {
            if (from == to) {
                move(to, start, start + count, at);
            } else {
                copyAll(from, start, start + count, to, at);
            }
        } else if (start < at) {
            for (int i = count - 1; i >= 0; i--) {
                to[at + i] = from[start + i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                to[at + i] = from[start + i];
            }
        }
    }

    public static int[] copyOf(int[] from, int length) {
        return copyOfRange(from, 0, length);
    }

    public static int[] copyOfRange(int[] from, int start, int end) {
        checkCopy(from.length, start, end);
        var out = new int[end - start];
        copy(from, start, out, 0, Math.min(end, from.length) - start);
        return out;
    }

    @JSBody(
            params = {"from", "start", "end", "to", "at"},
            script = "to.set(from.subarray(start, end), at);")
    private static native void copyAll(
            @JSByRef int[] from, int start, int end, @JSByRef int[] to, int at);

    @JSBody(
            params = {"within", "start", "end", "at"},
            script = "within.copyWithin(at, start, end);")
    private static native void move(@JSByRef int[] within, int start, int end, int at);
}
