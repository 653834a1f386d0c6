package kith.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SortedMap;
import kith.lang.Bytes;
import kith.lang.Sha256;
import kith.state.Histories.Replica;
import kith.value.Path;
import org.junit.jupiter.api.Test;

/// Any causal order of the same changes gives the same state, and it is the twin's.
final class MergeProperties {
    @Test
    void replicasThatHoldTheSameChangesShowWhatTheTwinShows() {
        for (long seed = 0; seed < 200; seed++) {
            var histories = new Histories(seed, 2 + (int) (seed % 4), true);
            for (int i = 0; i < 40; i++) {
                histories.step();
            }
            compareWithTwin(histories.replicas.getFirst(), seed);
            histories.deliverAll();
            Replica first = histories.replicas.getFirst();
            for (Replica replica : histories.replicas) {
                compareWithTwin(replica, seed);
                assertEquals(digest(first), digest(replica), "seed " + seed);
                assertEquals(childDigests(first), childDigests(replica), "seed " + seed);
            }
        }
    }

    @Test
    void replicasAgreeEvenWhenZerosLie() {
        for (long seed = 0; seed < 120; seed++) {
            var histories = new Histories(seed, 2 + (int) (seed % 4), false);
            for (int i = 0; i < 40; i++) {
                histories.step();
            }
            histories.deliverAll();
            Replica first = histories.replicas.getFirst();
            for (Replica replica : histories.replicas) {
                replica.space.settle();
                replica.space.check();
                assertEquals(digest(first), digest(replica), "seed " + seed);
                assertEquals(
                        Histories.view(first.space), Histories.view(replica.space), "seed " + seed);
            }
        }
    }

    @Test
    void settlingAfterEachChangeOrOnceAtTheEndIsTheSame() {
        for (long seed = 0; seed < 40; seed++) {
            var histories = new Histories(seed, 3, true);
            for (int i = 0; i < 30; i++) {
                histories.step();
                histories.replicas.getFirst().space.settle();
            }
            histories.deliverAll();
            for (Replica replica : histories.replicas) {
                compareWithTwin(replica, seed);
            }
        }
    }

    private static void compareWithTwin(Replica replica, long seed) {
        replica.space.settle();
        try {
            replica.space.check();
        } catch (IllegalStateException broken) {
            throw new AssertionError("seed " + seed, broken);
        }
        assertEquals(Twin.view(replica.applied), Histories.view(replica.space), "seed " + seed);
    }

    /// In pieces of some cells.
    private static SortedMap<String, Bytes> childDigests(Replica replica) {
        DigestWalk walk = replica.space.digestWalk(Path.of("a"), MergeProperties::sha);
        while (!walk.advance(3)) {}
        return walk.children();
    }

    private static Bytes digest(Replica replica) {
        return replica.space.digest(Path.ROOT, MergeProperties::sha);
    }

    static byte[] sha(byte[] bytes) {
        return Sha256.hash(bytes, 0, bytes.length);
    }

    @Test
    void aDigestTellsApartWhatLivesUnderOneNameFromAnother() {
        var one = new Histories(7, 1, true);
        one.write(one.replicas.getFirst());
        var histories = List.of(one, new Histories(8, 1, true));
        histories.getLast().write(histories.getLast().replicas.getFirst());
        boolean same =
                digest(histories.getFirst().replicas.getFirst())
                        .equals(digest(histories.getLast().replicas.getFirst()));
        assertEquals(false, same);
    }
}
