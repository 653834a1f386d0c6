package kith.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kith.dht.DirectoryMessage.Seek;
import kith.dht.DirectoryMessage.Wish;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.port.Gauge;

/// The records that this peer keeps for the board, and those that it remembers of what it passed
/// on; which of them it takes.
final class Shelf {
    /// Guess: ten things that each of a thousand peers says, 4 MB.
    static final int KEPT_MAX = 10_000;

    /// Guess: 100 KB.
    static final int REMEMBERED_MAX = 256;

    /// By how much the clock of an author may be ahead of ours. As for a greeting between peers.
    static final long AHEAD_MILLIS = 1_800_000;

    private final Host host;
    private final BoardId board;
    private final DirectoryRules rules;
    private final Hasher hasher;
    private final Records kept = new Records(KEPT_MAX, false);
    private final Records remembered = new Records(REMEMBERED_MAX, true);

    Shelf(Host host, BoardId board, DirectoryRules rules, Hasher hasher) {
        this.host = host;
        this.board = board;
        this.rules = rules;
        this.hasher = hasher;
    }

    private long millis() {
        return host.now().wallMillis();
    }

    /// Whether what is to be kept may be, its signature aside.
    boolean isSound(Seek seek) {
        DirectoryRecord record = seek.record();
        if (record == null) {
            return true;
        }
        return record.board().equals(board)
                && record.expiresAtMillis() <= millis() + rules.expiryMillis() + AHEAD_MILLIS
                && !record.isExpired(millis())
                && host.contact(record.author()) != null
                && record.place(hasher).equals(seek.place());
    }

    /// Keeps it when its signature holds and nothing newer is here.
    void keep(Seek seek, Consumer<Boolean> then) {
        DirectoryRecord record = seek.record();
        Contact author = record == null ? null : host.contact(record.author());
        if (record == null || author == null) {
            then.accept(false);
            return;
        }
        host.check(
                List.of(record.check()),
                good -> then.accept(good && kept.keep(seek.place(), record, author, millis())));
    }

    boolean keeps(Place place) {
        return !kept.at(place, 1, 0, millis()).isEmpty();
    }

    boolean remembers(Place place) {
        return !remembered.at(place, 1, 0, millis()).isEmpty();
    }

    void remember(List<DirectoryRecord> records) {
        for (DirectoryRecord one : records) {
            Contact author = host.contact(one.author());
            if (author != null) {
                remembered.keep(one.place(hasher), one, author, millis());
            }
        }
    }

    /// What is answered: of what was to be kept that which is kept of it, so that an author learns
    /// of a newer one.
    List<DirectoryRecord> at(Seek seek, int start) {
        Records of = seek.wanted() > 0 || keeps(seek.place()) ? kept : remembered;
        int wanted =
                seek.wish() == Wish.RECORDS
                        ? DirectoryMessage.RECORDS_MAX
                        : seek.wish() == Wish.KEEP ? Records.SUBJECT_MAX : 0;
        List<DirectoryRecord> there = of.at(seek.place(), wanted, start, millis());
        DirectoryRecord record = seek.record();
        if (record == null) {
            return there;
        }
        var same = new ArrayList<DirectoryRecord>();
        for (DirectoryRecord one : there) {
            if (one.isOfSame(record)) {
                same.add(one);
            }
        }
        return same;
    }

    List<DirectoryRecord> kept() {
        return kept.all(millis());
    }

    /// Those whose places are no farther from that one than so far.
    List<DirectoryRecord> keptWithin(int reach, Place from) {
        return kept.within(reach, from, millis());
    }

    void measure(List<Gauge> out) {
        out.add(new Gauge("records kept", kept.size(), KEPT_MAX));
        out.add(new Gauge("records remembered", remembered.size(), REMEMBERED_MAX));
    }
}
