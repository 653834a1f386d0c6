package kith.lab.bed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TimesTest {
    @Test
    void ofUpdatesTheTimesArePercentilesOverPeersAndMediansOverUpdates() {
        var one = new Times(new long[] {4, 1, 3, 2});
        assertEquals(2, one.percent(50));
        assertEquals(4, one.percent(99));
        var other = new Times(new long[] {10, 20, 30, 40});
        assertEquals(22, Times.median(List.of(one, other), 100));
    }
}
