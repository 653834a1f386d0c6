package kith.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.log.Frontier.NamedPlace;
import org.junit.jupiter.api.Test;

class FrontierTest {
    private static final Bytes AUTHOR = Fixture.bytes(32, 0xab);
    private static final String HEX = AUTHOR.hex();

    @Test
    void aPlaceHasOneText() {
        ChainId chain = new ChainId(AUTHOR, 31, Bytes.EMPTY);
        assertEquals(HEX + ".1f.12", new NamedPlace(chain, 12).text());
        ChainId branch = new ChainId(AUTHOR, 0, Fixture.bytes(32, 7));
        String text = HEX + ".0.3." + Fixture.bytes(32, 7).hex();
        assertEquals(text, new NamedPlace(branch, 3).text());
        assertEquals(new NamedPlace(branch, 3), Frontier.parse(text));
        assertEquals(new NamedPlace(chain, 12), Frontier.parse(HEX + ".1f.12"));
    }

    @Test
    void theLargestNumbersComeBack() {
        ChainId chain = new ChainId(AUTHOR, Long.MAX_VALUE, AUTHOR);
        var place = new NamedPlace(chain, Integer.MAX_VALUE);
        assertEquals(place, Frontier.parse(place.text()));
    }

    @Test
    void everyOtherTextIsRefused() {
        for (String wrong :
                List.of(
                        "",
                        ".",
                        "..",
                        HEX,
                        HEX + ".0",
                        HEX + ".0.0",
                        HEX + ".0.-1",
                        HEX + ".0.01",
                        HEX + ".00.1",
                        HEX + ".0.1.",
                        HEX + ".0.1.ab",
                        HEX + ".0.1." + HEX + ".",
                        HEX + ".F.1",
                        HEX + ".g.1",
                        HEX + "..1",
                        HEX + ".0.2147483648",
                        HEX + ".8000000000000000.1",
                        HEX + ".\u0661.1",
                        HEX + ".0.\uff11",
                        HEX.toUpperCase(java.util.Locale.ROOT) + ".0.1",
                        HEX.substring(2) + ".0.1",
                        HEX + "0.0.1",
                        " " + HEX + ".0.1",
                        "x".repeat(100_000))) {
            assertThrows(Malformed.class, () -> Frontier.parse(wrong), wrong);
        }
    }

    @Test
    void aVersionIsOrderedAndHasEachChainOnceWithItsNewest() {
        ChainId one = Fixture.author(1);
        ChainId two = Fixture.author(2);
        var frontier =
                new Frontier(
                        List.of(
                                new NamedPlace(two, 3),
                                new NamedPlace(one, 2),
                                new NamedPlace(two, 5)));
        assertEquals(List.of(new NamedPlace(one, 2), new NamedPlace(two, 5)), frontier.places());
        assertEquals(frontier, Frontier.ofTexts(frontier.texts()));
    }

    @Test
    void whatAClientHandsBackIsBounded() {
        List<String> texts = Collections.nCopies(Frontier.PLACES_MAX + 1, HEX + ".0.1");
        assertThrows(Malformed.class, () -> Frontier.ofTexts(texts));
        assertEquals(1, Frontier.ofTexts(texts.subList(1, texts.size())).places().size());
    }
}
