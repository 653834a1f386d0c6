package kith.talk;

import kith.value.Path;

/// Paths as clients write them: relative to the place that they asked about.
///
/// The text form of a path treats its first segment in its own way, because names with a dot at the
/// front are Kith's own at the root of a space. A relative path whose first segment is `.` would by
/// that have no text at all, although the whole path has one. So a relative text is what is left of
/// the whole one.
public final class Below {
    private Below() {}

    /// The text of `path`, which is at or below `base`; empty for `base` itself.
    public static String text(Path base, Path path) {
        if (path.size() == base.size()) {
            return "";
        }
        String whole = path.toText();
        return base.isRoot() ? whole : whole.substring(base.toText().length() + 1);
    }

    /// The path that `text` names below `base`; what is wrong with it is a
    /// [kith.lang.Malformed].
    public static Path parse(Path base, String text) {
        if (text.isEmpty()) {
            return base;
        }
        return Path.parse(base.isRoot() ? text : base.toText() + "/" + text);
    }
}
