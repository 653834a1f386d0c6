package kith.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the path of a cycle, and leaves the graph without one.
///
/// The edge that would close the ring is never made: rings of edges would keep each other alive
/// after the last watcher has left. Yet the node that was refused must be evaluated again when
/// the ring may be gone. Why did the ring come about? Because each node on it had read what it
/// read before it went on along the ring. So the refused node takes all of that as sources of its
/// own: when one of them changes, it is evaluated again, and its failure with it.
final class Cycle {
    /// Names in the message; the path of the exception has all nodes.
    private static final int NAMES_MAX = 20;

    private Cycle() {}

    /// `busy` was read while it is being made fresh.
    static CycleException closedBy(Computed<?> busy) {
        var members = new ArrayList<Reader>();
        var reader = busy.graph.reader();
        for (var each = reader; each != null; each = each == busy ? null : each.caller) {
            members.addFirst(each);
        }
        if (members.isEmpty() || members.getFirst() != busy) {
            members.addFirst(busy); // came round through a nest given up: the path has a gap
        }
        if (reader != null) {
            for (var cause : causes(members, reader)) {
                reader.track(cause);
            }
        }
        return exception(members);
    }

    /// A ring longer than evaluations may nest came round to `start`, which is not busy: the nests
    /// between were given up, and each node's last reading says where it went.
    static void breakLongRing(Computed<?> start) {
        var members = new ArrayList<Reader>();
        for (Reader each = start; each != null; each = lastReading(each)) {
            each.flags |= Source.BUSY;
            members.add(each);
        }
        var causes = causes(members, null);
        start.cursor = 0;
        for (var cause : causes) {
            start.track(cause);
        }
        for (var member : members) {
            member.flags &= ~Source.BUSY;
        }
        start.accept(exception(members), Source.FAILED);
    }

    /// What a node given up was reading, unless the way comes back to where it was.
    private static @Nullable Reader lastReading(Reader reader) {
        int last = reader.cursor - 1;
        return last >= 0
                        && reader.sources[last] instanceof Computed<?> next
                        && (next.flags & Source.BUSY) == 0
                ? next
                : null;
    }

    /// What the members had read before they went on along the ring, without the ring itself.
    private static List<Source> causes(List<Reader> members, @Nullable Reader except) {
        var causes = new ArrayList<Source>();
        for (var member : members) {
            for (int i = 0; member != except && i < member.cursor; i++) {
                var source = member.sources[i];
                if (source != null && (source.flags & Source.BUSY) == 0) {
                    causes.add(source);
                }
            }
        }
        return causes;
    }

    private static CycleException exception(List<Reader> members) {
        var path = new ArrayList<Reactive<?>>();
        var text = new StringBuilder("a computed needs its own value: ");
        for (var member : members) {
            if (member instanceof Computed<?> computed) {
                path.add(computed);
                text.append(path.size() > NAMES_MAX ? "" : computed.label() + " -> ");
            }
        }
        if (path.size() > NAMES_MAX) {
            text.append("... (").append(path.size()).append(" nodes) -> ");
        }
        text.append(members.getFirst().label());
        return new CycleException(text.toString(), List.copyOf(path));
    }
}
