package kith.lab.crowd.directory;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.dht.DirectoryRecord;
import kith.dht.DirectoryRules;
import kith.dht.Place;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.port.Now;

/// A member gives everybody records that nobody may take: forged, expired, that live too long, for
/// another board, replayed after a newer one.
final class Forgery {
    private static final long SETTLE_NANOS = 15 * Now.SECOND;
    private static final int AUTHOR = 5;
    private static final int LIAR = 6;

    private final Town town;
    private final Bytes subject;
    private final PeerId author;

    Forgery(int peers, long seed) {
        var people = new People(peers, 8, seed);
        this.town = new Town(people, DirectoryRules.DEFAULT, new BitSet(), true, seed);
        this.author = people.contact(AUTHOR).peer();
        this.subject = author.key();
        town.build(new Converged(town, seed)::link);
    }

    /// By what is wrong with it, how many keep that record.
    Map<String, Integer> run() {
        Citizen citizen = town.citizen(AUTHOR);
        citizen.directory.announce(RecordKind.ADDRESSES, subject, Load.body("old", 0), f -> {});
        settle();
        DirectoryRecord old = anyKept();
        citizen.directory.announce(RecordKind.ADDRESSES, subject, Load.body("new", 0), f -> {});
        settle();
        long millis = town.crowd.now().wallMillis();
        long hour = 3_600_000;
        var kept = new LinkedHashMap<String, Integer>();
        kept.put("good", give(sign(record(millis + 1, millis + hour, "good"))));
        kept.put("replayed", give(old));
        long version = millis + 2;
        kept.put("forged", give(record(version, millis + hour, "forged")));
        kept.put("altered", give(old.signed(anyKept().signature())));
        kept.put("expired", give(sign(record(version, millis - 1, "expired"))));
        kept.put("for ever", give(sign(record(version, millis + 24 * hour, "for ever"))));
        var other = new BoardId(subject);
        kept.put("another board", give(sign(recordOf(other, version, millis + hour, "other"))));
        return kept;
    }

    private void settle() {
        town.crowd.run(town.crowd.nanos() + SETTLE_NANOS);
    }

    private DirectoryRecord record(long version, long expires, String body) {
        return recordOf(People.BOARD, version, expires, body);
    }

    private DirectoryRecord recordOf(BoardId board, long version, long expires, String body) {
        Bytes said = Load.body(body, 0);
        return DirectoryRecord.unsigned(
                board, RecordKind.ADDRESSES, subject, author, version, expires, said);
    }

    private DirectoryRecord sign(DirectoryRecord record) {
        return record.signed(town.people.sign(author, record.message()));
    }

    /// Everybody is told to keep it; who does.
    private int give(DirectoryRecord record) {
        Place place = Place.of(People.BOARD, RecordKind.ADDRESSES, subject, town.people.hasher());
        for (int to = 0; to < town.people.size(); to++) {
            var seek = new Seek(People.BOARD, to, place, Wish.KEEP, 0, 0, 1_000, false, record);
            if (to != LIAR) {
                town.crowd.send(LIAR, to, new Given(seek), 0);
            }
        }
        settle();
        int keep = 0;
        for (int i = 0; i < town.people.size(); i++) {
            DirectoryRecord one =
                    town.citizen(i).directory.kept(RecordKind.ADDRESSES, subject, author);
            keep += record.equals(one) ? 1 : 0;
        }
        return keep;
    }

    /// Something that comes from one who may be no neighbour.
    record Given(Seek seek) {}

    private DirectoryRecord anyKept() {
        for (int i = 0; i < town.people.size(); i++) {
            DirectoryRecord one =
                    town.citizen(i).directory.kept(RecordKind.ADDRESSES, subject, author);
            if (one != null) {
                return one;
            }
        }
        throw new IllegalStateException("nobody keeps it");
    }
}
