package kith.replica.query;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Path;
import org.jspecify.annotations.Nullable;

/// Which paths are looked at: a name for each step, or any one name, and at the end perhaps
/// everything below.
///
/// As text it is a path in which `*` is any one name and a last `**` the cell before it and all
/// below.
///
/// @param steps null is any one name
/// @param deep whether what is below counts too
public record Pattern(List<@Nullable String> steps, boolean deep) {
    private static final String ANY = "*";
    private static final String ALL = "**";

    public Pattern {
        steps = new ArrayList<>(steps);
        Path.of(names(steps, steps.size())); // bounds, and names that a path can have
    }

    /// A step that can be anything counts as an empty name here.
    private static List<String> names(List<@Nullable String> steps, int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String step = steps.get(i);
            names.add(step == null ? "" : step);
        }
        return names;
    }

    /// Reads the text form.
    public static Pattern parse(Path text) {
        var steps = new ArrayList<@Nullable String>();
        boolean deep = !text.isRoot() && text.name().equals(ALL);
        int count = deep ? text.size() - 1 : text.size();
        for (int i = 0; i < count; i++) {
            if (text.at(i).equals(ALL)) {
                throw new Malformed("** is only at the end of a pattern: " + text.toText());
            }
            steps.add(text.at(i).equals(ANY) ? null : text.at(i));
        }
        return new Pattern(steps, deep);
    }

    /// Everything that matches is at or below this.
    Path base() {
        int end = steps.indexOf(null);
        return Path.of(names(steps, end < 0 ? steps.size() : end));
    }

    /// How many levels below its base can match.
    int depth() {
        return deep ? Path.SEGMENTS_MAX : steps.size() - base().size();
    }

    boolean matches(Path path) {
        if (path.size() < steps.size() || path.size() > steps.size() && !deep) {
            return false;
        }
        for (int i = 0; i < steps.size(); i++) {
            String step = steps.get(i);
            if (step != null && !step.equals(path.at(i))) {
                return false;
            }
        }
        return true;
    }

    void write(Writer out) {
        out.varint(steps.size());
        for (String step : steps) {
            out.flag(step != null);
            if (step != null) {
                out.string(step);
            }
        }
        out.flag(deep);
    }

    static Pattern read(Reader in) {
        int count = in.count(Path.SEGMENTS_MAX, "steps of a pattern");
        var steps = new ArrayList<@Nullable String>();
        for (int i = 0; i < count; i++) {
            steps.add(in.flag() ? in.string(Path.SEGMENT_BYTES_MAX, "step of a pattern") : null);
        }
        return new Pattern(steps, in.flag());
    }
}
