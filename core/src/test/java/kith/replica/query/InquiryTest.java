package kith.replica.query;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is an answer to a query, and what is none.
final class InquiryTest {
    private static final int LIMIT = 3;

    private static Inquiry asked(@Nullable String after) {
        Pattern pattern = Pattern.parse(Path.parse("a/*"));
        return new Inquiry(pattern, List.of(), LIMIT, path(after));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.parse(text);
    }

    private static Inquiry.Page page(@Nullable String next, String... paths) {
        var found = new ArrayList<Inquiry.Found>();
        for (String path : paths) {
            found.add(new Inquiry.Found(Path.parse(path), Value.Null.NULL));
        }
        return new Inquiry.Page(found, path(next));
    }

    private static void refused(Inquiry asked, Inquiry.Page page) {
        assertThrows(Malformed.class, () -> asked.requireAnswer(page), page::toString);
    }

    @Test
    void whatWasAskedForIsAnAnswer() {
        asked(null).requireAnswer(page(null));
        asked(null).requireAnswer(page(null, "a/b", "a/c", "a/d"));
        asked(null).requireAnswer(page("a", new String[0]));
        asked("a/b").requireAnswer(page("a/c", "a/c"));
        asked("a/b").requireAnswer(page("a/z", "a/c"));
        asked("a/b").requireAnswer(page("a/b/x"));
    }

    @Test
    void whatDoesNotMatchOrIsMoreThanWasAskedForIsNone() {
        refused(asked(null), page(null, "b/b"));
        refused(asked(null), page(null, "a/b/c"));
        refused(asked(null), page(null, "a/b", "a/c", "a/d", "a/e"));
    }

    @Test
    void whatComesAgainOrOutOfOrderIsNone() {
        refused(asked(null), page(null, "a/b", "a/b"));
        refused(asked(null), page(null, "a/c", "a/b"));
        refused(asked("a/b"), page(null, "a/b"));
        refused(asked("a/c"), page(null, "a/b"));
    }

    @Test
    void aPageThatDoesNotGoOnIsNone() {
        refused(asked("a/b"), page("a/b"));
        refused(asked("a/b"), page("a"));
        refused(asked("a/b"), page("a/c", "a/d"));
        refused(asked("a/b"), page("b"));
        refused(asked(null), page("b"));
    }
}
