package kith.replica.query;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// What somebody looks for in a space, as data: cells whose path matches and for which all
/// conditions hold, in the order of their paths, from the first one behind `after`.
///
/// @param limit how many are wanted at most
public record Inquiry(Pattern pattern, List<Condition> where, int limit, @Nullable Path after) {
    /// Guess: more than a person writes.
    public static final int CONDITIONS_MAX = 32;

    /// Guess: more than a person reads.
    public static final int LIMIT_MAX = 1_000;

    /// Unless somebody says it.
    public static final int LIMIT = 100;

    /// The bytes of one.
    static final int BYTES_MAX = 1 << 16;

    public Inquiry {
        where = List.copyOf(where);
        if (where.size() > CONDITIONS_MAX) {
            throw new Malformed(where.size() + " conditions, at most " + CONDITIONS_MAX);
        }
        if (limit < 1 || limit > LIMIT_MAX) {
            throw new Malformed("a limit of " + limit + ", expected 1 to " + LIMIT_MAX);
        }
        if (after != null && !after.startsWith(pattern.base())) {
            throw new Malformed("cannot go on after " + after + ": nothing there matches");
        }
    }

    /// The same for what comes behind a page that found so many.
    public Inquiry behind(Path last, int found) {
        return new Inquiry(pattern, where, limit - found, last);
    }

    /// Who answers something else than was asked breaks the rules; and who could tell the same
    /// again, or say to go on where one is, would be asked for ever.
    ///
    /// @throws Malformed when that page is no answer
    void requireAnswer(Page page) {
        if (page.found().size() > limit) {
            throw new Malformed("more found than was asked for");
        }
        Path before = after;
        for (Found one : page.found()) {
            if (!pattern.matches(one.path())) {
                throw new Malformed("found what does not match");
            }
            if (before != null && before.compareTo(one.path()) >= 0) {
                throw new Malformed("found what is not behind what was before it");
            }
            before = one.path();
        }
        if (page.next() != null) {
            requireGoesOn(page, page.next(), before);
        }
    }

    private void requireGoesOn(Page page, Path next, @Nullable Path before) {
        boolean on = before == null || before.compareTo(next) <= 0;
        boolean same = page.found().isEmpty() && next.equals(after);
        if (!on || same || !next.startsWith(pattern.base())) {
            throw new Malformed("a page that does not go on");
        }
    }

    /// A cell that was found. Its value is null where it is too large to be in an answer; cells
    /// below are an object.
    public record Found(Path path, @Nullable Value value) {}

    /// Some of what was found. `next` is the cell behind which to go on, null when this was all.
    public record Page(List<Found> found, @Nullable Path next) {
        public Page {
            found = List.copyOf(found);
        }

        void write(Writer out) {
            out.varint(found.size());
            for (Found one : found) {
                one.path().write(out);
                out.flag(one.value() != null);
                if (one.value() != null) {
                    one.value().write(out);
                }
            }
            out.flag(next != null);
            if (next != null) {
                next.write(out);
            }
        }

        static Page read(Reader in) {
            int count = in.count(LIMIT_MAX, "cells found");
            var found = new ArrayList<Found>();
            for (int i = 0; i < count; i++) {
                found.add(new Found(Path.read(in), in.flag() ? Value.read(in) : null));
            }
            return new Page(found, in.flag() ? Path.read(in) : null);
        }
    }

    public void write(Writer out) {
        pattern.write(out);
        out.varint(where.size());
        where.forEach(condition -> condition.write(out));
        out.varint(limit).flag(after != null);
        if (after != null) {
            after.write(out);
        }
    }

    public static Inquiry read(Reader in) {
        Pattern pattern = Pattern.read(in);
        int count = in.count(CONDITIONS_MAX, "conditions");
        var where = new ArrayList<Condition>();
        for (int i = 0; i < count; i++) {
            where.add(Condition.read(in));
        }
        int limit = in.count(LIMIT_MAX, "limit");
        return new Inquiry(pattern, where, limit, in.flag() ? Path.read(in) : null);
    }
}
