package kith.dht;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Utf8;

/// Members and records that are made up.
final class Some {
    static final BoardId BOARD = new BoardId(Bytes.wrap(new byte[32]));

    private Some() {}

    /// The place, or key, that begins with those 32 bits.
    static Bytes bytes(int head) {
        var bytes = new byte[32];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (head >>> 24 - 8 * i);
        }
        return Bytes.wrap(bytes);
    }

    static Place place(int head) {
        return Place.of(bytes(head));
    }

    static PeerId peer(int head) {
        return new PeerId(bytes(head));
    }

    /// Who stands there, and came in by those invitations.
    static Contact contact(int head, int... invitations) {
        var walls = new ArrayList<Bytes>();
        for (int one : invitations) {
            walls.add(bytes(one));
        }
        return new Contact(peer(head), place(head), walls);
    }

    static DirectoryRecord record(int author, long version, long expires, String body) {
        return DirectoryRecord.unsigned(
                        BOARD,
                        RecordKind.HOLDER,
                        bytes(99),
                        peer(author),
                        version,
                        expires,
                        Bytes.wrap(Utf8.encode(body)))
                .signed(Check.UNSIGNED);
    }

    static List<PeerId> peers(List<Contact> contacts) {
        var peers = new ArrayList<PeerId>();
        contacts.forEach(one -> peers.add(one.peer()));
        return peers;
    }
}
