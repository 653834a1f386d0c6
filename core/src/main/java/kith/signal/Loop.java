package kith.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records in the last rounds of a settling that will not end who made whom run, to tell the path.
final class Loop {
    /// Records kept; a loop longer than that is told in part.
    private static final int NOTES_MAX = 10_000;

    private record Note(Watcher writer, Signal<?> signal, Watcher woken) {}

    private final List<Note> notes = new ArrayList<>();

    void note(@Nullable Reader writer, Signal<?> signal, @Nullable Watcher woken) {
        var each = writer;
        while (each instanceof Graph.Aside) {
            each = each.caller;
        }
        if (each instanceof Watcher watcher && woken != null && notes.size() < NOTES_MAX) {
            notes.add(new Note(watcher, signal, woken));
        }
    }

    /// From the watcher that is due back through the causes, until one comes again.
    List<String> path(Watcher due) {
        var path = new ArrayList<String>();
        var seen = new ArrayList<Watcher>();
        path.add(due.label());
        seen.add(due);
        var each = due;
        for (int i = notes.size() - 1; i >= 0; i--) {
            var note = notes.get(i);
            if (note.woken == each) {
                path.addFirst(note.signal.label());
                path.addFirst(note.writer.label());
                int start = seen.indexOf(note.writer);
                if (start >= 0) {
                    // seen runs backwards in time, path forwards, two names a step
                    return List.copyOf(path.subList(0, 2 * (seen.size() - start) + 1));
                }
                each = note.writer;
                seen.add(each);
            }
        }
        return path;
    }

    static UnsettledException exception(@Nullable List<String> path, int rounds) {
        var text = new StringBuilder("watchers keep making each other run, stopped after ");
        text.append(rounds).append(" rounds: ");
        var names = path == null ? List.<String>of() : path;
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : i % 2 == 1 ? " writes " : ", which runs ")
                    .append(names.get(i));
        }
        return new UnsettledException(text.toString(), names);
    }
}
