package kith.lab.crowd.directory;

import java.util.BitSet;
import kith.dht.Contact;
import kith.dht.DirectoryRules;
import kith.lang.Rng;
import kith.port.Now;

/// A board that comes about by joining, one after the other, each over a member that is there.
final class Joins {
    private static final long APART_NANOS = 200 * Now.MILLI;
    private static final long SETTLE_NANOS = 180 * Now.SECOND;

    final Town town;
    private final Rng rng;

    Joins(People people, DirectoryRules rules, BitSet hostile, long seed) {
        this.town = new Town(people, rules, hostile, true, seed);
        this.rng = new Rng(seed + 4);
    }

    /// All of them, until nobody lacks anything any more or for three minutes.
    void run() {
        for (int number = 0; number < town.people.size(); number++) {
            join(number, number == 0 ? 0 : rng.nextInt(number));
            town.crowd.run(town.crowd.nanos() + APART_NANOS);
        }
        town.crowd.run(town.crowd.nanos() + SETTLE_NANOS);
    }

    /// A fresh peer comes, which knows one other.
    void join(int number, int over) {
        Citizen citizen = town.settle(number);
        if (over != number) {
            town.citizen(over).link(number);
            citizen.link(over);
        }
        citizen.directory.join();
    }

    /// Links of each, on average.
    static double links(Town town) {
        long links = 0;
        for (int i = 0; i < town.people.size(); i++) {
            links += town.citizen(i).directory.linked().size();
        }
        return links / (double) town.people.size();
    }

    /// Of the buckets in which there is somebody, how many have a link; and of the eight nearest to
    /// each, how many it is linked to.
    record Fill(double buckets, double siblings) {}

    static Fill fill(Town town) {
        long buckets = 0;
        long filled = 0;
        long siblings = 0;
        int wanted = town.rules.siblings();
        int size = town.people.size();
        for (int i = 0; i < size; i++) {
            Contact self = town.people.contact(i);
            long there = 0;
            for (int j = 0; j < size; j++) {
                there |= i == j ? 0 : bit(self, town.people.contact(j));
            }
            long linked = 0;
            for (Contact one : town.citizen(i).directory.linked()) {
                linked |= bit(self, one);
            }
            buckets += Long.bitCount(there);
            filled += Long.bitCount(linked);
            siblings += linkedSiblings(town, i, wanted);
        }
        return new Fill(filled / (double) buckets, siblings / (double) wanted / size);
    }

    private static long bit(Contact self, Contact other) {
        return 1L << Bits.shared(self.place(), other.place());
    }

    private static int linkedSiblings(Town town, int number, int wanted) {
        int there = 0;
        var linked = town.citizen(number).directory.linked();
        for (int near : Bits.nearest(town.people, town.place(number), wanted + 1)) {
            there += near != number && linked.contains(town.people.contact(near)) ? 1 : 0;
        }
        return there;
    }
}
