package kith.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import kith.identity.BoardRules;
import kith.lang.Rng;
import org.junit.jupiter.api.Test;

class WallsTest {
    @Test
    void ofAThousandFromOneInvitationOneIsChosen() {
        var inOrder = new ArrayList<Contact>();
        for (int i = 0; i < 1_000; i++) {
            inOrder.add(Some.contact(i, 1, 100 + i));
        }
        for (int i = 0; i < 7; i++) {
            inOrder.add(Some.contact(2_000 + i, 2 + i));
        }
        List<Contact> chosen = Walls.distinct(inOrder, 8);
        assertEquals(8, chosen.size());
        assertEquals(Some.peer(0), chosen.getFirst().peer());
        assertEquals(1, chosen.stream().filter(one -> one.isBehindOneWall(inOrder.get(5))).count());
    }

    @Test
    void whereThereAreFewSubtreesThoseOneStepDeeperCount() {
        List<Contact> inOrder =
                List.of(
                        Some.contact(1, 1, 10),
                        Some.contact(2, 1, 10),
                        Some.contact(3, 1, 11),
                        Some.contact(4, 2, 12));
        assertEquals(
                List.of(Some.peer(1), Some.peer(4), Some.peer(3)),
                Some.peers(Walls.distinct(inOrder, 3)));
    }

    @Test
    void rulesOfABoardSayWhatItsFounderSaid() {
        var some = new DirectoryRules(3, 10, 5, 2, 3, 3_600_000, 600_000);
        assertEquals(some, DirectoryRules.of(new BoardRules(0, 0, 0, List.of(some.field()))));
        assertEquals(DirectoryRules.DEFAULT, DirectoryRules.of(BoardRules.NONE));
    }

    @Test
    void aPlaceBesideAnotherSharesSoManyBitsWithIt() {
        var rng = new Rng(3);
        Place place = Some.place(0x5a5a5a5a);
        for (int bits = 0; bits < 32; bits++) {
            assertEquals(bits, place.shared(place.beside(bits, rng)));
        }
    }
}
