package kith.network;

import java.util.ArrayList;
import java.util.TreeMap;
import kith.board.Board;
import kith.dht.Contact;
import kith.dht.Place;
import kith.identity.BoardRecord.Admission;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// Who the members of a board are to its directory: where each stands, and behind which walls. Both
/// follow from the board's records, so each is worked out once until those change.
final class Contacts {
    private final Board board;
    private final Hasher hasher;
    private final TreeMap<PeerId, Contact> known = new TreeMap<>();

    Contacts(Board board, Hasher hasher) {
        this.board = board;
        this.hasher = hasher;
    }

    /// Null for who is no member as far as the records say: whom we only trust has no place yet.
    @Nullable Contact of(PeerId peer) {
        Contact contact = known.get(peer);
        if (contact != null) {
            return contact;
        }
        Proof proof = board.members().contains(peer) ? board.proofOf(peer) : null;
        if (proof == null) {
            return null;
        }
        Bytes admission = board.id().hash();
        var walls = new ArrayList<Bytes>();
        for (Admission one : proof.admissions()) {
            walls.add(one.invitation().id(hasher));
            admission = one.id(hasher);
        }
        contact = new Contact(peer, Place.of(peer, admission, board.id(), hasher), walls);
        known.put(peer, contact);
        return contact;
    }

    void changed() {
        known.clear();
    }
}
