package kith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.board.Board;
import kith.dht.Contact;
import kith.dht.Place;
import kith.identity.Hasher;
import kith.identity.Members.Member;
import kith.identity.PeerId;
import kith.identity.Proof;
import kith.lang.Bytes;
import org.jspecify.annotations.Nullable;

/// Who the members of a board are to its directory: where each stands, and behind which walls. Both
/// follow from the board's records, so each is worked out once until those change.
///
/// *Walls that all share.* On a board to which one link was handed round, all came in by one
/// invitation: then it tells nobody apart, and who would bound how many behind it are taken in
/// would take in nobody. Such a wall does not count; who stands behind no other one has one of its
/// own.
final class Contacts {
    /// So many members elsewhere are too few to be a board of their own. Guess: with no more of
    /// them nobody would find anything.
    static final int FEW = 4;

    private final Board board;
    private final Hasher hasher;
    private final TreeMap<PeerId, Contact> known = new TreeMap<>();

    /// Walls that tell nobody apart, each behind the one before; null until they are looked for.
    private @Nullable List<Bytes> shared;

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
        Bytes admission =
                proof.admissions().isEmpty()
                        ? board.id().hash()
                        : proof.admissions().getLast().id(hasher);
        Place place = Place.of(peer, admission, board.id(), hasher);
        contact = new Contact(peer, place, counting(peer, walls(peer)));
        known.put(peer, contact);
        return contact;
    }

    /// The invitations on the way to a member, the founder's first.
    private List<Bytes> walls(PeerId peer) {
        var walls = new ArrayList<Bytes>();
        for (Member at = board.members().standing(peer);
                at != null && at.invitation() != null;
                at = at.invitedBy() == null ? null : board.members().standing(at.invitedBy())) {
            walls.addFirst(at.invitation());
        }
        return walls;
    }

    /// Those that tell somebody apart.
    private List<Bytes> counting(PeerId peer, List<Bytes> walls) {
        int behind = behind(walls, shared());
        return behind == walls.size() && behind > 0
                ? List.of(peer.key())
                : walls.subList(behind, walls.size());
    }

    /// Behind how many of those in a row somebody with these walls stands.
    private static int behind(List<Bytes> walls, List<Bytes> of) {
        int behind = 0;
        while (behind < Math.min(walls.size(), of.size())
                && walls.get(behind).equals(of.get(behind))) {
            behind++;
        }
        return behind;
    }

    private List<Bytes> shared() {
        List<Bytes> found = shared;
        if (found == null) {
            found = new ArrayList<>();
            for (Bytes next = next(found); next != null; next = next(found)) {
                found.add(next);
            }
            shared = found;
        }
        return found;
    }

    /// The wall behind those that all share as well, but for some few; null when there is none. Who
    /// stands behind no further one is elsewhere, too.
    private @Nullable Bytes next(List<Bytes> before) {
        var behind = new TreeMap<Bytes, Integer>();
        int most = 0;
        int all = 0;
        Bytes common = null;
        for (Member member : board.members().members()) {
            List<Bytes> walls = walls(member.id());
            if (walls.isEmpty() || behind(walls, before) < before.size()) {
                continue;
            }
            all++;
            Bytes wall =
                    walls.size() == before.size() ? member.id().key() : walls.get(before.size());
            int there = behind.merge(wall, 1, Integer::sum);
            if (there > most) {
                most = there;
                common = wall;
            }
            if (all - most > FEW) {
                return null;
            }
        }
        return all > 2 * FEW ? common : null;
    }

    void changed() {
        known.clear();
        shared = null;
    }
}
