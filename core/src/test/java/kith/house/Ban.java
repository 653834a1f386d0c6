package kith.house;

/// Something that the core must not use, what to use instead, and a statement that breaks it.
///
/// A `pattern` is a package with everything below it (`java.io.*`), a type (`java.util.Random`),
/// all members of a type with that name (`java.lang.String#split`), those whose arguments begin so
/// (`java.util.Arrays#compare([B`), every member of a type (`java.lang.Class#*`), or one of the
/// constructs in [Use]. The `plant` is the proof that the ban works: it is compiled, and must be
/// found.
record Ban(String pattern, String instead, String plant) {
    boolean forbids(Use use) {
        int hash = pattern.indexOf('#');
        if (hash >= 0) {
            return use.type().equals(pattern.substring(0, hash))
                    && memberMatches(pattern.substring(hash + 1), use.member());
        }
        if (pattern.endsWith(".*")) {
            return use.type().startsWith(pattern.substring(0, pattern.length() - 1));
        }
        return use.type().equals(pattern) || use.type().startsWith(pattern + "$");
    }

    private static boolean memberMatches(String wanted, String member) {
        if (wanted.equals("*")) {
            return !member.isEmpty();
        }
        return member.startsWith(wanted.contains("(") ? wanted : wanted + "(")
                || member.startsWith(wanted + ":");
    }
}
