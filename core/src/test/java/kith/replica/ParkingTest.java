package kith.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.log.Change;
import kith.log.Change.Place;
import kith.log.Run;
import kith.port.Now;
import kith.replica.Parking.Until;
import org.junit.jupiter.api.Test;

class ParkingTest {
    private static final int CHAIN = 3;
    private static final long LINK = 1;
    private static final long OTHER = 2;

    private final Parking parking = new Parking();
    private long ids;

    private Arrival arrival(long link) {
        var change = new Change(1, 1, List.of(), null, Bytes.EMPTY);
        long id = ++ids;
        return new Arrival(id, link, new Run(0, List.of(change)), null, 10, id, null);
    }

    private Arrival park(Until until, int seq, long link) {
        Arrival arrival = arrival(link);
        parking.park(until, new Place(CHAIN, seq), arrival);
        return arrival;
    }

    /// So many are here, and so many are here or claimed by `LINK`.
    private List<Arrival> release(int here, int claimed) {
        return parking.release(
                CHAIN,
                new Parking.Known() {
                    @Override
                    public int here() {
                        return here;
                    }

                    @Override
                    public int claimed(long link) {
                        return link == LINK ? claimed : here;
                    }
                });
    }

    @Test
    void eachOfManyIsLookedAtOnceWhenItsChangeComes() {
        int count = 5_000;
        var parked = new ArrayList<Arrival>();
        for (int seq = count; seq >= 1; seq--) {
            parked.addFirst(park(Until.CLAIMED, seq, LINK));
        }
        for (int seq = 1; seq <= count; seq++) {
            assertEquals(List.of(parked.get(seq - 1)), release(seq, seq));
        }
        assertEquals(0, parking.size());
        assertEquals(Now.NEVER, parking.oldestNanos());
    }

    @Test
    void whatALinkClaimsIsEnoughForWhatItBrought() {
        Arrival mine = park(Until.CLAIMED, 5, LINK);
        Arrival others = park(Until.CLAIMED, 5, OTHER);
        assertEquals(List.of(mine), release(2, 7));
        assertEquals(List.of(others), release(5, 7));
    }

    @Test
    void whatDiffersFromAClaimWaitsUntilOneOfThemIsCertain() {
        Arrival low = park(Until.CERTAIN, 3, LINK);
        Arrival high = park(Until.CERTAIN, 6, LINK);
        assertEquals(List.of(), release(2, 7));
        assertEquals(List.of(low), release(3, 7));
        assertEquals(List.of(high), release(3, 5), "it claims that no more");
    }

    @Test
    void whatWaitsForTheDiskIsNotLookedAtForLess() {
        Arrival first = park(Until.READ, 4, LINK);
        Arrival second = park(Until.READ, 4, OTHER);
        assertEquals(List.of(), release(9, 9));
        assertEquals(List.of(), parking.releaseRead(new Place(CHAIN, 5)));
        assertEquals(List.of(first, second), parking.releaseRead(new Place(CHAIN, 4)));
    }

    @Test
    void whatIsDroppedIsGone() {
        park(Until.CLAIMED, 4, LINK);
        Arrival left = park(Until.CERTAIN, 4, OTHER);
        assertEquals(20, parking.bytesOf(LINK) + parking.bytesOf(OTHER));
        parking.dropLink(LINK);
        assertEquals(1, parking.size());
        assertEquals(List.of(), parking.dropOlder(left.atNanos()));
        assertEquals(List.of(left), parking.dropOlder(Now.NEVER));
        assertEquals(List.of(), release(9, 9));
    }
}
