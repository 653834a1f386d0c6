package kith.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import kith.crdt.Op.Zero.Part;
import kith.lang.Bytes;
import kith.log.ChainId;
import kith.log.Stamp;
import org.junit.jupiter.api.Test;

final class CounterTest {
    private final Counter counter = new Counter();

    private static Part part(int chain, long total) {
        return new Part(Chains.ORDER.id(chain), total);
    }

    private static Stamp stamp(int chain, int seq) {
        return new Stamp(chain, seq, 10 + seq);
    }

    @Test
    void countsOfAllChainsAddUp() {
        counter.add(stamp(0, 1), 5);
        counter.add(stamp(1, 1), -7);
        counter.add(stamp(0, 2), 1);
        assertEquals(-1, counter.value());
    }

    @Test
    void aZeroHidesWhatItsAuthorHadSeenAndNoMore() {
        counter.add(stamp(0, 1), 5);
        Viewpoint at = Chains.at(1, 1, 20, Map.of(0, 1));
        List<Part> parts = counter.partsFor(at, Chains.ORDER);
        assertEquals(List.of(part(0, 5)), parts);
        counter.add(stamp(0, 2), 3); // concurrent with the zero
        counter.zero(at, parts, Chains.ORDER);
        assertEquals(3, counter.value());
        assertTrue(counter.living());
    }

    @Test
    void aZeroThatSawAllLeavesNothingLiving() {
        counter.add(stamp(0, 1), 5);
        counter.add(stamp(1, 1), 2);
        Viewpoint at = Chains.at(2, 1, 20, Map.of(0, 1, 1, 1));
        counter.zero(at, counter.partsFor(at, Chains.ORDER), Chains.ORDER);
        assertFalse(counter.living());
        assertEquals(0, counter.value());
    }

    /// The case for which rows outlive their counts: chain 0 counted 5, 3 and 1; one zero saw the
    /// first, another (which had not seen that zero) the first two.
    @Test
    void twoConcurrentZerosHideTheFartherOfBoth() {
        counter.add(stamp(0, 1), 5);
        counter.zero(Chains.at(1, 1, 20, Map.of(0, 1)), List.of(part(0, 5)), Chains.ORDER);
        counter.add(stamp(0, 2), 3);
        counter.add(stamp(0, 3), 1);
        counter.zero(Chains.at(2, 1, 21, Map.of(0, 2)), List.of(part(0, 8)), Chains.ORDER);
        assertEquals(1, counter.value());
    }

    @Test
    void aZeroInTheMiddleOfAChangeHidesWhatTheChangeCountedBefore() {
        Viewpoint own = Chains.at(0, 2, 20, Map.of(0, 1));
        counter.add(stamp(0, 1), 5);
        counter.add(own.stamp(), 2);
        counter.zero(own, counter.partsFor(own, Chains.ORDER), Chains.ORDER);
        assertFalse(counter.living());
        counter.add(own.stamp(), 4);
        assertEquals(4, counter.value());
        Viewpoint later = Chains.at(1, 1, 30, Map.of(0, 2));
        assertEquals(List.of(part(0, 11)), counter.partsFor(later, Chains.ORDER));
        counter.zero(later, counter.partsFor(later, Chains.ORDER), Chains.ORDER);
        assertFalse(counter.living());
    }

    @Test
    void countingUpAndDownAgainLeavesALivingZero() {
        counter.add(stamp(0, 1), 5);
        counter.add(stamp(0, 2), -5);
        assertEquals(0, counter.value());
        assertTrue(counter.living());
    }

    @Test
    void aChainThatCountedMoreThanTheAuthorHadSeenIsLeftOut() {
        counter.add(stamp(0, 1), 5);
        counter.add(stamp(0, 2), 5);
        Viewpoint old = Chains.at(1, 1, 20, Map.of(0, 1));
        assertEquals(List.of(), counter.partsFor(old, Chains.ORDER));
    }

    @Test
    void partsOfChainsThatWereNotSeenOrAreNotKnownAreIgnored() {
        counter.add(stamp(0, 1), 5);
        var unknown = new ChainId(Bytes.wrap(new byte[32]), 7, Bytes.EMPTY);
        Viewpoint at = Chains.at(1, 1, 20, Map.of());
        counter.zero(at, List.of(new Part(unknown, 3), part(0, 5)), Chains.ORDER);
        assertEquals(5, counter.value());
        assertEquals(1, counter.size());
    }

    @Test
    void ofTwoTotalsForOnePointTheLargerHoldsInAnyOrder() {
        var other = new Counter();
        for (Counter each : List.of(counter, other)) {
            each.add(stamp(0, 1), 5);
            each.add(stamp(0, 2), 1);
        }
        Viewpoint a = Chains.at(1, 1, 20, Map.of(0, 1));
        Viewpoint b = Chains.at(2, 1, 20, Map.of(0, 1));
        counter.zero(a, List.of(part(0, 5)), Chains.ORDER);
        counter.zero(b, List.of(part(0, 90)), Chains.ORDER);
        other.zero(b, List.of(part(0, 90)), Chains.ORDER);
        other.zero(a, List.of(part(0, 5)), Chains.ORDER);
        assertEquals(-84, counter.value());
        assertEquals(-84, other.value());
    }

    @Test
    void sumsWrapAroundWhateverTheOrder() {
        var other = new Counter();
        counter.add(stamp(0, 1), Long.MAX_VALUE);
        counter.add(stamp(1, 1), Long.MAX_VALUE);
        counter.add(stamp(2, 1), 3);
        other.add(stamp(2, 1), 3);
        other.add(stamp(0, 1), Long.MAX_VALUE);
        other.add(stamp(1, 1), Long.MAX_VALUE);
        assertEquals(1, counter.value()); // 2^64 - 2 + 3
        assertEquals(1, other.value());
    }

    @Test
    void theNewestLivingCountGivesTheTime() {
        counter.add(new Stamp(0, 1, 30), 5);
        counter.add(new Stamp(1, 1, 20), 5);
        assertEquals(new Stamp(0, 1, 30), counter.newest(Chains.ORDER));
        counter.zero(Chains.at(2, 1, 40, Map.of(0, 1)), List.of(part(0, 5)), Chains.ORDER);
        assertEquals(new Stamp(1, 1, 20), counter.newest(Chains.ORDER));
    }

    @Test
    void rowsStayInTheOrderOfTheirNumbersHoweverTheyCome() {
        for (int chain : new int[] {5, 1, 9, 0, 3}) {
            counter.add(stamp(chain, 1), chain);
        }
        var chains = new StringBuilder();
        for (int i = 0; i < counter.size(); i++) {
            chains.append(counter.at(i).chain());
        }
        assertEquals("01359", chains.toString());
        assertFalse(counter.restore(counter.at(2)));
    }

    @Test
    void aSequenceNumberBeyondTheBoundIsOurBug() {
        Stamp late = new Stamp(0, Counter.SEQ_MAX + 1, 1);
        assertThrows(IllegalArgumentException.class, () -> counter.add(late, 1));
    }
}
