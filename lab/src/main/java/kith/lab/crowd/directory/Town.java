package kith.lab.crowd.directory;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kith.dht.Contact;
import kith.dht.DirectoryRecord;
import kith.dht.DirectoryRules;
import kith.dht.Place;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Delays;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;

/// A crowd whose peers keep a directory.
final class Town {
    /// As a neighbour tells at most.
    private static final int TOLD_MAX = 64;

    private static final int DELAY_MIN_MICROS = 10_000;
    private static final int DELAY_MAX_MICROS = 100_000;

    final People people;
    final Crowd crowd;
    final DirectoryRules rules;
    final Writer scratch = new Writer(1 << 16);

    /// What the hostile ones have kept, by its place.
    final Map<Bytes, DirectoryRecord> old = new HashMap<>();

    private final BitSet hostile;
    private final boolean ahead;
    private final Rng rng;

    /// `ahead`: whether neighbours tell to whom they are linked.
    Town(People people, DirectoryRules rules, BitSet hostile, boolean ahead, long seed) {
        this.people = people;
        this.rules = rules;
        this.hostile = hostile;
        this.ahead = ahead;
        this.rng = new Rng(seed + 1);
        Delays delays = Delays.uniform(DELAY_MIN_MICROS, DELAY_MAX_MICROS, seed);
        this.crowd = new Crowd(people.size(), delays, seed);
    }

    /// So large a share of the members, drawn by lot, without the founder.
    static BitSet some(int size, double share, Rng rng) {
        var some = new BitSet(size);
        int wanted = (int) Math.round(size * share);
        while (some.cardinality() < wanted) {
            some.set(1 + rng.nextInt(size - 1));
        }
        return some;
    }

    boolean isHostile(int number) {
        return hostile.get(number);
    }

    /// Puts a fresh peer there.
    Citizen settle(int number) {
        Citizen citizen =
                isHostile(number)
                        ? new Hostile(this, number, rules, Conduct.hostile(number))
                        : new Citizen(this, number, rules);
        crowd.put(number, citizen);
        return citizen;
    }

    Citizen citizen(int number) {
        return (Citizen) crowd.member(number);
    }

    Place place(int number) {
        return people.contact(number).place();
    }

    boolean isNearer(int one, int other, Place place) {
        Bytes target = place.hash();
        Bytes a = place(one).hash();
        Bytes b = place(other).hash();
        for (int i = 0; i < target.size(); i++) {
            int order = ((a.at(i) ^ target.at(i)) & 0xff) - ((b.at(i) ^ target.at(i)) & 0xff);
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }

    // What neighbours tell

    /// It tells those that it is linked to; as the overlay does, which comes over the same links.
    void tell(Citizen citizen) {
        if (!ahead || quiet) {
            return;
        }
        List<Contact> all = told(citizen);
        for (int other : citizen.linked) {
            if (crowd.member(other) instanceof Citizen there) {
                there.directory.told(citizen.number, all);
            }
        }
    }

    /// Who is hostile claims to be linked to anybody, so that much comes its way.
    private List<Contact> told(Citizen citizen) {
        if (!isHostile(citizen.number)) {
            List<Contact> linked = citizen.directory.linked();
            return linked.size() > TOLD_MAX ? linked.subList(0, TOLD_MAX) : linked;
        }
        var some = new ArrayList<Contact>();
        for (int i = 0; i < TOLD_MAX; i++) {
            some.add(people.contact(rng.nextInt(people.size())));
        }
        return some;
    }

    private boolean quiet;

    /// Makes many links, after which each tells once.
    void build(Runnable links) {
        quiet = true;
        links.run();
        quiet = false;
        for (int number = 0; ahead && number < people.size(); number++) {
            if (crowd.member(number) instanceof Citizen citizen) {
                List<Contact> all = told(citizen);
                for (int other : citizen.linked) {
                    citizen(other).directory.told(number, all);
                }
            }
        }
    }
}
