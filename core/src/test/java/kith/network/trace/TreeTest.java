package kith.network.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lang.Bytes;
import kith.log.ChainId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What tree is made of what peers say, some of whom lie. Peers are numbers; 0 is the author.
class TreeTest {
    private final TreeMap<PeerId, Step> steps = new TreeMap<>();

    private static PeerId peer(int number) {
        byte[] key = new byte[PeerId.SIZE_BYTES];
        key[0] = (byte) number;
        return new PeerId(Bytes.wrap(key));
    }

    private static int number(PeerId peer) {
        return peer.key().at(0);
    }

    private void says(int who, @Nullable Integer from, Integer... to) {
        List<Step.Pass> passes = Stream.of(to).map(one -> new Step.Pass(peer(one), 0, 0)).toList();
        PeerId by = from == null ? null : peer(from);
        steps.put(peer(who), new Step.Known(by, 1, 0, passes, List.of()));
    }

    private Tree tree(int peers) {
        var named = new ArrayList<PeerId>();
        for (int i = 0; i < peers; i++) {
            named.add(peer(i));
        }
        Bytes zeros = Bytes.wrap(new byte[32]);
        var chain = new ChainId(peer(0).key(), 0, Bytes.EMPTY);
        var subject = new Subject(new BoardId(zeros), zeros, chain, 1);
        return new Tree(new Traced(subject, steps, named, 0));
    }

    /// `depth:peer`, with who says so where it is not both, and what it claims.
    private static String drawn(Tree tree) {
        var out = new StringBuilder();
        for (Tree.Place place : tree.places()) {
            out.append(place.depth()).append(':').append(number(place.peer()));
            if (place.from() != null && place.says() != Tree.Says.BOTH) {
                out.append(Map.of("sender", "s", "receiver", "r").get(place.says().word()));
            }
            place.claims().forEach(claim -> out.append('!').append(number(claim)));
            out.append(' ');
        }
        return out.toString().strip();
    }

    @Test
    void eachStandsBelowWhomItHasItFrom() {
        says(0, null, 1, 2);
        says(1, 0, 3);
        says(2, 0);
        says(3, 1);
        Tree tree = tree(4);
        assertEquals("0:0 1:1 2:3 1:2", drawn(tree));
        assertEquals(2, tree.deepest());
    }

    @Test
    void whoSaysNothingStandsBelowTheFirstWhoSaysToHavePassedIt() {
        says(0, null, 1, 2);
        says(1, 0, 3);
        says(2, 0, 3);
        assertEquals("0:0 1:1 2:3s 1:2!3", drawn(tree(4)));
        assertEquals(List.of(peer(3)), tree(4).unanswered());
    }

    @Test
    void aCircleStandsBesideTheAuthorAndEndsNowhere() {
        says(0, null, 1);
        says(1, 0);
        says(2, 4);
        says(3, 2);
        says(4, 3);
        Tree tree = tree(5);
        assertEquals("0:0 1:1 0:2 1:3r 2:4r", drawn(tree));
        assertEquals(1, tree.deepest());
    }

    @Test
    void whoClaimsToHavePassedItToAllHasThemNotBelow() {
        says(0, null, 1, 2, 3);
        says(1, 0, 0, 2, 3);
        says(2, 0);
        says(3, 0);
        assertEquals("0:0 1:1!0!2!3 1:2 1:3", drawn(tree(4)));
    }

    @Test
    void whoSaysThatTheAuthorHasItFromThereIsNotBelieved() {
        says(0, 1, 1);
        says(1, 0, 0);
        assertEquals("0:0 1:1", drawn(tree(2)));
    }
}
