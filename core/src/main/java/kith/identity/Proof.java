package kith.identity;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// The way from the founder to one member: the founding record and the admissions in between, each
/// by an invitation of the member before.
///
/// Anybody who knows the board's id can verify it, with no inviter present and no log: the shape
/// ([#verifyShape]) and then the signatures ([#checks]). What it cannot show is what happened
/// since: uses, revocations and removals are in the log, and [Membership] has the last word. A host
/// that lets a newcomer in first puts the admissions of the proof into its log that it lacks.
///
/// Cost: a few hashes an admission, and up to 193 checks of 100 microseconds or more, which the
/// host does.
///
/// @param admissions from the founder's invitee to the member; none proves the founder itself
public record Proof(Founding founding, List<Admission> admissions) {
    public Proof {
        admissions = List.copyOf(admissions);
        if (admissions.size() > Membership.DEPTH_LAST) {
            throw new Malformed(
                    "a proof of "
                            + admissions.size()
                            + " admissions, at most "
                            + Membership.DEPTH_LAST);
        }
    }

    /// Whose membership it proves.
    public PeerId member() {
        return admissions.isEmpty() ? founding.founder() : admissions.getLast().member();
    }

    /// All signatures that must be found good.
    public List<Check> checks(Hasher hasher) {
        var out = new ArrayList<Check>();
        out.add(founding.check());
        for (var admission : admissions) {
            out.addAll(admission.checks(hasher));
        }
        return out;
    }

    /// Throws [Malformed] unless this is a chain on the board `expected`, within its rules.
    public void verifyShape(BoardId expected, Hasher hasher) {
        var board = founding.board(hasher);
        if (!board.equals(expected)) {
            throw new Malformed("a proof for board " + board + ", expected " + expected);
        }
        int depthMax = founding.rules().depthMax();
        if (depthMax > 0 && admissions.size() > depthMax) {
            throw new Malformed(
                    "a member at depth " + admissions.size() + "; the board allows " + depthMax);
        }
        var seen = new LinkedHashSet<PeerId>();
        var inviter = founding.founder();
        seen.add(inviter);
        for (var admission : admissions) {
            verifyLink(admission, board, inviter);
            inviter = admission.member();
            if (!seen.add(inviter)) {
                throw new Malformed("a proof that goes in a circle at " + inviter);
            }
        }
    }

    private static void verifyLink(Admission admission, BoardId board, PeerId inviter) {
        var invitation = admission.invitation();
        if (!invitation.board().equals(board)) {
            throw new Malformed(
                    "an invitation for another board: "
                            + invitation.board()
                            + ", expected "
                            + board);
        }
        if (!invitation.inviter().equals(inviter)) {
            throw new Malformed(
                    "a broken proof: " + invitation.inviter() + " invited, expected " + inviter);
        }
        if (invitation.expiredAt(admission.timeMillis())) {
            throw new Malformed(
                    "the invitation had expired: it ended at "
                            + invitation.expiresAtMillis()
                            + " ms and was used at "
                            + admission.timeMillis()
                            + " ms");
        }
    }

    public void write(Writer out) {
        founding.writeFields(out);
        out.varint(admissions.size());
        for (var admission : admissions) {
            admission.writeFields(out);
        }
    }

    public static Proof read(Reader in) {
        var founding = Founding.readFields(in);
        int count = in.count(Membership.DEPTH_LAST, "number of admissions in a proof");
        var admissions = new ArrayList<Admission>();
        for (int i = 0; i < count; i++) {
            admissions.add(Admission.readFields(in));
        }
        return new Proof(founding, admissions);
    }
}
