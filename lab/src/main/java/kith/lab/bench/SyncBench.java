package kith.lab.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import kith.lab.bench.harness.Options;
import kith.lab.bench.harness.Page;
import kith.lab.bench.harness.Table;
import kith.lab.bench.keys.Keystrokes;
import kith.lab.heads.HeadsPeer;
import kith.lab.heads.Pair;
import kith.lab.heads.Prepared;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Limits;
import kith.sync.sketch.SketchKey;

/// What two peers say to each other beyond the changes that are missing: how the heads of very many
/// authors are compared.
public final class SyncBench {
    private static final String ABOUT =
            """
            ./dev bench sync [OPTION…]
              reconciliation: two sessions whose space has 100,000 authors, some of whom are ahead; the bytes
              of all frames both ways beside those of the changes that are missing, which are the least
              possible; round trips; processor time. Nothing is signed or stored. And what one keystroke in a
              text is on the line.

            """;

    private static final int AUTHORS = 100_000;
    private static final int AUTHORS_QUICK = 10_000;
    private static final int KEYSTROKES = 200;
    private static final int KEYSTROKES_QUICK = 20;

    /// The cells of the first row, against which an adversary prepares ids.
    private static final int CELLS = 54;

    private final Options options;
    private final int authors;
    private final Rng rng = new Rng(1);
    private final Table table =
            new Table(
                    "who is ahead, in chains",
                    "missing changes",
                    "said to compare",
                    "most",
                    "told as durable",
                    "round trips",
                    "most",
                    "CPU here, ms",
                    "CPU there, ms");

    private SyncBench(Options options) {
        this.options = options;
        authors = options.quick() ? AUTHORS_QUICK : AUTHORS;
    }

    public static void main(String[] arguments) throws Exception {
        new SyncBench(Options.parse(ABOUT, List.of(), arguments)).run();
    }

    private void run() throws Exception {
        Page.publish("sync", reconciliation() + "\n" + keystrokes(), options);
    }

    // One keystroke

    private String keystrokes() {
        var keystrokes = new Keystrokes();
        int count = options.quick() ? KEYSTROKES_QUICK : KEYSTROKES;
        var sizes =
                new Table(
                        "one keystroke, bytes",
                        "its message",
                        "of which content",
                        "with the link's framing",
                        "told as durable, both ways");
        row(sizes, "one types", keystrokes.byOne(count));
        row(sizes, "two type in turns", keystrokes.inTurns(count));
        return sizes
                + "\nEach keystroke a change of its own, in a text of 15,000 characters at `notes/today`; the"
                + " largest of "
                + count
                + ". The message has the change and its signature; framing is its length, and a record of"
                + " TLS. The goal: at most 140.\n";
    }

    private static void row(Table sizes, String who, List<Keystrokes.Sizes> all) {
        var largest = Collections.max(all, Comparator.comparingInt(Keystrokes.Sizes::message));
        sizes.row(
                who,
                whole(largest.message()),
                whole(largest.content()),
                whole(largest.onTheLine()),
                whole(largest.told()));
    }

    // Reconciliation

    /// Writes what is ahead in one round.
    private interface Ahead {
        void write(Pair pair);
    }

    private String reconciliation() {
        var pair = Pair.of(1, authors);
        pair.meet(); // warm
        measure(pair, "nobody: equal sets", p -> {});
        measure(pair, "one side, 10", p -> some(p.one(), 10, SyncBench::any));
        measure(pair, "the other, 10", p -> some(p.other(), 10, SyncBench::any));
        measure(
                pair,
                "one 5, the other 5",
                p -> {
                    some(p.one(), 5, SyncBench::any);
                    some(p.other(), 5, SyncBench::any);
                });
        SketchKey guessed = new SketchKey(rng.nextLong(), rng.nextLong(), 3, 4);
        Predicate<Bytes> prepared = Prepared.against(guessed, CELLS);
        measure(pair, "one side, 10, ids chosen by an adversary", p -> some(p.one(), 10, prepared));
        measure(pair, "one side, 100", p -> some(p.one(), 100, SyncBench::any));
        measure(pair, "one side, 1,000", p -> some(p.one(), 1_000, SyncBench::any));
        pair.limits(Limits.DEFAULT.with(to -> to.sketchHeadsMin = Integer.MAX_VALUE));
        measure(pair, "all chains named: one side, 10", p -> some(p.one(), 10, SyncBench::any));
        return String.format("%,d authors; bytes in all frames, both ways. ", authors)
                + "*Said to compare* is everything but the changes, the greeting, the names of spaces,"
                + " and *told as durable*, which is said after the changes were stored."
                + "\n\n"
                + table;
    }

    private static boolean any(Bytes hash) {
        return true;
    }

    private void some(HeadsPeer peer, int count, Predicate<Bytes> wanted) {
        for (int i = 0; i < count; i++) {
            peer.write(1L + rng.nextInt(authors - 1), wanted);
        }
    }

    private void measure(Pair pair, String who, Ahead ahead) {
        var meetings = new ArrayList<Meeting>();
        for (int round = 0; round <= 2 * options.rounds(); round++) {
            ahead.write(pair);
            pair.meet();
            if (!pair.isInSync()) {
                throw new IllegalStateException(who + ": not in sync");
            }
            meetings.add(Meeting.of(pair));
        }
        meetings.removeFirst();
        table.row(
                who,
                whole(median(meetings, Meeting::changes)),
                whole(median(meetings, Meeting::compare)),
                whole(most(meetings, Meeting::compare)),
                whole(median(meetings, Meeting::durable)),
                trips(median(meetings, Meeting::flights)),
                trips(most(meetings, Meeting::flights)),
                Table.figure(median(meetings, Meeting::cpuOne) / 1e6),
                Table.figure(median(meetings, Meeting::cpuOther) / 1e6));
    }

    private interface Figure {
        long of(Meeting meeting);
    }

    private static long median(List<Meeting> meetings, Figure figure) {
        var all = sorted(meetings, figure);
        return all.get(all.size() / 2);
    }

    private static long most(List<Meeting> meetings, Figure figure) {
        return sorted(meetings, figure).getLast();
    }

    private static List<Long> sorted(List<Meeting> meetings, Figure figure) {
        var all = new ArrayList<Long>();
        meetings.forEach(meeting -> all.add(figure.of(meeting)));
        Collections.sort(all);
        return all;
    }

    private static String whole(long bytes) {
        return String.format("%,d", bytes);
    }

    /// From half round trips; the first of those brings what each side has.
    private static String trips(long flights) {
        return flights <= 0 ? "–" : Table.figure(flights / 2.0);
    }

    /// What one meeting cost.
    private record Meeting(
            long changes, long compare, long durable, long flights, long cpuOne, long cpuOther) {
        static Meeting of(Pair pair) {
            return new Meeting(
                    pair.changesBytes(),
                    pair.comparingBytes(),
                    pair.durableBytes(),
                    pair.flightsUntilChanges(),
                    pair.cpuNanosOne(),
                    pair.cpuNanosOther());
        }
    }
}
