package kith.lab.sequence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import kith.lang.Rng;

/// Writes a history from a seed: several authors type, erase, paste and move, now together, now
/// apart.
///
/// Every author has a cursor and a habit (forwards, backwards, erasing) that lasts for some
/// strokes, because mistakes of an engine hide where runs meet. Positions are valid in what the
/// author sees, which the twin tells; an honest author never stands between the two halves of a
/// surrogate pair.
///
/// Cost: one question to the twin for each event that does not follow the one written before it.
public final class RandomGraph {
    private static final String LETTERS =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int PASTE_MAX = 20;
    private static final int STROKES_MAX = 12;
    private static final int VERSION_HEADS_MAX = 3;

    private enum Habit {
        FORWARDS,
        BACKWARDS,
        ERASING,
        PASTING
    }

    private static final class Author {
        final int rank;
        List<Integer> heads = List.of();
        Habit habit = Habit.FORWARDS;
        int strokes;
        int cursor;

        /// The unit before the cursor, by which the cursor is found again after a merge.
        int anchor = -1;

        Author(int rank) {
            this.rank = rank;
        }
    }

    private final Profile profile;
    private final Rng rng;
    private final Graph graph = new Graph();
    private final TreeTwin twin = new TreeTwin(graph);
    private final List<Author> authors = new ArrayList<>();
    private final List<Integer> document = new ArrayList<>();
    private List<Integer> documentHeads = List.of();
    private int written;

    private RandomGraph(Profile profile, long seed) {
        this.profile = profile;
        rng = new Rng(seed);
    }

    /// The history of this seed.
    public static Graph of(Profile profile, long seed) {
        var random = new RandomGraph(profile, seed);
        random.write();
        return random.graph;
    }

    private void write() {
        Profile.Scale scale = profile.scale();
        int count = rng.between(1, scale.authors() + 1);
        for (int rank = 0; rank < count; rank++) {
            authors.add(new Author(rank));
        }
        int end = rng.between(scale.unitsMin(), scale.unitsMax() + 1);
        Author author = pick();
        for (int units = 0; units < end; units += graph.event(graph.size() - 1).units()) {
            if (!rng.chance(profile.flow().stay())) {
                author = pick();
            }
            meetOthers(author);
            writeEvent(author);
        }
        if (rng.chance(profile.rare().voids())) {
            makeVoids();
        }
    }

    private Author pick() {
        return authors.get(rng.nextInt(authors.size()));
    }

    private void meetOthers(Author author) {
        if (!rng.chance(profile.flow().merge())) {
            return;
        }
        BitSet version = graph.version(author.heads);
        version.or(
                rng.chance(profile.flow().mergeAll()) ? graph.all() : graph.version(pick().heads));
        author.heads = graph.heads(version);
    }

    private void writeEvent(Author author) {
        boolean old = graph.size() > 0 && rng.chance(profile.flow().old());
        List<Integer> parents = old ? oldVersion() : author.heads;
        if (profile.kind() == Profile.Kind.HOSTILE_TEXT && !parents.isEmpty() && rng.chance(5)) {
            parents = withNeedlessParent(parents);
        }
        long time = 0;
        for (int parent : parents) {
            time = Math.max(time, graph.event(parent).time());
        }
        if (!parents.equals(documentHeads)) {
            document.clear();
            document.addAll(twin.positions(graph.version(parents)));
        }
        findCursor(author);
        var edits = new ArrayList<Edit>();
        do {
            edits.add(edit(author));
        } while (rng.chance(15)); // enough events of several edits, and most have one
        author.anchor = author.cursor > 0 ? document.get(author.cursor - 1) : -1;
        long later = rng.chance(20) ? rng.nextInt(5) : 0; // clocks of some run ahead
        int number = graph.add(new Event(author.rank, time + 1 + later, parents, edits));
        BitSet version = graph.version(author.heads);
        version.or(graph.version(List.of(number)));
        author.heads = graph.heads(version);
        documentHeads = List.of(number);
    }

    private List<Integer> oldVersion() {
        var some = new ArrayList<Integer>();
        for (int i = rng.between(0, VERSION_HEADS_MAX); i > 0; i--) {
            some.add(rng.nextInt(graph.size()));
        }
        return graph.heads(graph.version(some));
    }

    /// Parents and an event before one of them, which says nothing new.
    private List<Integer> withNeedlessParent(List<Integer> parents) {
        List<Integer> before = graph.past(parents.getFirst()).stream().boxed().toList();
        var more = new ArrayList<>(parents);
        if (!before.isEmpty()) {
            more.add(before.get(rng.nextInt(before.size())));
        }
        return more;
    }

    private void findCursor(Author author) {
        author.cursor = Math.min(author.cursor, document.size());
        for (int distance = 0; author.anchor >= 0 && distance <= document.size(); distance++) {
            for (int at : List.of(author.cursor + distance, author.cursor - distance)) {
                if (at > 0 && at <= document.size() && document.get(at - 1) == author.anchor) {
                    author.cursor = at;
                    return;
                }
            }
        }
    }

    private Edit edit(Author author) {
        if (author.strokes == 0) {
            changeHabit(author);
        }
        author.strokes--;
        author.cursor = honest(author.cursor);
        boolean list = profile.kind() == Profile.Kind.LIST;
        if (list && !document.isEmpty() && rng.chance(profile.rare().move())) {
            return move(author);
        }
        if (rng.chance(profile.rare().clear())) {
            document.clear();
            author.cursor = 0;
            return new Edit.Clear();
        }
        return switch (author.habit) {
            case FORWARDS -> type(author, rng.between(1, 4), true);
            case BACKWARDS -> type(author, rng.between(1, 3), false);
            case PASTING -> type(author, rng.between(1, PASTE_MAX + 1), rng.chance(50));
            case ERASING -> erase(author);
        };
    }

    private void changeHabit(Author author) {
        author.strokes = rng.between(1, STROKES_MAX + 1);
        int dice = rng.nextInt(100);
        Profile.Mix mix = profile.mix();
        if (dice < mix.delete()) {
            author.habit = Habit.ERASING;
        } else if (dice < mix.delete() + mix.paste()) {
            author.habit = Habit.PASTING;
            author.strokes = 1;
        } else if (dice < mix.delete() + mix.paste() + mix.backwards()) {
            author.habit = Habit.BACKWARDS;
        } else {
            author.habit = Habit.FORWARDS;
        }
        if (rng.chance(mix.hot())) {
            author.cursor = Math.min(document.size(), rng.nextInt(2));
        } else if (rng.chance(70)) {
            author.cursor = rng.nextInt(document.size() + 1);
        }
    }

    /// Inserts at the cursor; sometimes what stands there is deleted in the same edit.
    private Edit type(Author author, int length, boolean forwards) {
        var insert = new ArrayList<Integer>();
        while (insert.size() < length) {
            addUnit(insert);
        }
        int delete = rng.chance(8) ? rng.nextInt(4) : 0;
        Edit edit = replace(author.cursor, author.cursor + delete, insert);
        if (forwards) {
            author.cursor += insert.size();
        }
        return edit;
    }

    private void addUnit(List<Integer> insert) {
        written++;
        if (profile.kind() == Profile.Kind.LIST) {
            insert.add(written);
        } else if (rng.chance(profile.rare().pair())) {
            insert.add(0xd83c + written % 4); // both halves end in the same two bits
            insert.add(0xdc00 + written % 0x400);
            if (profile.kind() == Profile.Kind.HOSTILE_TEXT && rng.chance(30)) {
                int torn = insert.size() - 1 - rng.nextInt(2);
                insert.subList(torn, torn + 1).clear();
            }
        } else {
            insert.add((int) LETTERS.charAt(written % LETTERS.length()));
        }
    }

    private Edit erase(Author author) {
        int count = rng.chance(70) ? 1 : rng.between(1, 8);
        boolean back = rng.chance(70);
        int start = back ? Math.max(0, author.cursor - count) : author.cursor;
        int end = back ? author.cursor : author.cursor + count;
        start = honest(start);
        author.cursor = start;
        return replace(start, end, List.of());
    }

    private Edit replace(int start, int wantedEnd, List<Integer> insert) {
        int end = Math.min(wantedEnd, document.size());
        if (honest(end) != end) {
            end++;
        }
        var removed = document.subList(start, end);
        int delete = removed.size();
        removed.clear();
        document.addAll(start, insert);
        if (profile.kind() == Profile.Kind.LIST) {
            return new Edit.Values(start, delete, insert);
        }
        var text = new StringBuilder();
        insert.forEach(unit -> text.append((char) (int) unit));
        return new Edit.Splice(start, delete, text.toString());
    }

    private Edit move(Author author) {
        int from = rng.nextInt(document.size());
        int value = document.get(from);
        document.subList(from, from + 1).clear();
        int to =
                rng.chance(profile.mix().hot())
                        ? Math.min(document.size(), rng.nextInt(2))
                        : rng.nextInt(document.size() + 1);
        document.add(to, value);
        author.cursor = Math.min(author.cursor, document.size());
        return new Edit.Move(from, to);
    }

    /// A position that does not split a pair, unless the author wants to.
    private int honest(int at) {
        boolean splits =
                profile.kind() == Profile.Kind.TEXT
                        && at > 0
                        && at < document.size()
                        && Character.isHighSurrogate((char) (int) document.get(at - 1))
                        && Character.isLowSurrogate((char) (int) document.get(at));
        return splits ? at - 1 : at;
    }

    /// Mostly all that one author wrote from some event on, as a removal makes it; sometimes
    /// any events.
    private void makeVoids() {
        int author = pick().rank;
        int from = rng.nextInt(1 + graph.size() / authors.size());
        boolean any = rng.chance(30);
        for (int number = 0; number < graph.size(); number++) {
            boolean removed =
                    graph.event(number).author() == author && graph.sequence(number) >= from;
            if (any ? rng.chance(20) : removed) {
                graph.makeVoid(number);
            }
        }
    }
}
