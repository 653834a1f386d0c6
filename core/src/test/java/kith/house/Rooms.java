package kith.house;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which package of the core may use which: the import table.
///
/// The table is kept in the form in which people read it, and ARCHITECTURE.md shows it unchanged. A
/// row gives the packages it holds for, and what they may use beside `lang` and `value`: every name
/// of a package before the first colon counts. "Nothing of ours" takes `lang` and `value` away too,
/// and "`x` uses `y`" in parentheses adds one arrow for `x` alone. "All above" is every room of the
/// rows above. The door is the package `kith` itself. To change an arrow, write a decision that
/// says what it buys.
final class Rooms {
    static final String TABLE =
            """
            | package | may use, beside `lang` and `value` |
            | --- | --- |
            | lang, value, signal, clock | nothing of ours (`value` uses `lang`) |
            | identity | clock |
            | log, port | clock, identity |
            | crdt, store | clock, log |
            | schema | nothing more: it interprets rules that are data; annotations on Java records compile to them in `node` |
            | state | clock, identity, log, crdt, schema, signal |
            | sync | clock, identity, log, port |
            | overlay, dht, circuit | clock, identity, port |
            | broadcast, cluster | clock, identity, port, overlay |
            | swarm | identity, port, dht |
            | service | identity, port, cluster, state |
            | accord | identity, port, schema, state |
            | replica | clock, identity, log, crdt, port, store, state, sync |
            | board | clock, identity, log, crdt, port, store, sync, replica, state |
            | talk | identity, log, crdt, state, replica |
            | the door | all above |
            | flight | all above: what crosses the door, as bytes |
            """;

    static final String DOOR = "the door";

    private static final Pattern EXTRA_ARROW = Pattern.compile("\\(`(\\w+)` uses `(\\w+)`\\)");

    /// Every room with all the rooms that it may use.
    private static final Map<String, Set<String>> ARROWS = parse(TABLE);

    private Rooms() {}

    /// The room that a package lies in, such as `log` for `kith.log`.
    static String of(String packageName) {
        String[] parts = packageName.split("\\.");
        return parts.length == 1 ? DOOR : parts[1];
    }

    static Set<String> all() {
        return ARROWS.keySet();
    }

    /// The rooms that one may use; none for a room that is not in the table.
    static Set<String> mayUse(String room) {
        return ARROWS.getOrDefault(room, Set.of());
    }

    /// What is wrong with one package's use of another; empty when the table allows it.
    static String objection(String fromPackage, String usedPackage) {
        String from = of(fromPackage);
        String used = of(usedPackage);
        for (String room : List.of(from, used)) {
            if (!ARROWS.containsKey(room)) {
                return room + " is not in the import table";
            }
        }
        Set<String> allowed = mayUse(from);
        return from.equals(used) || allowed.contains(used) ? "" : from + " may use " + allowed;
    }

    private static Map<String, Set<String>> parse(String table) {
        var rooms = new LinkedHashSet<String>();
        List<Row> rows = table.lines().skip(2).map(Rooms::row).toList();
        rows.forEach(row -> rooms.addAll(row.rooms));
        var arrows = new LinkedHashMap<String, Set<String>>();
        for (Row row : rows) {
            Set<String> above = new TreeSet<>(arrows.keySet());
            for (String room : row.rooms) {
                boolean all = row.cell.startsWith("all above");
                Set<String> allowed = all ? new TreeSet<>(above) : allowed(row.cell, rooms);
                allowed.addAll(extra(row.cell, room));
                allowed.remove(room);
                arrows.put(room, allowed);
            }
        }
        return arrows;
    }

    private record Row(List<String> rooms, String cell) {}

    private static Row row(String line) {
        String[] cells = line.split("\\|");
        return new Row(List.of(cells[1].strip().split(", ")), cells[2].strip());
    }

    private static Set<String> extra(String cell, String room) {
        Matcher matcher = EXTRA_ARROW.matcher(cell);
        return matcher.find() && matcher.group(1).equals(room)
                ? Set.of(matcher.group(2))
                : Set.of();
    }

    private static Set<String> allowed(String cell, Set<String> rooms) {
        var out = new TreeSet<String>();
        if (!cell.startsWith("nothing of ours")) {
            out.addAll(List.of("lang", "value"));
        }
        String names = cell.replaceAll("[:(].*", "");
        for (String word : names.split("\\W+")) {
            if (rooms.contains(word)) {
                out.add(word);
            }
        }
        return out;
    }

    /// A cycle of rooms in the table, each using the next; empty when there is none.
    static List<String> cycle() {
        for (String room : ARROWS.keySet()) {
            List<String> found = search(room, new ArrayList<>());
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private static List<String> search(String room, List<String> path) {
        int seen = path.indexOf(room);
        path.add(room);
        if (seen >= 0) {
            return path.subList(seen, path.size());
        }
        for (String next : mayUse(room)) {
            List<String> found = search(next, new ArrayList<>(path));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }
}
