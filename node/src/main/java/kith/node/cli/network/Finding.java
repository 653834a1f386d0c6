package kith.node.cli.network;

/// What was looked at, and what was found.
///
/// @param code of what is explained in `docs/errors.md`; empty when all is well
/// @param todo what to do about it; empty when nothing
record Finding(Grade grade, String code, String what, String todo) {
    /// How bad it is; told by a sign, so that no colour is needed.
    enum Grade {
        GOOD("ok", "ok"),
        DOUBTFUL("!", "doubtful"),
        BAD("✗", "bad");

        final String sign;
        final String word;

        Grade(String sign, String word) {
            this.sign = sign;
            this.word = word;
        }
    }

    static Finding good(String what) {
        return new Finding(Grade.GOOD, "", what, "");
    }

    static Finding doubtful(String code, String what, String todo) {
        return new Finding(Grade.DOUBTFUL, code, what, todo);
    }

    static Finding bad(String code, String what, String todo) {
        return new Finding(Grade.BAD, code, what, todo);
    }
}
