package kith.lab.crowd;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What was chosen for an experiment: `--peers 1000 --crash 0.1 --write`.
public final class Choices {
    private static final String WRITE = "write";

    private final Map<String, String> values;

    private Choices(Map<String, String> values) {
        this.values = values;
    }

    /// `usual`: each choice that there is, and what it is when nothing is said. What is not
    /// understood ends the process with the text that says how it is used.
    public static Choices parse(Experiment of, Map<String, String> usual, String... arguments) {
        var values = new LinkedHashMap<>(usual);
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (name.equals(WRITE)) {
                values.put(WRITE, "true");
            } else if (usual.containsKey(name) && i + 1 < arguments.length) {
                values.put(name, arguments[++i]);
            } else {
                leave(of, usual, arguments[i]);
            }
        }
        return new Choices(values);
    }

    private static void leave(Experiment of, Map<String, String> usual, String argument) {
        boolean asked = argument.equals("--help") || argument.equals("-h");
        var text = new StringBuilder("./dev sim " + of.name() + ": " + of.about() + "\n");
        usual.forEach(
                (name, value) ->
                        text.append("  --").append(name).append(" ").append(value).append("\n"));
        text.append("  --write   puts what came of it into docs/network.md");
        (asked ? System.out : System.err)
                .println(asked ? text : "What is " + argument + "?\n" + text);
        System.exit(asked ? 0 : 2);
    }

    public boolean writes() {
        return values.containsKey(WRITE);
    }

    public String text(String name) {
        return values.getOrDefault(name, "");
    }

    public int count(String name) {
        return Integer.parseInt(text(name));
    }

    public long seed() {
        return Long.parseLong(text("seed"));
    }

    /// Over which seeds, from the chosen one on: `seeds 1 to 3`.
    public String seeds() {
        long last = seed() + count("seeds") - 1;
        return last == seed() ? "seed " + last : "seeds " + seed() + " to " + last;
    }

    /// Among how many: `10,000 peers`.
    public String peers() {
        return String.format(Locale.ROOT, "%,d peers", count("peers"));
    }

    public double share(String name) {
        return Double.parseDouble(text(name));
    }
}
