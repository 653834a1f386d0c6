package kith.network.reach;

import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// What came of a call.
public sealed interface Outcome {
    /// A link was up.
    ///
    /// @param micros how long that took
    record Reached(long micros) implements Outcome {}

    /// There was none.
    ///
    /// @param code as in `docs/errors.md`
    /// @param because for people; may be empty
    record Failed(String code, String because) implements Outcome {
        public static final int CODE_BYTES_MAX = 64;
        public static final int BECAUSE_BYTES_MAX = 256;

        /// What a host says of a call that failed: a code, and words behind a colon. As much of
        /// them as there is room for, in one line.
        static Failed of(String reason) {
            int colon = reason.indexOf(':');
            String code = colon < 0 ? "" : reason.substring(0, colon);
            return isCode(code)
                    ? new Failed(code, shortened(reason.substring(colon + 1).strip()))
                    : new Failed("unreachable", shortened(reason));
        }

        private static String shortened(String text) {
            var line = new StringBuilder();
            for (int i = 0; i < Math.min(text.length(), BECAUSE_BYTES_MAX); i++) {
                line.append(isPlain(text.charAt(i)) ? text.charAt(i) : ' ');
            }
            return line.toString();
        }

        /// Others move something in a terminal, take several bytes, or come in pairs.
        private static boolean isPlain(char c) {
            return c >= ' ' && c < 0x7f;
        }

        private static boolean isCode(String code) {
            boolean is = !code.isEmpty() && code.length() <= CODE_BYTES_MAX;
            for (int i = 0; i < code.length(); i++) {
                char c = code.charAt(i);
                is &= c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
            }
            return is;
        }

        /// Somebody else's words are shown to people.
        private static Failed read(Reader in) {
            String code = in.string(CODE_BYTES_MAX, "code");
            String because = in.string(BECAUSE_BYTES_MAX, "reason");
            boolean shown = isCode(code);
            for (int i = 0; i < because.length(); i++) {
                shown &= isPlain(because.charAt(i));
            }
            if (!shown) {
                throw new Malformed("what came of a call has signs in it that nobody prints");
            }
            return new Failed(code, because);
        }
    }

    /// Half an hour.
    int MICROS_MAX = Integer.MAX_VALUE - 1;

    /// As it is told: half an hour and more is half an hour.
    static Reached reached(long nanos) {
        return new Reached(Math.clamp(nanos / 1_000, 0, MICROS_MAX));
    }

    default void write(Writer out) {
        switch (this) {
            case Reached(long micros) -> out.u8(0).varint(micros);
            case Failed(String code, String because) -> out.u8(1).string(code).string(because);
        }
    }

    static Outcome read(Reader in) {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new Reached(in.count(MICROS_MAX, "microseconds"));
            case 1 -> Failed.read(in);
            default -> throw new Malformed("an outcome of kind " + kind);
        };
    }
}
