package kith.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.identity.Check;
import kith.identity.Hasher;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a newcomer is given to keep.
final class HandOverTest {
    private static final int MEMBERS = 100;
    private static final int RECORDS = 500;

    private final Rng rng = new Rng(1);
    private final Members members = new Members();
    private int hashed;
    private final Hasher sha256 = DirectoryVectors.sha256();
    private final Hasher counting =
            (from, start, end) -> {
                hashed++;
                return sha256.sha256(from, start, end);
            };

    private final Directory directory =
            new Directory(members, Some.BOARD, DirectoryRules.DEFAULT, counting, 1);

    /// A board whose members came in by an invitation each.
    private static final class Members implements Host {
        final TreeMap<Bytes, Contact> all = new TreeMap<>();
        final TreeSet<String> given = new TreeSet<>();
        long nanos;

        Contact add(int head, int invitation) {
            Contact one = Some.contact(head, invitation);
            all.put(one.peer().key(), one);
            return one;
        }

        @Override
        public Contact self() {
            return Some.contact(1, 1);
        }

        @Override
        public Now now() {
            return new Now(nanos, 1_800_000_000_000L);
        }

        @Override
        public void wakeAt(long nanos) {}

        @Override
        public @Nullable Contact contact(PeerId peer) {
            return all.get(peer.key());
        }

        @Override
        public void send(long link, Message message) {
            if (message instanceof Seek seek && seek.wish() == Wish.KEEP) {
                given.add(seek.place().hash().hex());
            }
        }

        @Override
        public boolean dial(PeerId peer, String address) {
            return false;
        }

        @Override
        public void release(long link) {}

        @Override
        public void sign(Bytes message, Then<Bytes> then) {
            then.accept(Check.UNSIGNED);
        }

        @Override
        public void check(List<Check> checks, Then<Boolean> then) {
            then.accept(true);
        }
    }

    /// Who is alone keeps everything.
    private List<Place> keep(Contact author) {
        var places = new ArrayList<Place>();
        long expires = members.now().wallMillis() + 3_600_000;
        for (int i = 0; i < RECORDS; i++) {
            DirectoryRecord record =
                    DirectoryRecord.unsigned(
                                    Some.BOARD,
                                    RecordKind.HOLDER,
                                    Some.bytes(i << 16),
                                    author.peer(),
                                    1,
                                    expires,
                                    Bytes.EMPTY)
                            .signed(Check.UNSIGNED);
            Place place = record.place(sha256);
            var seek = new Seek(Some.BOARD, i, place, Wish.KEEP, 8, 8, 1_000, false, record);
            directory.received(7, seek);
            places.add(place);
        }
        return places;
    }

    /// The links have lasted long enough.
    private void last() {
        members.nanos += Directory.HAND_OVER_NANOS;
        directory.wake();
    }

    @Test
    void whatANewcomerIsFarFromIsNotLookedAtAndWhatItIsToKeepItIsGiven() {
        List<Place> places = keep(members.add(2, 2));
        for (int i = 0; i < MEMBERS; i++) {
            Contact one = members.add(rng.nextInt(), 10 + i);
            directory.linkUp(i, one.peer(), "");
        }
        last();
        members.given.clear();
        Contact newcomer = members.add(rng.nextInt(), 10 + MEMBERS);
        directory.linkUp(MEMBERS, newcomer.peer(), "");
        assertTrue(members.given.isEmpty(), "given before it is known to stay");
        hashed = 0;
        last();
        var owed = new TreeSet<String>();
        for (Place place : places) {
            if (directory.replicas(place).contains(newcomer)) {
                owed.add(place.hash().hex());
            }
        }
        assertTrue(!owed.isEmpty() && owed.size() < RECORDS / 4, () -> owed.size() + " records");
        assertEquals(owed, members.given);
        assertTrue(hashed < RECORDS / 2, () -> hashed + " records were looked at");
    }
}
