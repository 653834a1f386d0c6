package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.ForkProof.Branch;
import kith.log.Headers.Header;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class ForkProofTest {
    private static final Headers HEADERS = Fixture.HEADERS;
    private static final ChainId AUTHOR = Fixture.author(0);

    /// The headers from change `seqFirst` to the end of a chain whose changes after the second are
    /// written at `tick`, and its head.
    private static Branch branch(int seqFirst, int seqLast, int tick) {
        ChangeGraph graph = Fixture.graph();
        int chain = graph.open(AUTHOR);
        var headers = new ArrayList<Header>();
        for (int seq = 1; seq <= seqLast; seq++) {
            int at = seq <= 2 ? seq : tick + seq;
            Verified made = Fixture.write(graph, chain, at, List.of());
            if (seq >= seqFirst) {
                headers.add(made.header(seq, HEADERS));
            }
        }
        return new Branch(headers, Fixture.head(graph, chain).signature());
    }

    private static ForkProof proof() {
        return ForkProof.of(AUTHOR, branch(3, 3, 10), branch(3, 6, 20), HEADERS);
    }

    @Test
    void twoChangesAfterOneAndTheirHeadsAreAProof() {
        ForkProof proof = proof();
        proof.check(HEADERS);
        assertEquals(3, proof.seq());
        assertEquals(HEADERS.hash(branch(2, 2, 0).headers().getFirst()), proof.prev());
        for (ForkProof.Signed signed : proof.signed(Fixture.SPACE, HEADERS)) {
            assertTrue(Fixture.holds(signed.key(), signed.message(), signed.signature()));
        }
        List<ChainId> names = proof.branches(HEADERS);
        assertTrue(names.getFirst().compareTo(names.getLast()) < 0);
    }

    @Test
    void theOrderInWhichTheBranchesWereFoundDoesNotMatter() {
        ForkProof other = ForkProof.of(AUTHOR, branch(3, 6, 20), branch(3, 3, 10), HEADERS);
        assertEquals(proof(), other);
        Branch smaller = other.first();
        var swapped = new ForkProof(AUTHOR, other.second(), smaller);
        assertThrows(Malformed.class, () -> swapped.check(HEADERS));
    }

    @Test
    void aProofIsMadeOfWhatAGraphKeeps() {
        ChangeGraph graph = Fixture.graph();
        int chain = graph.open(AUTHOR);
        var stored = new ArrayList<StoredRun>();
        for (int seq = 1; seq <= 5; seq++) {
            Verified made = Fixture.write(graph, chain, seq <= 2 ? seq : 20 + seq, List.of());
            var out = new Writer();
            StoredRun.write(out, made);
            stored.add(StoredRun.read(new Reader(out.toBytes())));
            if (seq == 4) {
                graph.sign(chain, Fixture.head(graph, chain));
            }
        }
        Head head = graph.headFrom(chain, 3);
        assertNotNull(head);
        assertEquals(4, head.seq());
        var headers = List.of(stored.get(2).header(3, HEADERS), stored.get(3).header(4, HEADERS));
        var ours = new Branch(headers, head.signature());
        ForkProof proof = ForkProof.of(AUTHOR, ours, branch(3, 3, 10), HEADERS);
        for (ForkProof.Signed signed : proof.signed(Fixture.SPACE, HEADERS)) {
            assertTrue(Fixture.holds(signed.key(), signed.message(), signed.signature()));
        }
    }

    @Test
    void whatIsNoForkIsMalformed() {
        Branch one = branch(3, 4, 10);
        Branch other = branch(3, 4, 20);
        assertMalformed(one, one);
        assertMalformed(one, branch(3, 6, 10)); // the same chain, longer
        assertMalformed(one, branch(4, 4, 20)); // another sequence number
        assertMalformed(branch(4, 4, 10), branch(4, 4, 20)); // after different changes
        var gap =
                new Branch(
                        List.of(other.headers().getFirst(), branch(5, 5, 20).headers().getFirst()),
                        other.signature());
        assertMalformed(one, gap);
        var foreign =
                new Branch(
                        List.of(other.headers().getFirst(), one.headers().getLast()),
                        other.signature());
        assertMalformed(one, foreign);
    }

    private static void assertMalformed(Branch one, Branch other) {
        assertThrows(Malformed.class, () -> ForkProof.of(AUTHOR, one, other, HEADERS));
    }

    @Test
    void aHeadOfAnotherSpaceIsNoProofHere() {
        ForkProof.Signed signed = proof().signed(Fixture.bytes(32, 1), HEADERS).getFirst();
        assertTrue(!Fixture.holds(signed.key(), signed.message(), signed.signature()));
    }

    @Test
    void aProofNamesTheChainAsItBegan() {
        ForkProof proof = proof();
        ChainId branch = proof.branches(HEADERS).getFirst();
        assertEquals(proof, ForkProof.of(branch, proof.first(), proof.second(), HEADERS));
        assertThrows(
                IllegalArgumentException.class,
                () -> new ForkProof(branch, proof.first(), proof.second()));
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void aProofComesBackAndAChangedOneProvesNothing(@ForAll long seed) {
        var random = new Rng(seed);
        ForkProof proof = proof();
        var out = new Writer();
        proof.write(out);
        assertEquals(proof, ForkProof.read(new Reader(out.toBytes())));
        Bytes changed = RunCodecProperties.mutated(out.toArray(), random);
        if (changed.equals(out.toBytes())) {
            return;
        }
        try {
            ForkProof other = ForkProof.read(new Reader(changed));
            assertNotEquals(proof, other);
            other.check(HEADERS);
            for (ForkProof.Signed signed : other.signed(Fixture.SPACE, HEADERS)) {
                if (!Fixture.holds(signed.key(), signed.message(), signed.signature())) {
                    return;
                }
            }
            throw new AssertionError("seed " + seed + ": a proof of nothing holds");
        } catch (Malformed refused) {
            return;
        }
    }
}
