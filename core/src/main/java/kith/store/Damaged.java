package kith.store;

import java.util.ArrayList;
import java.util.List;

/// A part of a file that was durable once and is not sound any more: `length` bytes at `offset`, or
/// 0 where nobody can tell how many. It was left as it is; nothing in it was told to the visitor.
///
/// Two damaged records side by side are one region: once a length is in doubt, so is where the next
/// record begins. The region ends where the next sound record does begin.
public record Damaged(String file, long offset, long length, Reason reason) {
    /// What is wrong with it.
    public enum Reason {
        /// No record that fits its checksum and its place begins here.
        RECORD("no sound record"),
        /// The header of the file, or one of its two copies.
        HEADER("the header is damaged"),
        /// The file ends before it should.
        SHORT("the file is shorter than it was"),
        /// A segment that was written anew without its last frame.
        CLOSING("its end is damaged"),
        /// There is no such file, and there was one.
        MISSING("the file is missing"),
        /// A checkpoint that was complete once and is not any more.
        CHECKPOINT("the checkpoint is not complete any more");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /// The part of the log from `start` up to `end`.
    static Damaged inLog(long start, long end, Reason reason) {
        int segment = Position.segment(start);
        boolean known = segment == Position.segment(end) && reason != Reason.MISSING;
        return new Damaged(
                Segment.file(segment), Position.offset(start), known ? end - start : 0, reason);
    }

    /// As a user reads it.
    public String text() {
        String where = length == 0 ? file : file + " at " + offset + ", " + length + " bytes";
        return where + ": " + reason.text();
    }

    /// Damage as it is found. A disk can go bad in a million places, so only the first are listed
    /// and the rest is counted.
    static final class Tally {
        /// How many are listed: more than anybody reads, a guess.
        static final int LISTED_MAX = 1_000;

        private final List<Damaged> listed = new ArrayList<>();
        private long total;

        void add(Damaged damaged) {
            total++;
            if (listed.size() < LISTED_MAX) {
                listed.add(damaged);
            }
        }

        List<Damaged> listed() {
            return List.copyOf(listed);
        }

        long total() {
            return total;
        }
    }
}
