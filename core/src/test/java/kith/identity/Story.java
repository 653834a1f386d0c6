package kith.identity;

import static kith.identity.JdkHasher.HASHER;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import kith.clock.HybridTime;
import kith.identity.BoardRecord.Admission;
import kith.identity.BoardRecord.Founding;
import kith.identity.BoardRecord.Removal;
import kith.identity.BoardRecord.Removal.ChainBound;
import kith.identity.BoardRecord.Removal.SpaceBounds;
import kith.identity.BoardRecord.Revocation;
import kith.lang.Bytes;
import kith.lang.Utf8;

/// A board as it happened: who wrote which record having seen what. Signatures are left out; they
/// are checked before a record is placed.
///
/// The founder is called "founder". Each write is a change in its author's chain, after the
/// author's own last one, and after those it is told to have seen. The clock goes on by a second
/// with each change.
final class Story implements Membership.Causality {
    static final long SECOND = 1_000;
    static final long START_MILLIS = 1_790_000_000_000L;

    final Founding founding;
    final BoardId board;
    final SpaceId space;
    final List<Placed> placed = new ArrayList<>();
    private final Map<Bytes, Change> changes = new LinkedHashMap<>();
    private final Map<PeerId, Placed> lastOf = new LinkedHashMap<>();
    private long clockMillis = START_MILLIS;

    private record Change(int number, BitSet past) {}

    Story(BoardRules rules) {
        founding =
                Founding.unsigned(
                        Bytes.wrap(new byte[16]), peer("founder"), "club", START_MILLIS, rules);
        board = founding.board(HASHER);
        space = SpaceId.of(board, ".access", HASHER);
    }

    static PeerId peer(String name) {
        return new PeerId(HASHER.sha256(Bytes.wrap(Utf8.encode(name))));
    }

    Invitation invite(String inviter, String key, int usesMax, long expiresAtMillis) {
        return Invitation.unsigned(
                board, peer(inviter), peer("key " + key), usesMax, expiresAtMillis, key);
    }

    /// An invitation for one, without end.
    Invitation invite(String inviter, String key) {
        return invite(inviter, key, 1, 0);
    }

    Admission admission(Invitation invitation, String member) {
        return Admission.unsigned(invitation, peer(member), clockMillis);
    }

    Placed admit(String host, Invitation invitation, String member, Placed... seen) {
        return write(host, admission(invitation, member), seen);
    }

    Placed revoke(String by, Invitation invitation, Placed... seen) {
        return write(by, new Revocation(board, invitation.id(HASHER), peer(by)), seen);
    }

    /// Puts out or leaves, accepting what was seen.
    Placed remove(String by, String whom, Placed... seen) {
        return write(
                by,
                new Removal(
                        board, peer(whom), List.of(new SpaceBounds(space, seenOf(by, whom, seen)))),
                seen);
    }

    /// The last changes of `whom` that `by` knows, one a chain.
    List<ChainBound> seenOf(String by, String whom, Placed... seen) {
        var known = past(peer(by), seen);
        var bounds = new TreeSet<ChainBound>();
        for (var place : placed) {
            if (place.author().equals(peer(whom)) && known.get(number(place))) {
                bounds.removeIf(bound -> bound.incarnation() == place.incarnation());
                bounds.add(bound(place));
            }
        }
        return List.copyOf(bounds);
    }

    static ChainBound bound(Placed place) {
        return new ChainBound(place.incarnation(), place.seq(), place.hash());
    }

    Placed write(String author, BoardRecord record, Placed... seen) {
        clockMillis += SECOND;
        return writeAt(peer(author), record, HybridTime.of(clockMillis, 0), placed.size(), seen);
    }

    /// A second record in the change of `first`.
    Placed alsoIn(Placed first, BoardRecord record) {
        var out =
                new Placed(
                        record,
                        first.author(),
                        first.incarnation(),
                        first.seq(),
                        first.hash(),
                        first.time(),
                        first.index() + 1);
        placed.add(out);
        return out;
    }

    Placed writeAt(PeerId author, BoardRecord record, long time, int salt, Placed... seen) {
        var last = lastOf.get(author);
        int seq = last == null ? 1 : last.seq() + 1;
        var past = past(author, seen);
        var hash = HASHER.sha256(Bytes.wrap(Utf8.encode(author + " " + seq + " " + salt)));
        var out = new Placed(record, author, 0, seq, hash, time, 0);
        changes.put(hash, new Change(changes.size(), past));
        placed.add(out);
        lastOf.put(author, out);
        return out;
    }

    /// Lets `author` go on as if it had written nothing, in the same chain.
    void fork(String author) {
        lastOf.remove(peer(author));
    }

    /// The latest time among what a change of `author` would depend on.
    long latestMillis(PeerId author, Placed... seen) {
        long time = HybridTime.of(START_MILLIS, 0);
        var last = lastOf.get(author);
        if (last != null) {
            time = Math.max(time, last.time());
        }
        for (var place : seen) {
            time = Math.max(time, place.time());
        }
        return HybridTime.millis(time);
    }

    private BitSet past(PeerId author, Placed... seen) {
        var out = new BitSet();
        var last = lastOf.get(author);
        if (last != null) {
            out.or(change(last).past);
            out.set(number(last));
        }
        for (var place : seen) {
            out.or(change(place).past);
            out.set(number(place));
        }
        return out;
    }

    private Change change(Placed place) {
        return Objects.requireNonNull(changes.get(place.hash()));
    }

    private int number(Placed place) {
        return change(place).number;
    }

    @Override
    public boolean before(Placed a, Placed b) {
        return change(b).past.get(number(a));
    }

    /// Knows forks: on the branch of the bound is what the bound's own change has in its past.
    @Override
    public boolean within(Placed place, ChainBound bound) {
        var end = changes.get(bound.hash());
        if (end == null || place.incarnation() != bound.incarnation()) {
            return false;
        }
        return end.number == number(place)
                || place.seq() < bound.seq() && end.past.get(number(place));
    }

    Members members() {
        return Membership.evaluate(founding, space, placed, this, HASHER);
    }

    boolean isMember(String name) {
        return members().contains(peer(name));
    }
}
