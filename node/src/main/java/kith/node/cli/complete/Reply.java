package kith.node.cli.complete;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a shell has handed over, and how it wants its answer.
public final class Reply {
    private final List<String> words;
    private final @Nullable BashLine bash;

    private Reply(List<String> words, @Nullable BashLine bash) {
        this.words = words;
        this.bash = bash;
    }

    /// Bash hands over the line up to the cursor and its `COMP_WORDBREAKS`; zsh the words behind
    /// `kith`. Null for another shell.
    public static @Nullable Reply of(String shell, List<String> handed) {
        if (shell.equals("zsh")) {
            return new Reply(handed, null);
        }
        if (!shell.equals("bash") || handed.size() != 2) {
            return null;
        }
        var line = new BashLine(handed.get(0), handed.get(1));
        List<String> words = line.words();
        return words.size() < 2 ? null : new Reply(words.subList(1, words.size()), line);
    }

    /// The words behind `kith`; the last one is being typed.
    public List<String> words() {
        return words;
    }

    /// A word that says what the shell is to do, and the words that are offered.
    public String text(Offer offer) {
        String end = bash == null ? "\0" : "\n";
        String kind = offer.isOpen() ? "open" : offer.kind().name().toLowerCase(Locale.ROOT);
        var out = new StringBuilder(kind).append(end);
        for (String word : offer.words()) {
            out.append(bash == null ? word : bash.replacement(word)).append(end);
        }
        return out.toString();
    }
}
