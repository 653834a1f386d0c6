package kith.identity;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// The limits a founder gave the board, for good: 0 means no limit.
///
/// They are tagged fields, and what a later version adds is kept and hashed though we cannot read
/// it, so that the board has the same id for everybody. A field with an odd tag may be ignored by
/// whoever does not know it; one with an even tag may not, because two members who apply different
/// rules would disagree on who is one. (The convention is BOLT 1's of the Lightning network: "it's
/// OK to be odd".)
///
/// @param depthMax how many invitations may lie between the founder and a member
/// @param invitationsPerMemberMax how many different invitations of one member may be used
/// @param membersMax how many members the board has, the founder among them
/// @param others fields we do not know, by ascending odd tag
public record BoardRules(
        int depthMax, int invitationsPerMemberMax, int membersMax, List<Field> others) {

    public static final BoardRules NONE = new BoardRules(0, 0, 0);

    /// Large enough for any board; a bound so that a hostile founding record stays small.
    public static final int LIMIT_LAST = 1_000_000;

    static final int FIELDS_MAX = 16;
    static final int FIELD_BYTES_MAX = 64;
    static final int TAG_LAST = 65_535;

    private static final int DEPTH = 2;
    private static final int INVITATIONS = 4;
    private static final int MEMBERS = 6;
    private static final int KNOWN = 3;

    /// A rule that this version keeps and does not know.
    public record Field(int tag, Bytes value) {
        public Field {
            if (tag <= 0 || tag > TAG_LAST || tag % 2 == 0) {
                throw new Malformed(
                        "rule "
                                + tag
                                + " of the board is not known here and may not be ignored:"
                                + " a newer version of Kith is needed to take part");
            }
            if (value.size() > FIELD_BYTES_MAX) {
                throw new Malformed(
                        "rule "
                                + tag
                                + " has "
                                + value.size()
                                + " bytes, at most "
                                + FIELD_BYTES_MAX);
            }
        }
    }

    public BoardRules {
        requireLimit(depthMax, "depth limit");
        requireLimit(invitationsPerMemberMax, "limit of invitations per member");
        requireLimit(membersMax, "limit of members");
        others = List.copyOf(others);
        if (others.size() > FIELDS_MAX - KNOWN) {
            throw new Malformed(
                    "the board has "
                            + others.size()
                            + " unknown rules, at most "
                            + (FIELDS_MAX - KNOWN));
        }
        for (int i = 1; i < others.size(); i++) {
            if (others.get(i - 1).tag >= others.get(i).tag) {
                throw new Malformed("rules out of order: " + others.get(i).tag);
            }
        }
    }

    public BoardRules(int depthMax, int invitationsPerMemberMax, int membersMax) {
        this(depthMax, invitationsPerMemberMax, membersMax, List.of());
    }

    private static void requireLimit(int limit, String what) {
        if (limit < 0 || limit > LIMIT_LAST) {
            throw new Malformed(what + " is " + limit + ", expected 0 to " + LIMIT_LAST);
        }
    }

    void write(Writer out) {
        int known =
                (depthMax > 0 ? 1 : 0)
                        + (invitationsPerMemberMax > 0 ? 1 : 0)
                        + (membersMax > 0 ? 1 : 0);
        out.varint(known + others.size());
        int next = writeOthers(out, 0, DEPTH);
        writeLimit(out, DEPTH, depthMax);
        next = writeOthers(out, next, INVITATIONS);
        writeLimit(out, INVITATIONS, invitationsPerMemberMax);
        next = writeOthers(out, next, MEMBERS);
        writeLimit(out, MEMBERS, membersMax);
        writeOthers(out, next, TAG_LAST + 1);
    }

    private static void writeLimit(Writer out, int tag, int limit) {
        if (limit > 0) {
            out.varint(tag).sized(new Writer(8).varint(limit).toBytes());
        }
    }

    /// Writes the unknown fields from `next` on whose tag is below `tagEnd`.
    private int writeOthers(Writer out, int next, int tagEnd) {
        while (next < others.size() && others.get(next).tag < tagEnd) {
            out.varint(others.get(next).tag).sized(others.get(next).value);
            next++;
        }
        return next;
    }

    static BoardRules read(Reader in) {
        int count = in.count(FIELDS_MAX, "number of rules");
        int[] limits = new int[KNOWN];
        var others = new ArrayList<Field>();
        int tagBefore = 0;
        for (int i = 0; i < count; i++) {
            int tag = in.count(TAG_LAST, "rule");
            if (tag <= tagBefore) {
                throw new Malformed("rule " + tag + " after rule " + tagBefore);
            }
            var value = in.sized(FIELD_BYTES_MAX, "rule");
            if (tag == DEPTH || tag == INVITATIONS || tag == MEMBERS) {
                limits[tag / 2 - 1] = readLimit(value, tag);
            } else {
                others.add(new Field(tag, value));
            }
            tagBefore = tag;
        }
        return new BoardRules(limits[0], limits[1], limits[2], others);
    }

    private static int readLimit(Bytes value, int tag) {
        var in = new Reader(value);
        int limit = in.count(LIMIT_LAST, "limit");
        if (limit == 0 || in.remaining() != 0) {
            throw new Malformed("rule " + tag + " is not a limit: " + value.hex());
        }
        return limit;
    }
}
