package kith.lab.crowd.directory;

import java.util.BitSet;
import java.util.List;
import kith.dht.Contact;
import kith.dht.DirectoryRules;
import kith.dht.Place;
import kith.dht.RecordKind;
import kith.lang.Bytes;
import kith.lang.Rng;

/// One invitation lets in a thousand keys of one owner, on a board of so many honest members: what
/// share of an honest member's links leads to them, and whose replicas are theirs alone.
final class Crowding {
    private static final int GROUND_TRIES = 1_000;

    private final People people;
    private final int honest;
    private final BitSet theirs = new BitSet();
    private final DirectoryRules rules;
    private final long seed;

    /// @param tables theirs, of all links of honest peers
    /// @param worst the same of the peer that has the most of them
    /// @param sets replica sets that have nobody else, of those looked at
    /// @param most how many of one set are theirs at most
    record Outcome(double tables, double worst, int sets, int looked, int most) {}

    /// `ground`: whether each of their keys was chosen of a thousand, to be near one place.
    Crowding(int honest, int keys, int roots, boolean ground, DirectoryRules rules, long seed) {
        this.people = new People(honest, roots, seed);
        this.honest = honest;
        this.rules = rules;
        this.seed = seed;
        List<Bytes> walls = people.wallsBehind(new Rng(seed).between(1, honest), -1);
        Place wanted = key(0);
        for (int i = 0; i < keys; i++) {
            int number = ground ? people.addNear(wanted, walls, GROUND_TRIES) : people.add(walls);
            theirs.set(number);
        }
    }

    private Place key(int number) {
        Bytes subject = people.contact(number).peer().key();
        return Place.of(People.BOARD, RecordKind.ADDRESSES, subject, people.hasher());
    }

    Outcome run(int looked) {
        var joins = new Joins(people, rules, new BitSet(), seed);
        joins.run();
        long all = 0;
        long bad = 0;
        double worst = 0;
        for (int number = 0; number < honest; number++) {
            List<Contact> linked = joins.town.citizen(number).directory.linked();
            int there = count(linked);
            all += linked.size();
            bad += there;
            worst = Math.max(worst, there / (double) linked.size());
        }
        int sets = 0;
        int most = 0;
        for (int number = 0; number < looked; number++) {
            int there = count(replicas(joins.town, key(number)));
            most = Math.max(most, there);
            sets += there == rules.replicas() ? 1 : 0;
        }
        return new Outcome(bad / (double) all, worst, sets, looked, most);
    }

    /// As the nearest honest peer sees them.
    private List<Contact> replicas(Town town, Place place) {
        for (int near : Bits.nearest(people, place, people.size())) {
            if (!theirs.get(near)) {
                return town.citizen(near).directory.replicas(place);
            }
        }
        throw new IllegalStateException("nobody is honest");
    }

    private int count(List<Contact> of) {
        int there = 0;
        for (Contact one : of) {
            there += theirs.get(People.number(one.peer())) ? 1 : 0;
        }
        return there;
    }
}
