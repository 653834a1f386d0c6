package kith.lab.sequence;

import java.util.List;

/// Histories as Java, to be pasted into a test.
final class JavaForm {
    private static final int VALUES_SHOWN_MAX = 400;

    private JavaForm() {}

    static String of(Graph graph) {
        var java = new StringBuilder("var graph = new Graph();\n");
        for (int number = 0; number < graph.size(); number++) {
            event(java, graph, graph.event(number));
        }
        graph.voids().stream().forEach(number -> java.append("graph.makeVoid(" + number + ");\n"));
        return java.toString();
    }

    /// Units as a text where they are one, otherwise as numbers.
    static String units(List<Integer> units) {
        List<Integer> shown = units.subList(0, Math.min(units.size(), VALUES_SHOWN_MAX));
        String more = shown.size() < units.size() ? "… of " + units.size() : "";
        if (units.stream().anyMatch(unit -> unit < ' ' || unit > 0xffff)) {
            return shown + more;
        }
        var text = new StringBuilder();
        shown.forEach(unit -> text.append((char) (int) unit));
        return quoted(text.toString()) + more;
    }

    private static void event(StringBuilder java, Graph graph, Event event) {
        long earliest = 1;
        for (int parent : event.parents()) {
            earliest = Math.max(earliest, graph.event(parent).time() + 1);
        }
        List<String> edits = event.edits().stream().map(JavaForm::edit).toList();
        String parents = listOf(event.parents());
        if (earliest == event.time()) {
            java.append("graph.add(" + event.author() + ", " + parents);
            edits.forEach(edit -> java.append(", " + edit));
            java.append(");\n");
        } else {
            java.append("graph.add(new Event(" + event.author() + ", " + event.time() + ", ");
            java.append(parents + ", " + "List.of(" + String.join(", ", edits) + ")));\n");
        }
    }

    private static String edit(Edit edit) {
        return switch (edit) {
            case Edit.Splice(int at, int delete, String insert) ->
                    "new Edit.Splice(" + at + ", " + delete + ", " + quoted(insert) + ")";
            case Edit.Values(int at, int delete, List<Integer> insert) ->
                    "new Edit.Values(" + at + ", " + delete + ", " + listOf(insert) + ")";
            case Edit.Move(int from, int to) -> "new Edit.Move(" + from + ", " + to + ")";
            case Edit.Clear() -> "new Edit.Clear()";
        };
    }

    private static String listOf(List<Integer> numbers) {
        return "List.of(" + String.join(", ", numbers.stream().map(String::valueOf).toList()) + ")";
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"' || unit == '\\') {
                quoted.append('\\').append(unit);
            } else if (unit < ' ') {
                // The compiler turns a Unicode escape into its character before it reads strings.
                quoted.append(String.format("\\%03o", (int) unit));
            } else if (unit > '~') {
                quoted.append(String.format("\\u%04x", (int) unit));
            } else {
                quoted.append(unit);
            }
        }
        return quoted.append('"').toString();
    }
}
