package kith.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What has to be edited in one text to make another: as few units as can be found quickly.
///
/// *The problem.* Somebody saves a whole text, and others edit the same one meanwhile. What is
/// written as "this text in the place of that one" fights with all of their edits; what was really
/// changed fights with nothing. Everything between the first and the last change is too much
/// already: who corrects a word at either end would replace all between. *So* the texts are
/// compared line by line, and what differs then word by word, as people edit; within words that
/// differ, what they begin and end with stays.
///
/// Each edit is kept apart from the halves of surrogate pairs. Where too much differs for the
/// comparison to end in time, a part is replaced as a whole, at worst all that is not the same at
/// the front and the end; it is never more than that. Cost: both texts, and at most [#WORK] steps.
/// See [Alignment] for how.
///
/// Pure; anybody on any thread.
public final class Difference {
    /// Steps of comparing, in all. Guess: some 20 milliseconds, where everything differs.
    static final int WORK = 1 << 22;

    /// Edits in an answer; of more the lines are replaced. A change holds 10,000 operations. Guess:
    /// as many places as nobody edits at once.
    static final int EDITS_MAX = 1_000;

    private final String from;
    private final String to;
    private final boolean words;
    private final List<Edit> edits = new ArrayList<>();
    private int work = WORK;

    /// Deletes `delete` units at `at` and inserts there, after the edits before it.
    public record Edit(int at, int delete, String insert) {}

    /// The lines from `fromLine` up to and without `fromEnd` became those from `toLine` to `toEnd`;
    /// counted from 0. Lines end with a line feed.
    public record Lines(int fromLine, int fromEnd, int toLine, int toEnd) {}

    private Difference(String from, String to, boolean words) {
        this.from = from;
        this.to = to;
        this.words = words;
    }

    /// The edits that make `to` of `from`, from the front to the back.
    public static List<Edit> between(String from, String to) {
        var whole = new Difference(from, to, false);
        whole.replace(0, from.length(), 0, to.length());
        for (boolean words : new boolean[] {true, false}) {
            var parts = new Difference(from, to, words);
            parts.lines(0, from.length(), 0, to.length());
            if (parts.edits.size() <= EDITS_MAX && parts.touched() <= whole.touched()) {
                return parts.edits;
            }
        }
        return whole.edits;
    }

    private long touched() {
        long units = 0;
        for (Edit edit : edits) {
            units += edit.delete() + edit.insert().length();
        }
        return units;
    }

    /// Which lines became which.
    public static List<Lines> lines(String from, String to) {
        var numbers = new TreeMap<String, Integer>();
        List<String> before = cutLines(from, 0, from.length());
        List<String> after = cutLines(to, 0, to.length());
        var common = new Alignment(numbers(before, numbers), numbers(after, numbers), WORK);
        common.find();
        var all = new ArrayList<Lines>();
        int x = 0;
        int y = 0;
        while (x < before.size() || y < after.size()) {
            int startX = x;
            int startY = y;
            x = gap(common, true, x, before.size());
            y = gap(common, false, y, after.size());
            if (x > startX || y > startY) {
                all.add(new Lines(startX, x, startY, y));
            }
            while (x < before.size() && y < after.size() && isCommon(common, x, y)) {
                x++;
                y++;
            }
        }
        return all;
    }

    /// The lines of a text, each with its end.
    public static List<String> cutLines(String text) {
        return cutLines(text, 0, text.length());
    }

    private static boolean isCommon(Alignment common, int x, int y) {
        return common.keepsFrom(x) && common.keepsTo(y);
    }

    private static int gap(Alignment common, boolean inFrom, int start, int end) {
        int at = start;
        while (at < end && !(inFrom ? common.keepsFrom(at) : common.keepsTo(at))) {
            at++;
        }
        return at;
    }

    // Parts

    private interface Differing {
        void part(int fromStart, int fromEnd, int toStart, int toEnd);
    }

    private void lines(int fromStart, int fromEnd, int toStart, int toEnd) {
        List<String> before = cutLines(from, fromStart, fromEnd);
        List<String> after = cutLines(to, toStart, toEnd);
        compare(before, after, fromStart, toStart, words ? this::words : this::replace);
    }

    private void words(int fromStart, int fromEnd, int toStart, int toEnd) {
        if (fromStart == fromEnd || toStart == toEnd) {
            replace(fromStart, fromEnd, toStart, toEnd);
            return;
        }
        List<String> before = cutWords(from, fromStart, fromEnd);
        List<String> after = cutWords(to, toStart, toEnd);
        compare(before, after, fromStart, toStart, this::replace);
    }

    /// Hands on what differs between two lists of parts that begin at these positions.
    private void compare(
            List<String> before, List<String> after, int fromStart, int toStart, Differing then) {
        var known = new TreeMap<String, Integer>();
        var common = new Alignment(numbers(before, known), numbers(after, known), work);
        common.find();
        work = Math.max(0, common.workLeft());
        int x = 0;
        int y = 0;
        int atFrom = fromStart;
        int atTo = toStart;
        while (x < before.size() || y < after.size()) {
            int startFrom = atFrom;
            int startTo = atTo;
            while (x < before.size() && !common.keepsFrom(x)) {
                atFrom += before.get(x++).length();
            }
            while (y < after.size() && !common.keepsTo(y)) {
                atTo += after.get(y++).length();
            }
            if (atFrom > startFrom || atTo > startTo) {
                then.part(startFrom, atFrom, startTo, atTo);
            }
            while (x < before.size() && y < after.size() && isCommon(common, x, y)) {
                atFrom += before.get(x++).length();
                atTo += after.get(y++).length();
            }
        }
    }

    /// Replaces a part, but for what it begins and ends with before and after.
    private void replace(int fromStart, int fromEnd, int toStart, int toEnd) {
        int most = Math.min(fromEnd - fromStart, toEnd - toStart);
        int front = 0;
        while (front < most && from.charAt(fromStart + front) == to.charAt(toStart + front)) {
            front++;
        }
        if (front > 0 && Character.isHighSurrogate(from.charAt(fromStart + front - 1))) {
            front--;
        }
        int back = 0;
        while (back < most - front
                && from.charAt(fromEnd - 1 - back) == to.charAt(toEnd - 1 - back)) {
            back++;
        }
        if (back > 0 && Character.isLowSurrogate(from.charAt(fromEnd - back))) {
            back--;
        }
        int delete = fromEnd - back - fromStart - front;
        String insert = to.substring(toStart + front, toEnd - back);
        if (delete > 0 || !insert.isEmpty()) {
            edits.add(new Edit(toStart + front, delete, insert));
        }
    }

    // Cutting

    private static int[] numbers(List<String> parts, TreeMap<String, Integer> known) {
        var numbers = new int[parts.size()];
        for (int i = 0; i < numbers.length; i++) {
            Integer number = known.get(parts.get(i));
            if (number == null) {
                number = known.size();
                known.put(parts.get(i), number);
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private static List<String> cutLines(String text, int start, int end) {
        var lines = new ArrayList<String>();
        int at = start;
        while (at < end) {
            int feed = text.indexOf('\n', at);
            int next = feed < 0 || feed >= end ? end : feed + 1;
            lines.add(text.substring(at, next));
            at = next;
        }
        return lines;
    }

    /// Letters and digits together, spaces together, everything else by itself.
    private static List<String> cutWords(String text, int start, int end) {
        var parts = new ArrayList<String>();
        int at = start;
        while (at < end) {
            int next = at + Character.charCount(text.codePointAt(at));
            int kind = kind(text.charAt(at));
            while (kind != 0 && next < end && kind(text.charAt(next)) == kind) {
                next++;
            }
            next = Math.min(next, end);
            parts.add(text.substring(at, next));
            at = next;
        }
        return parts;
    }

    private static int kind(char unit) {
        if (Character.isLetterOrDigit(unit) || unit == '_') {
            return 1;
        }
        return unit == ' ' || unit == '\t' ? 2 : 0;
    }
}
