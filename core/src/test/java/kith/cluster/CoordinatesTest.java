package kith.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.identity.PeerId;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Sha256;
import kith.lang.Writer;
import kith.port.Now;
import org.junit.jupiter.api.Test;

/// Where peers come to be by the round trips between them.
final class CoordinatesTest {
    private final List<Coordinates> peers = new ArrayList<>();

    private static PeerId id(int number) {
        return new PeerId(Sha256.hash(new Writer().u32(number).toBytes()));
    }

    /// On a line, ten milliseconds from one to the next, and two for each to the line.
    private static double millis(int a, int b) {
        return 4 + 10 * Math.abs(a - b);
    }

    private void settle(int count, int rounds) {
        for (int i = 0; i < count; i++) {
            peers.add(new Coordinates(i));
        }
        var rng = new Rng(1);
        for (int round = 0; round < rounds * count; round++) {
            int one = rng.nextInt(count);
            int other = (one + 1 + rng.nextInt(count - 1)) % count;
            long nanos = (long) (millis(one, other) * Now.MILLI);
            peers.get(one).measured(id(other), peers.get(other).here(), nanos);
        }
    }

    private double told(int a, int b) {
        return peers.get(a).here().millisTo(peers.get(b).here());
    }

    @Test
    void thoseOnALineAreAsFarApartAsTheyAre() {
        settle(10, 200);
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < a; b++) {
                assertEquals(millis(a, b), told(a, b), 0.15 * millis(a, b), a + " and " + b);
            }
        }
    }

    @Test
    void oneThatLiesAboutWhereItIsMovesNobodyFar() {
        settle(10, 200);
        Coordinate before = peers.getFirst().here();
        for (int i = 0; i < 50; i++) {
            var far = new Coordinate(5_000, 0, 0, 0, 0, 0);
            peers.getFirst().measured(id(99), far, 20 * Now.MILLI);
        }
        assertTrue(peers.getFirst().here().apart(before) < 10, peers.getFirst().here()::toString);
    }

    @Test
    void oneRoundTripThatWaitedDoesNotCount() {
        settle(10, 200);
        Coordinate before = peers.getFirst().here();
        for (int other = 1; other < 10; other++) {
            Coordinate there = peers.get(other).here();
            long nanos = (long) (millis(0, other) * Now.MILLI);
            peers.getFirst().measured(id(other), there, nanos);
            peers.getFirst().measured(id(other), there, nanos);
            peers.getFirst().measured(id(other), there, nanos + Now.SECOND);
        }
        assertTrue(peers.getFirst().here().apart(before) < 5, peers.getFirst().here()::toString);
    }

    @Test
    void whoIsReadIsWhereItSaidThatItIs() {
        var rng = new Rng(7);
        for (int i = 0; i < 1_000; i++) {
            var one =
                    new Coordinate(
                                    any(rng),
                                    any(rng),
                                    any(rng),
                                    any(rng),
                                    Math.abs(any(rng)),
                                    rng.nextInt(1_500) / 1_000.0)
                            .rounded();
            var out = new Writer();
            one.write(out);
            assertEquals(one, Coordinate.read(new Reader(out.toBytes())));
        }
    }

    private static double any(Rng rng) {
        return rng.nextInt() / 1e5;
    }
}
