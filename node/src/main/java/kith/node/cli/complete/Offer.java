package kith.node.cli.complete;

import java.util.List;

/// What may stand in the place of a word that is being typed: whole words, or whatever the shell
/// itself knows of files. A word that ends with a slash goes on.
public record Offer(Kind kind, List<String> words) {
    /// Who knows the words.
    public enum Kind {
        WORDS,
        FILES,
        FOLDERS
    }

    public static final Offer NOTHING = of(List.of());

    public Offer {
        words = List.copyOf(words);
    }

    static Offer of(List<String> words) {
        return new Offer(Kind.WORDS, words);
    }

    /// Whether there is one word, and it may go on.
    boolean isOpen() {
        return words.size() == 1 && words.getFirst().endsWith("/");
    }
}
