package kith.node.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.node.http.talk.Door;
import kith.node.http.talk.HttpProblem;
import kith.node.http.talk.Refused;
import kith.state.Query.Found;
import kith.state.Shown.Slot;
import kith.state.Writing;
import kith.state.Writing.Splice;
import kith.value.Value;

/// Makes splices of patches with ranges in a text.
///
/// **The problem.** Braid counts code points, and all patches of one update stand in the text
/// before it. Kith counts UTF-16 units, and each splice stands in what the ones before it made.
///
/// **The idea.** The text that the client saw is read, at the version that it names or else now,
/// and is counted through once. What is written then names that version, so that what somebody
/// writes meanwhile moves nothing.
///
/// Source: the merge type `simpleton` of braid-text, for what a position is.
record TextRanges(List<Writing.Edit> edits, List<String> parents) {

    /// The same edits where none of them is in a text.
    static TextRanges of(
            Door door,
            Address address,
            List<Writing.Edit> edits,
            List<String> parents,
            Runnable look) {
        var ranges = new ArrayList<Splice>();
        for (Writing.Edit edit : edits) {
            if (edit instanceof Splice splice) {
                ranges.add(splice);
            }
        }
        if (ranges.isEmpty()) {
            return new TextRanges(edits, parents);
        }
        if (ranges.size() < edits.size()) {
            throw malformed("a request has ranges of json or of text, not both");
        }
        Answer.Found found = read(door, address, parents, look);
        List<String> seen = parents.isEmpty() ? found.version() : parents;
        return new TextRanges(splices(ranges, text(found)), seen);
    }

    private static Answer.Found read(
            Door door, Address address, List<String> version, Runnable look) {
        Answer answer =
                version.isEmpty()
                        ? door.call(new Command.Read(address, 0, null, 1))
                        : door.call(new Command.Past(address, version, 0, null, 1), look);
        return switch (answer) {
            case Answer.Found found -> found;
            case Answer.Failed failed -> throw Refused.by(failed);
            case Answer other -> throw new IllegalStateException("read was answered by " + other);
        };
    }

    /// Nothing is an empty text: a patch begins it.
    private static String text(Answer.Found found) {
        List<Found> cells = found.cells().cells();
        if (cells.isEmpty()) {
            return "";
        }
        if (cells.getFirst().shown().slot() == Slot.TEXT
                && cells.getFirst().shown().value() instanceof Value.Text(String text)) {
            return text;
        }
        throw malformed("a range of text is for a text, and here is something else");
    }

    private static List<Writing.Edit> splices(List<Splice> ranges, String text) {
        ranges.sort(Comparator.comparingInt(Splice::at));
        var edits = new ArrayList<Writing.Edit>();
        int points = 0;
        int units = 0;
        int grown = 0;
        for (Splice range : ranges) {
            if (range.at() < points) {
                throw malformed("two ranges of text overlap");
            }
            int from = forward(text, units, range.at() - points);
            int to = forward(text, from, range.delete());
            edits.add(new Splice(range.path(), from + grown, to - from, range.insert()));
            grown += range.insert().length() - (to - from);
            points = range.at() + range.delete();
            units = to;
        }
        return edits;
    }

    /// The unit so many code points further on.
    private static int forward(String text, int units, int points) {
        try {
            return text.offsetByCodePoints(units, points);
        } catch (IndexOutOfBoundsException beyond) {
            throw Refused.because(
                    Problem.POSITION_MALFORMED,
                    "the text has "
                            + text.codePointCount(0, text.length())
                            + " code points, and the range ends behind that");
        }
    }

    private static Refused malformed(String detail) {
        return Refused.because(HttpProblem.PATCH_MALFORMED, detail);
    }
}
