package kith.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.identity.Check;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.port.Effects.Then;
import kith.port.Message;
import kith.port.Now;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which places are looked up by who is told of nobody to dial.
final class GrowthTest implements Host {
    /// As many as are wanted in each bucket, but for one that lacks in the second, fourth and
    /// sixth; behind them those that are near.
    private static final List<Integer> LINKS = List.of(2, 1, 2, 1, 2, 1, 8);

    private static final TreeSet<Integer> LACKING = new TreeSet<>(List.of(1, 3, 5));

    private final RoutingTable table = new RoutingTable(self(), DirectoryRules.DEFAULT);
    private final List<Place> asked = new ArrayList<>();
    private final Growth growth =
            new Growth(
                    this,
                    DirectoryRules.DEFAULT,
                    table,
                    new Rng(1),
                    (place, then) -> {
                        asked.add(place);
                        then.found(nothing());
                    });
    private long nanos;

    @BeforeEach
    void isLinked() {
        for (int bucket = 0; bucket < LINKS.size(); bucket++) {
            for (int i = 0; i < LINKS.get(bucket); i++) {
                int head = 1 << 31 - bucket | i;
                assertTrue(table.up(head, Some.contact(head, head), ""));
            }
        }
        growth.begin();
    }

    @Test
    void atFirstEachBucketThatLacksLinksIsLookedInto() {
        grow(1);
        assertEquals(8, asked.size()); // at once, and once more after ten seconds
        assertEquals(self().place(), asked.get(0));
        assertEquals(self().place(), asked.get(4));
        assertEquals(LACKING, buckets());
    }

    @Test
    void whoIsToldOfNobodyTwiceLooksIntoOneOfThemByLot() {
        grow(6);
        asked.clear();
        grow(4 * 60);
        int rounds = asked.size() / 2;
        assertTrue(rounds >= 12 && rounds <= 16, () -> rounds + " rounds in four hours");
        assertEquals(2 * rounds, asked.size());
        for (int i = 0; i < asked.size(); i += 2) {
            assertEquals(self().place(), asked.get(i));
        }
        assertEquals(LACKING, buckets());
    }

    /// Lets so many minutes pass.
    private void grow(int minutes) {
        for (long until = nanos + 60L * minutes * Now.SECOND; nanos < until; ) {
            nanos += Now.SECOND;
            growth.wake();
        }
    }

    /// Those into which it looked.
    private TreeSet<Integer> buckets() {
        var buckets = new TreeSet<Integer>();
        for (Place place : asked) {
            if (!place.equals(self().place())) {
                buckets.add(self().place().shared(place));
            }
        }
        return buckets;
    }

    private static Found nothing() {
        return new Found(true, List.of(), List.of(), List.of(), List.of(), 1, 0, List.of());
    }

    @Override
    public Contact self() {
        return Some.contact(0, -1);
    }

    @Override
    public Now now() {
        return new Now(nanos, 0);
    }

    @Override
    public void wakeAt(long at) {}

    @Override
    public Contact contact(PeerId peer) {
        return new Contact(peer, Place.of(peer.key()), List.of(peer.key()));
    }

    @Override
    public void send(long link, Message message) {}

    @Override
    public boolean dial(PeerId peer, String address) {
        throw new AssertionError("nobody was told of");
    }

    @Override
    public void release(long link) {}

    @Override
    public void sign(Bytes message, Then<Bytes> then) {
        throw new AssertionError("nothing is signed");
    }

    @Override
    public void check(List<Check> checks, Then<Boolean> then) {
        throw new AssertionError("nothing is checked");
    }
}
