package kith.node.cli.shell;

import java.util.ArrayList;
import java.util.Collection;
import java.util.TreeSet;

/// Long names by their beginning: nobody types the 52 characters of a peer.
public final class Prefix {
    /// As much as is shown of a name.
    public static final int SHOWN_CHARS = 8;

    private static final int LISTED_MAX = 5;

    private Prefix() {}

    /// The one of `all` that begins with `typed`. A whole name of `fullChars` is taken as it is,
    /// because it may be of one that is not known here.
    public static String resolve(String typed, Collection<String> all, int fullChars, String noun) {
        if (typed.length() == fullChars) {
            return typed;
        }
        var found = new ArrayList<String>();
        for (String name : new TreeSet<>(all)) {
            if (!typed.isEmpty() && name.startsWith(typed)) {
                found.add(name);
            }
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (found.isEmpty()) {
            throw Failure.of(
                    noun + "-unknown",
                    "no " + noun + " known here begins with \"" + typed + '"',
                    all.isEmpty() ? "" : "There are: " + listed(all));
        }
        throw Failure.usage(
                "more than one " + noun + " begins with \"" + typed + '"',
                "Type more of it: " + listed(found));
    }

    private static String listed(Collection<String> names) {
        var out = new StringBuilder();
        int count = 0;
        for (String name : names) {
            if (count++ == LISTED_MAX) {
                return out.append(" and ")
                        .append(names.size() - LISTED_MAX)
                        .append(" more")
                        .toString();
            }
            out.append(out.isEmpty() ? "" : ", ").append(shortened(name, SHOWN_CHARS + 4));
        }
        return out.toString();
    }

    /// The beginning of a name, as it is shown.
    public static String shown(String name) {
        return shortened(name, SHOWN_CHARS);
    }

    private static String shortened(String name, int chars) {
        return name.length() <= chars ? name : name.substring(0, chars);
    }
}
