package kith.lab.crowd.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kith.dht.Place;
import kith.dht.RecordKind;
import kith.lab.crowd.Crowd;
import kith.lab.crowd.Delays;
import kith.lab.crowd.directory.Tally.Outcome;
import kith.lang.Rng;
import kith.port.Now;

/// The baseline: Kademlia as it is used elsewhere. Buckets of 20 contacts, three questions at a
/// time, the one who asks goes from peer to peer itself, and dials each that it is not linked to,
/// which takes one and a half times there and back; the first record that somebody gives is taken.
/// Each record is kept by the 20 nearest.
///
/// Source: Maymounkov and Mazières, *Kademlia* (IPTPS 2002), section 2.3.
///
/// Its hostile peers do as ours do: a third answers nothing, a third names the hostile peers that
/// are nearest, a third answers with the old record.
final class Kademlia {
    private static final int K = 20;
    private static final int ALPHA = 3;
    private static final long TIMEOUT_NANOS = Now.SECOND;
    private static final int DIAL_MESSAGES = 3;

    private final People people;
    private final Crowd crowd;
    private final BitSet hostile;
    private final Rng rng;
    private final Integer[] order;
    private final int[][] contacts;
    private final Tally tally = new Tally();
    private final List<Integer> bad = new ArrayList<>();
    private final Set<Long> linked = new HashSet<>();
    private long dials;
    private long messages;

    private record Question(Lookup of) {}

    /// `version`: 0 when it has no record; the peers it names else.
    private record Reply(Lookup of, int version, List<Integer> nearest) {}

    private record Dialled(Lookup of, int to) {}

    private record Late(Lookup of, int asked) {}

    Kademlia(People people, BitSet hostile, long seed) {
        this.people = people;
        this.hostile = hostile;
        this.rng = new Rng(seed);
        this.crowd = new Crowd(people.size(), Delays.uniform(10_000, 100_000, seed), seed);
        hostile.stream().forEach(bad::add);
        order = new Integer[people.size()];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparing(number -> place(number).hash()));
        contacts = new int[people.size()][];
        for (int at = 0; at < order.length; at++) {
            contacts[order[at]] = fill(at);
            int number = order[at];
            crowd.put(number, new Peer(number));
        }
    }

    private Place place(int number) {
        return people.contact(number).place();
    }

    /// Up to 20 of each bucket, drawn by lot.
    private int[] fill(int at) {
        int own = Bits.head(place(order[at]));
        int[] found = new int[32 * K];
        int count = 0;
        for (int bucket = 0; bucket < 32; bucket++) {
            int start = search(own ^ 1 << 31 - bucket, bucket);
            int end = start;
            int size = size(start, own ^ 1 << 31 - bucket, bucket);
            end += size;
            for (int i = 0; i < Math.min(K, size); i++) {
                int one = size <= K ? start + i : start + rng.nextInt(end - start);
                found[count++] = order[one];
            }
        }
        return Arrays.copyOf(found, count);
    }

    private int search(int prefix, int bucket) {
        int mask = -1 << 31 - bucket;
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (Integer.compareUnsigned(Bits.head(place(order[middle])), prefix & mask) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int size(int start, int prefix, int bucket) {
        int mask = -1 << 31 - bucket;
        long end = Integer.toUnsignedLong(prefix & mask) + (1L << 31 - bucket);
        int low = start;
        int high = order.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (Integer.toUnsignedLong(Bits.head(place(order[middle]))) < end) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - start;
    }

    /// So many look-ups of records of that many authors.
    Tally find(int count, int authors) {
        var targets = new Target[authors];
        for (int i = 0; i < authors; i++) {
            targets[i] = target(honest());
        }
        for (int i = 0; i < count; i++) {
            new Lookup(honest(), targets[rng.nextInt(authors)]).begin();
            crowd.run(crowd.nanos() + 10 * Now.MILLI);
        }
        crowd.run(crowd.nanos() + 60 * Now.SECOND);
        return tally;
    }

    private int honest() {
        int number;
        do {
            number = rng.nextInt(people.size());
        } while (hostile.get(number));
        return number;
    }

    private record Target(Place place, Set<Integer> keepers, List<Integer> worst) {}

    private Target target(int author) {
        Place place =
                Place.of(
                        People.BOARD,
                        RecordKind.ADDRESSES,
                        people.contact(author).peer().key(),
                        people.hasher());
        var keepers = new HashSet<Integer>();
        for (int one : Bits.nearest(people, place, K)) {
            keepers.add(one);
        }
        int[] worst = bad.stream().mapToInt(i -> i).toArray();
        return new Target(place, keepers, nearest(worst, place));
    }

    private List<Integer> nearest(int[] of, Place place) {
        return Arrays.stream(Bits.nearest(people, of, place, K)).boxed().toList();
    }

    double messagesEach() {
        return (messages + DIAL_MESSAGES * dials) / (double) tally.done();
    }

    double contactsEach() {
        long sum = 0;
        for (int[] one : contacts) {
            sum += one.length;
        }
        return sum / (double) contacts.length;
    }

    private final class Peer implements Crowd.Member {
        private final int number;

        Peer(int number) {
            this.number = number;
        }

        @Override
        public void received(int from, Object message) {
            switch (message) {
                case Question question -> answer(from, question.of);
                case Reply reply -> reply.of.heard(from, reply);
                case Dialled dialled -> dialled.of.ask(dialled.to);
                case Late late -> late.of.late(late.asked);
                default -> throw new IllegalStateException("a " + message.getClass());
            }
        }

        private void answer(int from, Lookup of) {
            if (!hostile.get(number)) {
                boolean keeps = of.target.keepers.contains(number);
                reply(from, of, keeps ? 2 : 0, nearest(contacts[number], of.target.place));
                return;
            }
            switch (Conduct.hostile(number)) {
                case HONEST, DROPPING -> {}
                case MISROUTING -> reply(from, of, 0, of.target.worst);
                case STALE -> reply(from, of, 1, List.of());
            }
        }

        private void reply(int to, Lookup of, int version, List<Integer> nearest) {
            messages++;
            crowd.send(number, to, new Reply(of, version, nearest), 64 + 40 * nearest.size());
        }

        @Override
        public void woke() {}
    }

    private final class Lookup {
        final int asker;
        final Target target;
        private final long began = crowd.nanos();
        private final List<Integer> known = new ArrayList<>();
        private final Set<Integer> asked = new HashSet<>();
        private final Set<Integer> waiting = new HashSet<>();
        private final Set<Integer> silent = new HashSet<>();
        private final Map<Integer, Integer> depth = new HashMap<>();
        private boolean over;

        Lookup(int asker, Target target) {
            this.asker = asker;
            this.target = target;
        }

        void begin() {
            if (target.keepers.contains(asker)) {
                finish(Outcome.GOOD, 0);
                return;
            }
            learn(nearest(contacts[asker], target.place), 1);
            goOn();
        }

        private void learn(List<Integer> more, int hops) {
            for (int one : more) {
                if (one != asker && !depth.containsKey(one)) {
                    depth.put(one, hops);
                    known.add(one);
                }
            }
            int place = Bits.head(target.place);
            known.sort(
                    (a, b) ->
                            Integer.compareUnsigned(
                                    Bits.head(place(a)) ^ place, Bits.head(place(b)) ^ place));
        }

        private void goOn() {
            int seen = 0;
            for (int one : known) {
                if (over || waiting.size() >= ALPHA || seen >= K) {
                    break;
                }
                seen += silent.contains(one) ? 0 : 1;
                if (asked.add(one)) {
                    waiting.add(one);
                    dial(one);
                }
            }
            if (!over && waiting.isEmpty()) {
                finish(Outcome.NOTHING, -1);
            }
        }

        private void dial(int to) {
            if (linked.add((long) asker << 32 | to)) {
                dials++;
                crowd.later(asker, 3_000L * crowd.micros(asker, to), new Dialled(this, to));
            } else {
                ask(to);
            }
        }

        void ask(int to) {
            messages++;
            crowd.send(asker, to, new Question(this), 80);
            crowd.later(asker, TIMEOUT_NANOS, new Late(this, to));
        }

        void late(int to) {
            if (waiting.remove(to)) {
                silent.add(to);
                goOn();
            }
        }

        void heard(int from, Reply reply) {
            if (!waiting.remove(from) || over) {
                return;
            }
            if (reply.version > 0) {
                finish(
                        reply.version == 2 ? Outcome.GOOD : Outcome.STALE,
                        depth.getOrDefault(from, 0));
            } else {
                learn(reply.nearest, depth.getOrDefault(from, 0) + 1);
                goOn();
            }
        }

        private void finish(Outcome outcome, int hops) {
            if (!over) {
                over = true;
                tally.add(outcome, crowd.nanos() - began, hops);
            }
        }
    }
}
