package kith.node.nearby;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Utf8;
import kith.lang.Writer;

/// What a peer says of itself on the local network: where it listens for links, and in marks that
/// only members can read, on which boards it is.
///
/// @param salt a number that stands for this peer for a day at most
/// @param marks one for each board
record Announcement(Bytes salt, List<Bytes> marks, int port) {
    static final int SALT_BYTES = 8;

    /// As likely as two alike of so many bits: nobody is dialled for nothing.
    static final int MARK_BYTES = 12;

    /// As many as one string of a TXT record holds (RFC 6763, 6.1), behind its key and the salt.
    static final int MARKS_MAX = 20;

    private static final Bytes DOMAIN = Bytes.wrap(Utf8.encode("kith nearby 1"));

    Announcement {
        marks = List.copyOf(marks);
        if (salt.size() != SALT_BYTES || marks.size() > MARKS_MAX) {
            throw new Malformed(salt.size() + " bytes of salt, " + marks.size() + " marks");
        }
        if (port < 1 || port > 0xffff) {
            throw new Malformed("a port " + port);
        }
    }

    /// Of more boards than there is room for the first are said.
    static Announcement of(Bytes salt, Collection<BoardId> boards, int port, Hasher hasher) {
        var marks = new ArrayList<Bytes>();
        for (BoardId board : boards) {
            if (marks.size() < MARKS_MAX) {
                marks.add(mark(salt, board, hasher));
            }
        }
        return new Announcement(salt, marks, port);
    }

    private static Bytes mark(Bytes salt, BoardId board, Hasher hasher) {
        var out = new Writer(64).bytes(DOMAIN).bytes(salt);
        board.write(out);
        return new Reader(hasher.sha256(out.toBytes())).bytes(MARK_BYTES);
    }

    boolean isOn(BoardId board, Hasher hasher) {
        return marks.contains(mark(salt, board, hasher));
    }

    Bytes bytes() {
        var out = new Writer(SALT_BYTES + MARK_BYTES * marks.size()).bytes(salt);
        marks.forEach(out::bytes);
        return out.toBytes();
    }

    /// What is wrong with it is [Malformed].
    static Announcement read(Reader in, int port) {
        Bytes salt = in.bytes(SALT_BYTES);
        var marks = new ArrayList<Bytes>();
        while (!in.atEnd() && marks.size() < MARKS_MAX) {
            marks.add(in.bytes(MARK_BYTES));
        }
        in.expectEnd();
        return new Announcement(salt, marks, port);
    }
}
