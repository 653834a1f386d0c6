package kith.identity;

import kith.clock.HybridTime;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;

/// A member's signed word that whoever holds a certain secret may come onto the board.
///
/// The inviter need not be there when it is used, and need not know by whom: the link carries a
/// secret, the invitation carries the public key made from it ([InvitationLink#inviteSeed]), and
/// the holder proves the secret by a signature over its own key. So who overhears an admission
/// cannot use the link for another key.
///
/// @param inviteKey the public key whose seed is made from the link's secret
/// @param usesMax how many different keys it lets in; 0 means any number
/// @param expiresAtMillis the last millisecond since 1970 at which it is good; 0 means for ever
/// @param note what the inviter wants to remember about it; everybody on the board can read it
public record Invitation(
        BoardId board,
        PeerId inviter,
        PeerId inviteKey,
        int usesMax,
        long expiresAtMillis,
        String note,
        Bytes signature) {

    public static final int NOTE_BYTES_MAX = 64;

    /// More than any board has members.
    public static final int USES_LAST = 1_000_000;

    public Invitation {
        if (usesMax < 0 || usesMax > USES_LAST) {
            throw new Malformed(
                    "an invitation for " + usesMax + " uses, expected 0 to " + USES_LAST);
        }
        requireMillis(expiresAtMillis, "the end of an invitation");
        if (Utf8.size(note) > NOTE_BYTES_MAX) {
            throw new Malformed(
                    "the note of an invitation has "
                            + Utf8.size(note)
                            + " bytes, at most "
                            + NOTE_BYTES_MAX);
        }
        Check.requireSignature(signature, "the signature of an invitation");
    }

    /// An invitation that its inviter has yet to sign, see [#signed].
    public static Invitation unsigned(
            BoardId board,
            PeerId inviter,
            PeerId inviteKey,
            int usesMax,
            long expiresAtMillis,
            String note) {
        return new Invitation(
                board, inviter, inviteKey, usesMax, expiresAtMillis, note, Check.UNSIGNED);
    }

    public Invitation signed(Bytes signature) {
        return new Invitation(board, inviter, inviteKey, usesMax, expiresAtMillis, note, signature);
    }

    /// What the inviter signs.
    public Bytes message() {
        return writeClaim(Domain.INVITATION.begin()).toBytes();
    }

    public Check check() {
        return new Check(inviter, message(), signature);
    }

    /// The hash that names the invitation, its signature included.
    public Bytes id(Hasher hasher) {
        var out = writeClaim(Domain.INVITATION_ID.begin()).bytes(signature);
        return Domain.hash(out, hasher);
    }

    /// Whether it has ended at `millis`.
    public boolean expiredAt(long millis) {
        return expiresAtMillis != 0 && millis > expiresAtMillis;
    }

    public void write(Writer out) {
        writeClaim(out).bytes(signature);
    }

    private Writer writeClaim(Writer out) {
        board.write(out);
        inviter.write(out);
        inviteKey.write(out);
        return out.varint(usesMax).varint(expiresAtMillis).string(note);
    }

    public static Invitation read(Reader in) {
        return new Invitation(
                BoardId.read(in),
                PeerId.read(in),
                PeerId.read(in),
                in.count(USES_LAST, "uses of an invitation"),
                in.varint(),
                in.string(NOTE_BYTES_MAX, "the note of an invitation"),
                in.bytes(Check.SIGNATURE_BYTES));
    }

    static void requireMillis(long millis, String what) {
        if (millis < 0 || millis > HybridTime.MILLIS_LAST) {
            throw new Malformed(
                    what + " is at " + millis + " ms, expected 0 to " + HybridTime.MILLIS_LAST);
        }
    }
}
