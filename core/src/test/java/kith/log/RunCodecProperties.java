package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.Change.Place;
import kith.log.Change.View;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/// Runs on the wire and at rest: what is written comes back, and there is one encoding of each.
class RunCodecProperties {
    private static final RunCodec.Numbering SAME = (chain, seq) -> chain;

    private static List<Place> places(Rng random) {
        var places = new ArrayList<Place>();
        for (int i = random.chance(70) ? 0 : random.nextInt(4); i > 0; i--) {
            places.add(new Place(random.nextInt(300), random.between(1, 1000)));
        }
        return places;
    }

    private static Run run(Rng random) {
        var changes = new ArrayList<Change>();
        int seq = random.between(1, random.chance(10) ? Integer.MAX_VALUE - 20_000 : 300);
        long time = random.nextLong() >>> random.between(1, 60);
        for (int i = random.between(1, 8); i > 0; i--) {
            View view = random.chance(80) ? null : new View(random.nextInt(seq), places(random));
            Bytes content = random.bytes(random.nextInt(random.chance(20) ? 300 : 10));
            changes.add(new Change(seq++, time, places(random), view, content));
            time += 1 + random.nextInt(random.chance(50) ? 3 : 1 << 30);
            if (time < 0) {
                break;
            }
        }
        return new Run(random.nextInt(9), changes);
    }

    private static Bytes bytes(Run run) {
        var out = new Writer();
        RunCodec.write(out, run, SAME);
        return out.toBytes();
    }

    private static Run read(Bytes bytes, int chain) {
        var in = new Reader(bytes);
        Run run = RunCodec.read(in, chain, SAME);
        in.expectEnd();
        return run;
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void aRunComesBackAsItWas(@ForAll long seed) {
        Run run = run(new Rng(seed));
        assertEquals(run, read(bytes(run), run.chain()), "seed " + seed);
        assertTrue(bytes(run).size() <= weight(run) + 32, "seed " + seed);
    }

    private static int weight(Run run) {
        int weight = 0;
        for (Change change : run.changes()) {
            weight += change.weight();
        }
        return weight;
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void whatIsReadFromChangedBytesIsWrittenAsTheSameBytes(@ForAll long seed) {
        var random = new Rng(seed);
        byte[] bytes = bytes(run(random)).toArray();
        for (int i = 0; i < 40; i++) {
            Bytes changed = mutated(bytes, random);
            if (!isMalformed(changed)) {
                assertEquals(changed, bytes(read(changed, 0)), "seed " + seed);
            }
        }
    }

    /// A few bits flipped, or cut, or with something added.
    static Bytes mutated(byte[] bytes, Rng random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int size = random.chance(80) ? changed.length : random.nextInt(changed.length + 8);
        return Bytes.wrap(java.util.Arrays.copyOf(changed, size));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void randomBytesAreARunOrMalformed(@ForAll long seed) {
        var random = new Rng(seed);
        Bytes bytes = random.bytes(random.nextInt(60));
        if (!isMalformed(bytes)) {
            assertEquals(bytes, bytes(read(bytes, 0)), "seed " + seed);
        }
        if (!isMalformedStored(bytes)) {
            assertEquals(bytes, storedAgain(bytes), "seed " + seed);
        }
    }

    private static boolean isMalformed(Bytes bytes) {
        try {
            return read(bytes, 0).changes().isEmpty();
        } catch (Malformed refused) {
            return true;
        }
    }

    private static boolean isMalformedStored(Bytes bytes) {
        try {
            return StoredRun.read(new Reader(bytes)).run().changes().isEmpty();
        } catch (Malformed refused) {
            return true;
        }
    }

    private static Bytes storedAgain(Bytes bytes) {
        var out = new Writer();
        StoredRun.write(out, StoredRun.read(new Reader(bytes)).verified(Fixture.HEADERS));
        return out.toBytes();
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void aStoredRunComesBackWithItsHashes(@ForAll long seed) {
        var random = new Rng(seed);
        Verified verified = verified(random);
        var out = new Writer();
        StoredRun.write(out, verified);
        StoredRun stored = StoredRun.read(new Reader(out.toBytes()));
        assertEquals(verified.run(), stored.run());
        assertEquals(verified.head(), stored.head());
        for (int seq = stored.run().firstSeq(); seq <= stored.run().lastSeq(); seq++) {
            assertEquals(verified.past(seq), stored.past(seq, Fixture.HEADERS));
            Headers.Header header = stored.header(seq, Fixture.HEADERS);
            assertEquals(verified.header(seq, Fixture.HEADERS), header);
            assertEquals(verified.past(seq).hash(), Fixture.HEADERS.hash(header));
            comesBack(header);
        }
        byte[] bytes = out.toArray();
        for (int i = 0; i < 20; i++) {
            Bytes changed = mutated(bytes, random);
            if (!isMalformedStored(changed)) {
                assertEquals(changed, storedAgain(changed), "seed " + seed);
            }
        }
    }

    private static void comesBack(Headers.Header header) {
        var out = new Writer();
        header.write(out);
        var in = new Reader(out.toBytes());
        assertEquals(header, Headers.Header.read(in));
        in.expectEnd();
    }

    /// A run with the hashes it would have, its places ascending by hash as they are in a log.
    private static Verified verified(Rng random) {
        Run run = run(random);
        Bytes prev = random.bytes(32);
        Bytes at = prev;
        var hashes = new ArrayList<Bytes>();
        var places = new ArrayList<List<Bytes>>();
        for (Change change : run.changes()) {
            var of = new ArrayList<>(ascending(random, change.deps().size()));
            of.addAll(ascending(random, change.placeCount() - change.deps().size()));
            at = Fixture.HEADERS.hash(at, change, of);
            hashes.add(at);
            places.add(of);
        }
        Head head = random.chance(50) ? null : new Head(run.lastSeq(), random.bytes(64));
        return new Verified(run, prev, hashes, places, head);
    }

    private static List<Bytes> ascending(Rng random, int count) {
        var hashes = new ArrayList<Bytes>();
        for (int i = 0; i < count; i++) {
            hashes.add(random.bytes(32));
        }
        hashes.sort(null);
        return hashes;
    }

    @Test
    void numbersAreTranslatedBothWays() {
        var places = List.of(new Place(5, 6));
        var run = new Run(2, List.of(new Change(1, 1, places, null, Bytes.EMPTY)));
        var out = new Writer();
        RunCodec.write(out, run, (chain, seq) -> chain + 100 * seq);
        assertEquals(new Place(605, 6), read(out.toBytes(), 2).at(1).deps().getFirst());
        Run back = RunCodec.read(new Reader(out.toBytes()), 2, (chain, seq) -> chain - 100 * seq);
        assertEquals(run, back);
    }

    @Test
    void aCountThatTheBytesCannotHoldIsRefusedBeforeAnythingIsMade() {
        for (String hex :
                List.of(
                        "01904e", // 10,000 changes, and nothing follows
                        "01010000000000000000018010", // 1,024 deps, and nothing follows
                        "0101000000000000000001000080804000")) { // a content of 1 MiB
            assertThrows(Malformed.class, () -> read(Bytes.fromHex(hex), 0), hex);
        }
    }

    @Test
    void theHeaviestChangeFitsARunAndNothingMoreDoes() {
        var places = new ArrayList<Place>();
        for (int i = 0; i < Change.PLACES_MAX; i++) {
            places.add(new Place(Integer.MAX_VALUE, Integer.MAX_VALUE));
        }
        Bytes content = Fixture.bytes(Change.CONTENT_BYTES_MAX, 1);
        var view = new View(1, places);
        var heavy = new Change(2, Long.MAX_VALUE - 1, places, view, content);
        var run = new Run(0, List.of(heavy));
        assertEquals(run, read(bytes(run), 0));
        assertTrue(bytes(run).size() <= heavy.weight());
        var next = new Change(3, Long.MAX_VALUE, List.of(), null, content);
        assertThrows(IllegalArgumentException.class, () -> new Run(0, List.of(heavy, next)));
    }

    @Test
    void aRunIsInOrderAndWithoutGaps() {
        Change first = new Change(1, 5, List.of(), null, Bytes.EMPTY);
        Change gap = new Change(3, 6, List.of(), null, Bytes.EMPTY);
        Change early = new Change(2, 5, List.of(), null, Bytes.EMPTY);
        assertThrows(IllegalArgumentException.class, () -> new Run(0, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Run(0, List.of(first, gap)));
        assertThrows(IllegalArgumentException.class, () -> new Run(0, List.of(first, early)));
        var run = new Run(0, List.of(first));
        assertThrows(IllegalArgumentException.class, () -> run.part(1, 2));
        assertThrows(IllegalArgumentException.class, () -> run.part(0, 1));
    }
}
