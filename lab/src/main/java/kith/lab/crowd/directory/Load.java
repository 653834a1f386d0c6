package kith.lab.crowd.directory;

import java.util.ArrayList;
import java.util.List;
import kith.dht.DirectoryRecord;
import kith.dht.Found;
import kith.dht.Place;
import kith.dht.RecordKind;
import kith.lab.crowd.directory.Tally.Outcome;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Utf8;
import kith.port.Now;

/// What is done in a town: some announce their addresses and then other ones, and anybody looks
/// them up.
final class Load {
    private static final long APART_NANOS = 10 * Now.MILLI;
    private static final long SETTLE_NANOS = 15 * Now.SECOND;

    private final Town town;
    private final Rng rng;
    private final List<Integer> authors = new ArrayList<>();
    private final Tally tally = new Tally();

    Load(Town town, long seed) {
        this.town = town;
        this.rng = new Rng(seed + 2);
    }

    private int anybody() {
        int number;
        do {
            number = rng.nextInt(town.people.size());
        } while (town.isHostile(number) || !town.crowd.isUp(number));
        return number;
    }

    private void pass(long nanos) {
        town.crowd.run(town.crowd.nanos() + nanos);
    }

    /// So many announce; what they say first the hostile ones keep, and then something newer is
    /// true.
    void announce(int count) {
        for (int i = 0; i < count; i++) {
            authors.add(anybody());
        }
        announceAll("old");
        for (int author : authors) {
            remember(author);
            pass(APART_NANOS);
        }
        pass(SETTLE_NANOS);
        announceAll("new");
    }

    private void announceAll(String what) {
        for (int author : authors) {
            announce(author, what);
            pass(APART_NANOS);
        }
        pass(SETTLE_NANOS);
    }

    private void announce(int author, String what) {
        Citizen citizen = town.citizen(author);
        citizen.directory.announce(
                RecordKind.ADDRESSES, citizen.self().peer().key(), body(what, author), found -> {});
    }

    static Bytes body(String what, int author) {
        return Bytes.wrap(Utf8.encode(what + " address of " + author));
    }

    /// The record that there is now, as somebody has it who keeps one that was replaced.
    private void remember(int author) {
        Bytes key = town.people.contact(author).peer().key();
        town.citizen(anybody())
                .directory
                .find(
                        RecordKind.ADDRESSES,
                        key,
                        false,
                        found ->
                                found.records()
                                        .forEach(one -> town.old.put(place(one).hash(), one)));
    }

    private Place place(DirectoryRecord of) {
        return of.place(town.people.hasher());
    }

    /// So many look-ups, one after the other.
    Tally findMany(int count) {
        town.crowd.count();
        for (int i = 0; i < count; i++) {
            find();
            pass(APART_NANOS);
        }
        pass(SETTLE_NANOS);
        return tally;
    }

    private void find() {
        find(authors.get(rng.nextInt(authors.size())));
    }

    /// One of somebody who is there.
    void findPresent() {
        int author = authors.get(rng.nextInt(authors.size()));
        if (town.crowd.isUp(author)) {
            find(author);
        }
    }

    /// An author that was away says again what is true.
    void cameBack(int number) {
        if (authors.contains(number)) {
            announce(number, "new");
        }
    }

    Tally tally() {
        return tally;
    }

    private void find(int author) {
        int asker = anybody();
        long began = town.crowd.nanos();
        town.citizen(asker)
                .directory
                .find(
                        RecordKind.ADDRESSES,
                        town.people.contact(author).peer().key(),
                        true,
                        found -> {
                            long took = town.crowd.nanos() - began;
                            int hops = found.by().isEmpty() ? -1 : hops(found, asker);
                            tally.add(outcome(found, author), took, hops);
                        });
    }

    /// Each hop but the last one says that it passed the answer on, and the one who asks says so
    /// too.
    private int hops(Found found, int asker) {
        boolean itself = found.by().contains(town.people.contact(asker).peer());
        return itself && found.hops().isEmpty() ? 0 : found.hops().size();
    }

    private static Outcome outcome(Found found, int author) {
        for (DirectoryRecord one : found.records()) {
            if (People.number(one.author()) == author) {
                boolean current = one.body().equals(body("new", author));
                return current ? Outcome.GOOD : Outcome.STALE;
            }
        }
        return Outcome.NOTHING;
    }

    long messages() {
        long sum = 0;
        for (int i = 0; i < town.people.size(); i++) {
            sum += town.crowd.sent(i);
        }
        return sum;
    }
}
