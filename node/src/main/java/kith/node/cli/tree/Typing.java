package kith.node.cli.tree;

import kith.node.client.Field;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// Changes of one author that follow each other and do nothing but edit one text.
final class Typing {
    /// Longer than that somebody was away. Guess.
    private static final long PAUSE_MILLIS_MAX = 300_000;

    private @Nullable Field newest;
    private Field oldest = new Field(null);
    private long count;
    private long inserted;
    private long deleted;
    private @Nullable Field last;

    /// Whether a change does nothing but edit one text, all of it told.
    static boolean is(Field change) {
        var edits = change.at("edits").items();
        String path = edits.isEmpty() ? "" : edits.getFirst().at("path").text();
        for (Field edit : edits) {
            boolean splice =
                    edit.at("op").text().equals("splice")
                            && edit.at("value").at("insert").value() instanceof Value.Text;
            if (!splice || !edit.at("path").text().equals(path)) {
                return false;
            }
        }
        return !edits.isEmpty() && edits.size() == change.at("ops").number();
    }

    /// Whether that change, which is such a one, comes right before or behind those that are here.
    boolean goesOn(Field change) {
        Field near = last;
        if (near == null) {
            return false;
        }
        long apart = change.at("seq").number() - near.at("seq").number();
        long pause = change.at("time").number() - near.at("time").number();
        return change.at("author").text().equals(near.at("author").text())
                && change.at("incarnation").text().equals(near.at("incarnation").text())
                && Math.abs(apart) == 1
                && Math.abs(pause) <= PAUSE_MILLIS_MAX
                && path(change).equals(path(near));
    }

    private static String path(Field change) {
        return change.at("edits").items().getFirst().at("path").text();
    }

    void add(Field change) {
        long seq = change.at("seq").number();
        if (newest == null || seq > newest.at("seq").number()) {
            newest = change;
        }
        if (count == 0 || seq < oldest.at("seq").number()) {
            oldest = change;
        }
        last = change;
        count++;
        for (Field edit : change.at("edits").items()) {
            String text = edit.at("value").at("insert").text();
            inserted += text.codePointCount(0, text.length());
            deleted += edit.at("value").at("delete").number();
        }
    }

    /// Null when there is none.
    @Nullable Field newest() {
        return newest;
    }

    Field oldest() {
        return oldest;
    }

    long count() {
        return count;
    }

    String inSum() {
        Field one = newest;
        String at = one == null || path(one).isEmpty() ? "" : path(one) + ' ';
        return at + '+' + inserted + " -" + deleted + " in " + count + " changes";
    }

    void clear() {
        newest = null;
        last = null;
        count = 0;
        inserted = 0;
        deleted = 0;
    }
}
