package kith.dht;

import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;

/// What one member says about something, signed, for a while. Of one author about one thing the
/// highest version counts.
///
/// Source: mutable items of the Mainline DHT (BEP 44): at most 1,000 bytes, a signature by the
/// author, a version that only rises, two hours of life. changed: the version and the end of its
/// life are signed with the board, so that it is nothing on another one.
///
/// @param version rises with each record of this author about this subject
/// @param expiresAtMillis the first millisecond since 1970 at which it is nothing any more
/// @param body what is said, which nothing here looks into; empty: nothing any more
public record DirectoryRecord(
        BoardId board,
        RecordKind kind,
        Bytes subject,
        PeerId author,
        long version,
        long expiresAtMillis,
        Bytes body,
        Bytes signature) {
    /// As in BEP 44.
    public static final int BYTES_MAX = 1_000;

    /// A hash, or a name of something that can be done.
    public static final int SUBJECT_BYTES_MAX = 64;

    /// What is left for it beside all the rest: 32 + 1 + 1 + 64 + 32 + 10 + 10 + 2 + 64.
    public static final int BODY_BYTES_MAX = BYTES_MAX - 216;

    public DirectoryRecord {
        if (subject.size() == 0 || subject.size() > SUBJECT_BYTES_MAX) {
            throw new Malformed("a record about " + subject.size() + " bytes");
        }
        if (body.size() > BODY_BYTES_MAX) {
            throw new Malformed("a record that says " + body.size() + " bytes");
        }
        if (version < 0 || expiresAtMillis < 0) {
            throw new Malformed("a version or an end over 63 bits");
        }
        if (kind == RecordKind.ADDRESSES && !subject.equals(author.key())) {
            throw new Malformed("addresses of somebody else than their author");
        }
        if (signature.size() != Check.SIGNATURE_BYTES) {
            throw new Malformed("a signature of " + signature.size() + " bytes");
        }
    }

    /// One that its author has yet to sign.
    public static DirectoryRecord unsigned(
            BoardId board,
            RecordKind kind,
            Bytes subject,
            PeerId author,
            long version,
            long expiresAtMillis,
            Bytes body) {
        return new DirectoryRecord(
                board, kind, subject, author, version, expiresAtMillis, body, Check.UNSIGNED);
    }

    public DirectoryRecord signed(Bytes by) {
        return new DirectoryRecord(
                board, kind, subject, author, version, expiresAtMillis, body, by);
    }

    /// What its author signs.
    public Bytes message() {
        Writer out = Label.RECORD.begin();
        board.write(out);
        writeClaim(out);
        return out.toBytes();
    }

    public Check check() {
        return new Check(author, message(), signature);
    }

    /// Where it is to be found.
    public Place place(Hasher hasher) {
        return Place.of(board, kind, subject, hasher);
    }

    /// Whether its author takes back what it said before.
    public boolean isWithdrawal() {
        return body.size() == 0;
    }

    public boolean isExpired(long millis) {
        return millis >= expiresAtMillis;
    }

    /// Whether both are of one author about one thing.
    boolean isOfSame(DirectoryRecord other) {
        return author.equals(other.author)
                && kind == other.kind
                && subject.equals(other.subject)
                && board.equals(other.board);
    }

    /// Whether it takes the place of the other. An author who signs two of one version gets the
    /// same one of them everywhere.
    boolean replaces(DirectoryRecord other) {
        int order = Long.compare(version, other.version);
        return order != 0 ? order > 0 : signature.compareTo(other.signature) > 0;
    }

    /// Without the board, which stands in the message around it.
    void write(Writer out) {
        writeClaim(out).bytes(signature);
    }

    private Writer writeClaim(Writer out) {
        out.u8(kind.code()).sized(subject);
        author.write(out);
        return out.varint(version).varint(expiresAtMillis).sized(body);
    }

    static DirectoryRecord read(BoardId board, Reader in) {
        return new DirectoryRecord(
                board,
                RecordKind.read(in),
                in.sized(SUBJECT_BYTES_MAX, "the subject of a record"),
                PeerId.read(in),
                in.varint(),
                in.varint(),
                in.sized(BODY_BYTES_MAX, "a record"),
                in.bytes(Check.SIGNATURE_BYTES));
    }
}
