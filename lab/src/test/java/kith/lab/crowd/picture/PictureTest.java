package kith.lab.crowd.picture;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import kith.value.Json;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What a small recording tells, beside what befell its peers.
final class PictureTest {
    private static final int PEERS = 16;
    private static final int SECONDS = 40;

    private static List<Value> deltas(byte[] document) {
        Value all = ((Value.Obj) Json.parse(document)).find("deltas");
        return ((Value.Array) all).items();
    }

    private static long number(Value of, String name) {
        return ((Value.Obj) of).find(name) instanceof Value.Int(long number) ? number : -1;
    }

    private static boolean says(Value of, String name, Value what) {
        return what.equals(((Value.Obj) of).find(name));
    }

    @Test
    void theSameSeedGivesTheSameRecording() {
        byte[] once = PictureExperiment.document(PEERS, 5, 3);
        assertArrayEquals(once, PictureExperiment.document(PEERS, 5, 3));
    }

    @Test
    void whoCrashesIsSuspectedThenGoneAndALeaderIsFollowedByAnother() {
        List<Value> all = deltas(PictureExperiment.document(PEERS, SECONDS, 1));
        Set<Long> suspected = new HashSet<>();
        Set<Long> gone = new HashSet<>();
        Set<Long> ledLater = new HashSet<>();
        long before = 0;
        for (Value delta : all) {
            assertTrue(number(delta, "at") >= before, "the times are not in order");
            before = number(delta, "at");
            if (before > 0 && says(delta, "standing", new Value.Text("suspected"))) {
                suspected.add(number(delta, "peer"));
            }
            if (before > 0 && says(delta, "standing", new Value.Text("gone"))) {
                gone.add(number(delta, "peer"));
            }
            if (before > 0 && says(delta, "leads", Value.Bool.TRUE)) {
                ledLater.add(number(delta, "peer"));
            }
        }
        assertEquals(2, gone.size(), "one crashed, and then a leader");
        assertTrue(suspected.containsAll(gone), "somebody was gone at once");
        assertTrue(!ledLater.isEmpty() && !ledLater.removeAll(gone), "nobody else leads");
    }

    @Test
    void anUpdateReachesEverybodyWhoIsThereOverLinksThatThereAre() {
        List<Value> all =
                deltas(PictureExperiment.document(PEERS, 10, 2)); // nobody has crashed yet
        var reached = new TreeMap<Long, Set<Long>>();
        Set<Value> links = new HashSet<>();
        for (Value delta : all) {
            if (((Value.Obj) delta).find("link") instanceof Value.Array ends) {
                links.add(ends);
            }
            if (number(delta, "update") >= 0) {
                reached.put(number(delta, "update"), new HashSet<>(Set.of(number(delta, "by"))));
            }
            long update = number(delta, "pass");
            if (update >= 0) {
                long from = number(delta, "from");
                long to = number(delta, "to");
                Value a = Value.Int.of(Math.min(from, to));
                Value b = Value.Int.of(Math.max(from, to));
                assertTrue(links.contains(Value.Array.of(a, b)), "no link: " + delta);
                boolean redundant = says(delta, "redundant", Value.Bool.TRUE);
                assertEquals(
                        !redundant, requireNonNull(reached.get(update)).add(to), "twice: " + delta);
            }
        }
        assertEquals(4, reached.size());
        reached.values().forEach(peers -> assertEquals(PEERS, peers.size()));
    }
}
