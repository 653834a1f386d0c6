package kith.lab.bench.readers;

/// What a run of [Readers] found.
///
/// @param whole how many readers ended at the newest
/// @param reads how often a reader's connection had something in a second: at most as many
///     messages
public record Told(double p50, double p99, double longest, int whole, double reads) {
    String text() {
        return p50 + " " + p99 + " " + longest + " " + whole + " " + reads;
    }

    public static Told of(String text) {
        String[] words = text.strip().split(" ", -1);
        return new Told(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Integer.parseInt(words[3]),
                Double.parseDouble(words[4]));
    }
}
