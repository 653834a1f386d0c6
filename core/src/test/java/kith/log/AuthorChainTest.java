package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import kith.log.AuthorChain.KeptHead;
import kith.log.AuthorChain.PastWindow;
import org.junit.jupiter.api.Test;

class AuthorChainTest {
    private static final Past START = past(0);

    private final AuthorChain chain = new AuthorChain(0, Fixture.author(0), null, START, 16);

    private static Past past(int seq) {
        return new Past(Fixture.HASHER.sha256(Fixture.content(seq)), seq);
    }

    private static Head head(int seq) {
        return new Head(seq, Fixture.bytes(64, seq));
    }

    private void append(int count, int sizeBytes) {
        for (int i = 0; i < count; i++) {
            chain.append(chain.last + 1, past(chain.last + 1), sizeBytes);
        }
    }

    @Test
    void aWindowKeepsTheLastPastsWhateverItsSize() {
        for (int max = 1; max <= 64; max *= 2) {
            var window = new PastWindow(max);
            for (int seq = 5; seq < 200; seq++) {
                window.add(seq, past(seq));
                for (int old = 0; old < 210; old++) {
                    boolean kept = old >= 5 && old <= seq && old > seq - max;
                    assertEquals(kept ? past(old) : null, window.at(old));
                }
            }
        }
    }

    @Test
    void aWindowIsCutAndGoesOn() {
        var window = new PastWindow(8);
        for (int seq = 1; seq <= 20; seq++) {
            window.add(seq, past(seq));
        }
        window.cut(17);
        assertNull(window.at(17));
        assertEquals(past(16), window.at(16));
        for (int seq = 17; seq <= 19; seq++) {
            window.add(seq, past(100 + seq));
        }
        assertEquals(past(117), window.at(17));
        assertEquals(past(14), window.at(14));
        window.cut(3);
        assertNull(window.at(13));
        window.add(40, past(40));
        assertEquals(past(40), window.at(40));
        assertNull(window.at(39));
    }

    @Test
    void aWindowHasASizeThatWorks() {
        for (int max : new int[] {0, 3, -8, Integer.MIN_VALUE, 2 * ChangeGraph.WINDOW_MAX}) {
            assertThrows(IllegalArgumentException.class, () -> new PastWindow(max));
        }
    }

    @Test
    void theNewestHeadIsKeptAndOldOnesFarApart() {
        int each = AuthorChain.HEAD_SPACING_BYTES / 10;
        for (int i = 1; i <= 200; i++) {
            append(1, each);
            chain.sign(head(i));
            assertEquals(head(i), chain.headUpTo(i));
            assertEquals(i, chain.lastSigned);
        }
        assertTrue(chain.heads.size() <= 23, "kept " + chain.heads.size());
        KeptHead before = chain.heads.getFirst();
        for (KeptHead kept : chain.heads.subList(1, chain.heads.size())) {
            assertTrue(kept.at() - before.at() <= 2 * AuthorChain.HEAD_SPACING_BYTES);
            before = kept;
        }
        chain.sign(head(150)); // too late
        assertEquals(200, chain.lastSigned);
    }

    @Test
    void headsAreFoundFromBothSides() {
        for (int i = 1; i <= 9; i++) {
            append(1, AuthorChain.HEAD_SPACING_BYTES);
            if (i % 3 == 0) {
                chain.sign(head(i));
            }
        }
        assertNull(chain.headUpTo(2));
        assertEquals(head(3), chain.headUpTo(5));
        assertEquals(head(9), chain.headUpTo(100));
        assertEquals(head(3), chain.headFrom(1));
        assertEquals(head(6), chain.headFrom(4));
        assertEquals(head(6), chain.headFrom(6));
        assertNull(chain.headFrom(10));
    }

    @Test
    void headsOfABranchStandAsFarApartAsBefore() {
        int each = AuthorChain.HEAD_SPACING_BYTES / 10;
        for (int i = 1; i <= 100; i++) {
            append(1, each);
            chain.sign(head(i));
        }
        ChainId id = new ChainId(Fixture.author(0).author(), 0, past(31).hash());
        var branch = new AuthorChain(1, id, new Origin(0, 30), past(30), 16);
        chain.splitInto(branch, 31, past(30), 70L * each);
        assertEquals(30, chain.last);
        assertEquals(70L * each, branch.contentBytes);
        assertEquals(30L * each, chain.contentBytes);
        int kept = branch.heads.size();
        for (int i = 101; i <= 130; i++) {
            branch.append(i, past(i), each);
            branch.sign(head(i));
        }
        assertTrue(branch.heads.size() >= kept + 2, "kept " + branch.heads.size());
        assertTrue(branch.heads.size() <= kept + 4, "kept " + branch.heads.size());
    }

    @Test
    void placesOnDiskAreSparseAndFindWhatLiesBetween() {
        append(100, 1);
        assertEquals(-1, chain.positionBefore(1));
        for (int seq = 1; seq <= 100; seq++) {
            chain.stored(seq, 10_000L * seq);
        }
        assertEquals(15, chain.places.size());
        for (int seq = 1; seq <= 100; seq++) {
            long position = chain.positionBefore(seq);
            assertTrue(position <= 10_000L * seq);
            assertTrue(10_000L * seq - position < AuthorChain.PLACE_SPACING_BYTES + 10_000);
        }
        ChainId id = new ChainId(Fixture.author(0).author(), 0, past(31).hash());
        var branch = new AuthorChain(1, id, new Origin(0, 30), past(30), 16);
        long before = chain.positionBefore(31);
        chain.splitInto(branch, 31, past(30), 0);
        assertEquals(before, branch.positionBefore(31));
        assertEquals(10_000L * 29, chain.positionBefore(30));
        assertNull(chain.window.at(31));
        assertNotNull(branch.window.at(100));
    }

    @Test
    void aChainGrowsByOne() {
        append(2, 1);
        assertThrows(IllegalStateException.class, () -> chain.append(2, past(2), 1));
        assertThrows(IllegalStateException.class, () -> chain.append(4, past(4), 1));
        chain.ended = true;
        assertThrows(IllegalStateException.class, () -> chain.append(3, past(3), 1));
    }
}
