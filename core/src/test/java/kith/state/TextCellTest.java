package kith.state;

import static kith.state.Scene.json;
import static kith.state.Scene.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kith.crdt.Content;
import kith.crdt.Op;
import kith.crdt.Viewpoint;
import kith.lang.Bytes;
import kith.lang.Rng;
import kith.lang.Writer;
import kith.log.ChainId;
import kith.log.Seen;
import kith.log.Stamp;
import kith.state.Shown.Slot;
import kith.state.Writing.Reason;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// A text among the other things that a cell can be.
final class TextCellTest {
    private final Scene scene = new Scene();
    private final Space space = scene.space;

    private static Op.Splice splice(String at, int position, int delete, String insert) {
        return new Op.Splice(path(at), position, delete, insert);
    }

    private Reason refused(Writing.Edit... edits) {
        return assertInstanceOf(Writing.Refused.class, scene.edit(edits)).reason();
    }

    private List<Op> ops(Writing.Edit edit) {
        return assertInstanceOf(Writing.Ready.class, scene.edit(edit)).ops();
    }

    @Test
    void whatTwoPeopleTypeAtOnceBothStays() {
        scene.blind(1, 10, splice("notes", 0, 0, "milk"));
        scene.blind(2, 20, splice("notes", 0, 0, "eggs"));
        assertEquals(Slot.TEXT, space.shown(path("notes")).slot());
        assertEquals("\"milkeggs\"", scene.at("notes"));
    }

    @Test
    void aTextThatIsThereIsEditedAsLittleAsItTakes() {
        scene.edit(new Writing.PutText(path("notes"), "two eggs"));
        List<Op> ops = ops(new Writing.PutText(path("notes"), "ten eggs"));
        assertEquals(List.of(splice("notes", 1, 2, "en")), ops);
        assertEquals("\"ten eggs\"", scene.at("notes"));
    }

    @Test
    void aTextTakesThePlaceOfAValueAndAValueThatOfAText() {
        scene.put("notes", "1");
        scene.edit(new Writing.PutText(path("notes"), "a"));
        assertEquals(1, space.conflicts(path("notes")).size());
        assertEquals("\"a\"", scene.at("notes"));
        scene.put("notes", "2");
        assertEquals(1, space.conflicts(path("notes")).size());
        assertEquals("2", scene.at("notes"));
    }

    @Test
    void anEmptyTextIsSomething() {
        scene.edit(new Writing.PutText(path("notes"), ""));
        assertEquals("\"\"", scene.at("notes"));
        assertEquals(Slot.TEXT, space.shown(path("notes")).slot());
    }

    @Test
    void whatItsAuthorHadNotSeenSurvivesARemoval() {
        scene.write(1, splice("notes", 0, 0, "old"));
        var before = scene.replica.seen(Map.copyOf(scene.replica.have));
        scene.write(2, splice("notes", 3, 0, " new"));
        var stamp = new Stamp(scene.replica.open(Histories.chain(3)), 1, 400);
        space.apply(stamp, List.of(new Op.Remove(path("notes"))), before);
        assertEquals("\" new\"", scene.at("notes"));
    }

    @Test
    void aTextThatWasRemovedIsNothingAndCanBeginAgain() {
        scene.edit(new Writing.PutText(path("notes"), "old"));
        scene.remove("notes");
        assertEquals("nothing", scene.at("notes"));
        space.check();
        scene.edit(new Writing.Splice(path("notes"), 0, 0, "again"));
        assertEquals("\"again\"", scene.at("notes"));
    }

    @Test
    void twoRemovalsOfADeadTextAreBothKeptForThoseWhoSawOnlyOne() {
        scene.write(1, splice("a/notes", 0, 0, "xy"));
        var seen = scene.replica.seen(Map.copyOf(scene.replica.have));
        int two = scene.replica.open(Histories.chain(2));
        int three = scene.replica.open(Histories.chain(3));
        space.apply(new Stamp(two, 1, 300), List.of(new Op.Remove(path("a"))), seen);
        space.apply(new Stamp(three, 1, 301), List.of(new Op.Remove(path(""))), seen);
        space.settle();
        Seen sawThree = chain -> chain == three ? 1 : seen.upTo(chain);
        space.apply(new Stamp(three, 2, 302), List.of(splice("a/notes", 0, 0, "z")), sawThree);
        assertEquals("\"z\"", scene.at("a/notes"));
    }

    @Test
    void positionsThatAreNotThereAreRefused() {
        scene.edit(new Writing.PutText(path("notes"), "a\ud83d\ude00b"));
        assertEquals(Reason.BAD_POSITION, refused(new Writing.Splice(path("notes"), 5, 0, "x")));
        assertEquals(Reason.BAD_POSITION, refused(new Writing.Splice(path("notes"), 3, 2, "")));
        assertEquals(Reason.BAD_POSITION, refused(new Writing.Splice(path("notes"), 2, 0, "x")));
        assertEquals(Reason.BAD_POSITION, refused(new Writing.Splice(path("notes"), 0, 2, "")));
        scene.put("number", "1");
        assertEquals(Reason.NOT_A_TEXT, refused(new Writing.Splice(path("number"), 0, 0, "x")));
        assertEquals("\"a\ud83d\ude00b\"", scene.at("notes"));
    }

    @Test
    void theHalvesOfACharacterStayTogetherForWhoWritesFromAnOldVersion() {
        scene.edit(new Writing.PutText(path("notes"), "a\ud83d\ude00b"));
        var old = Map.copyOf(scene.replica.have);
        scene.write(2, splice("notes", 0, 0, "123456789"));
        assertEquals(
                Reason.BAD_POSITION, refusedAt(old, new Writing.Splice(path("notes"), 2, 0, "x")));
        assertEquals(
                Reason.BAD_POSITION, refusedAt(old, new Writing.Splice(path("notes"), 0, 2, "")));
        scene.write(2, splice("notes", 10, 2, ""));
        planAt(old, new Writing.Splice(path("notes"), 2, 0, "x")); // it is gone, so nothing is torn
    }

    @Test
    void theHalvesOfACharacterStayTogetherInATransaction() {
        var first = new Writing.Splice(path("notes"), 0, 0, "\ud83d\ude00");
        var torn = new Writing.Splice(path("notes"), 1, 0, "x");
        assertEquals(Reason.BAD_POSITION, refused(first, torn));
        scene.edit(new Writing.PutText(path("notes"), "a\ud83d\ude00b"));
        var longer = new Writing.Splice(path("notes"), 0, 1, "...");
        assertEquals(
                Reason.BAD_POSITION, refused(longer, new Writing.Splice(path("notes"), 4, 0, "")));
        assertEquals(
                Reason.BAD_POSITION, refused(longer, new Writing.Splice(path("notes"), 3, 1, "")));
        scene.edit(longer, new Writing.Splice(path("notes"), 3, 2, "-"));
        assertEquals("\"...-b\"", scene.at("notes"));
    }

    @Test
    void aTextThatIsPutFromAnOldVersionLeavesWhatOthersWrote() {
        scene.edit(new Writing.PutText(path("notes"), "milk, eggs"));
        var old = Map.copyOf(scene.replica.have);
        scene.write(2, splice("notes", 10, 0, ", bread"));
        Writing.Plan plan = planAt(old, new Writing.PutText(path("notes"), "oat milk, eggs"));
        assertEquals(
                List.of(splice("notes", 0, 0, "oat ")),
                assertInstanceOf(Writing.Ready.class, plan).ops());
    }

    private Writing.Plan planAt(Map<ChainId, Integer> seen, Writing.Edit edit) {
        Viewpoint at = scene.replica.at(Histories.chain(3), 1, 900, seen);
        return Writing.forUser(space, at).plan(List.of(edit));
    }

    private Reason refusedAt(Map<ChainId, Integer> seen, Writing.Edit edit) {
        return assertInstanceOf(Writing.Refused.class, planAt(seen, edit)).reason();
    }

    @Test
    void anOperationOfSomebodyElseWithoutAPlaceDoesNothing() {
        scene.blind(2, 10, splice("notes", 1, 0, "x"));
        space.settle();
        assertEquals("nothing", scene.at(""));
        space.check();
    }

    @Test
    void editsOfOneTransactionFollowEachOther() {
        scene.edit(
                new Writing.Splice(path("notes"), 0, 0, "ac"),
                new Writing.Splice(path("notes"), 1, 0, "b"),
                new Writing.Put(path("count"), json("3")));
        assertEquals("{\"count\":3,\"notes\":\"abc\"}", scene.at(""));
    }

    @Test
    void aTextComesBackFromACheckpointWithItsPast() {
        scene.write(1, splice("notes", 0, 0, "shopping: "));
        var seen = scene.replica.seen(Map.copyOf(scene.replica.have));
        scene.write(1, splice("notes", 10, 0, "milk".repeat(500)));
        space.settle();
        var loaded = new Space(scene.replica);
        StateImage image = StateImage.begin(space, 300);
        for (Bytes section = image.next(); section != null; section = image.next()) {
            StateImage.load(loaded, section, scene.replica.numbers.size());
        }
        loaded.settle();
        assertEquals(space.value(path("")), loaded.value(path("")));
        var stamp = new Stamp(scene.replica.open(Histories.chain(2)), 1, 500);
        loaded.apply(stamp, List.of(splice("notes", 10, 0, "eggs ")), seen);
        space.apply(stamp, List.of(splice("notes", 10, 0, "eggs ")), seen);
        assertNotNull(loaded.value(path("notes")));
        assertEquals(space.value(path("")), loaded.value(path("")));
    }

    @Test
    void whatARemovedMemberTypedIsNotShownAndOthersKeepTheirPlaces() {
        int one = scene.replica.open(Histories.chain(1));
        int two = scene.replica.open(Histories.chain(2));
        Seen nothing = chain -> 0;
        Seen sawBoth = chain -> chain == one || chain == two ? 1 : 0;
        space.apply(new Stamp(one, 1, 100), List.of(splice("a", 0, 0, "milk")), nothing);
        Seen sawOne = chain -> chain == one ? 1 : 0;
        var gone = new Viewpoint(new Stamp(two, 1, 101), sawOne);
        space.applyVoid(gone, List.of(splice("a", 0, 0, "SPAM "), new Op.Remove(path("b"))));
        assertEquals("\"milk\"", scene.at("a"));
        space.apply(new Stamp(one, 2, 102), List.of(splice("a", 9, 0, ", eggs")), sawBoth);
        assertEquals("\"milk, eggs\"", scene.at("a"));
        scene.replica.have.put(Histories.chain(1), 2);
        scene.replica.have.put(Histories.chain(2), 1);
        scene.editAs(3, new Writing.Splice(path("a"), 0, 4, "bread"));
        assertEquals("\"bread, eggs\"", scene.at("a"));
        scene.editAs(3, new Writing.PutText(path("a"), "two breads, ten eggs"));
        assertEquals("\"two breads, ten eggs\"", scene.at("a"));
    }

    @Test
    void whatARemovedMemberDeletedIsShownAndCanBeWrittenBehind() {
        int one = scene.replica.open(Histories.chain(1));
        int two = scene.replica.open(Histories.chain(2));
        Seen sawOne = chain -> chain == one ? 1 : 0;
        space.apply(new Stamp(one, 1, 100), List.of(splice("a", 0, 0, "milk")), chain -> 0);
        var gone = new Viewpoint(new Stamp(two, 1, 101), sawOne);
        space.applyVoid(gone, List.of(splice("a", 0, 3, "")));
        scene.replica.have.put(Histories.chain(1), 1);
        scene.replica.have.put(Histories.chain(2), 1);
        scene.editAs(3, new Writing.Splice(path("a"), 4, 0, ", eggs"));
        assertEquals("\"milk, eggs\"", scene.at("a"));
        assertEquals(Reason.BAD_POSITION, refused(new Writing.Splice(path("a"), 11, 0, "x")));
    }

    @Test
    void aListTakesElementsInAndMovesThem() {
        scene.edit(
                new Writing.ListSplice(path("l"), 0, 0, List.of(json("1"), json("2"), json("3"))));
        assertEquals(Slot.LIST, space.shown(path("l")).slot());
        scene.edit(new Writing.ListMove(path("l"), 2, 0));
        scene.edit(new Writing.ListSplice(path("l"), 1, 1, List.of(json("{\"a\":null}"))));
        assertEquals("[3,{\"a\":null},2]", scene.at("l"));
        assertEquals(Reason.BAD_POSITION, refused(new Writing.ListMove(path("l"), 3, 0)));
        scene.put("m", "1");
        assertEquals(Reason.NOT_A_LIST, refused(new Writing.ListMove(path("m"), 0, 0)));
        scene.remove("l");
        assertEquals("nothing", scene.at("l"));
        space.check();
    }

    @Test
    void anElementThatTwoMoveAtOnceIsInOnePlace() {
        scene.write(1, new Op.ListSplice(path("l"), 0, 0, List.of(json("1"), json("2"))));
        var seen = scene.replica.seen(Map.copyOf(scene.replica.have));
        int two = scene.replica.open(Histories.chain(2));
        int three = scene.replica.open(Histories.chain(3));
        space.apply(new Stamp(two, 1, 300), List.of(new Op.ListMove(path("l"), 0, 1)), seen);
        space.apply(new Stamp(three, 1, 301), List.of(new Op.ListMove(path("l"), 0, 1)), seen);
        assertEquals("[2,1]", scene.at("l"));
    }

    @Test
    void piecesOfATextAndAListOfOneCellMayComeInAnyOrder() {
        scene.blind(1, 10, splice("both", 0, 0, "milk".repeat(2000)));
        var rng = new Rng(1);
        var values = new ArrayList<Value>();
        for (int i = 0; i < 2000; i++) {
            values.add(Value.Int.of(rng.nextInt(1 << 20))); // so that packing leaves much
        }
        scene.blind(2, 11, new Op.ListSplice(path("both"), 0, 0, values));
        space.settle();
        var sections = new ArrayList<Bytes>();
        StateImage image = StateImage.begin(space, 300);
        for (Bytes section = image.next(); section != null; section = image.next()) {
            sections.add(sections.size() / 2, section); // the last ones in the middle
        }
        var loaded = new Space(scene.replica);
        for (Bytes section : sections) {
            StateImage.load(loaded, section, scene.replica.numbers.size());
        }
        loaded.settle();
        assertTrue(sections.size() > 5);
        assertEquals(space.conflicts(path("both")), loaded.conflicts(path("both")));
        assertEquals(2, loaded.conflicts(path("both")).size());
    }

    @Test
    void aPieceThatPromisesVeryManyTakesNoMoreThanItself() {
        var loaded = new Space(scene.replica);
        for (int part = 0; part < 200; part++) {
            var out = new Writer().u8(1);
            Path last = Path.ROOT;
            for (int i = 0; i < 100; i++) {
                Path path = path("p/" + (100 * part + i));
                path.writeAfter(out.u8(4), last);
                out.varint(7).varint(1 << 16).varint(1).u8(0);
                last = path;
            }
            StateImage.load(loaded, out.toBytes(), 1); // as arrays these would be 5 GB
        }
        assertEquals("nothing", Scene.text(loaded.value(path("p"))));
    }

    @Test
    void aTextToWhichTooMuchHappenedAtOnceTakesNothingMore() {
        scene.put("other", "1");
        var out = new Writer().u8(1);
        path("full").writeAfter(out.u8(4), Path.ROOT);
        out.varint(0).varint(1).varint(1).u8(0);
        StateImage.load(space, out.toBytes(), 1);
        assertEquals("nothing", scene.at("full"));
        assertEquals(Reason.TOO_LARGE, refused(new Writing.Splice(path("full"), 0, 0, "x")));
        assertEquals(Reason.TOO_LARGE, refused(new Writing.PutText(path("full"), "x")));
        var remove = new Writing.Remove(path("full"));
        assertEquals(Reason.TOO_LARGE, refused(remove, new Writing.PutText(path("full"), "x")));
        scene.put("full", "2");
        assertEquals("2", scene.at("full"));
        space.check();
    }

    @Test
    void halvesOfCharactersThatOthersTypeOrLeaveAreKept() {
        List<Op> ops =
                Content.read(
                        Content.of(
                                List.of(
                                        splice("notes", 0, 0, "\ud83d\ude00"),
                                        splice("notes", 0, 1, ""), // leaves the second half
                                        splice("notes", 1, 0, "-\ud83d"))));
        scene.write(2, ops.toArray(new Op[0]));
        space.settle();
        var shown = new Value.Text("\ude00-\ud83d");
        assertEquals(shown, space.shown(path("notes")).value());
        var loaded = new Space(scene.replica);
        StateImage image = StateImage.begin(space, 1500);
        for (Bytes section = image.next(); section != null; section = image.next()) {
            StateImage.load(loaded, section, scene.replica.numbers.size());
        }
        assertEquals(shown, loaded.shown(path("notes")).value());
        scene.editAs(3, new Writing.Splice(path("notes"), 2, 1, "x"));
        assertEquals(new Value.Text("\ude00-x"), space.shown(path("notes")).value());
    }

    @Test
    void aTextIsNoLongerThanItMayBe() {
        String much = "0123456789abcdef".repeat(1 << 16); // a change holds a little less
        assertEquals(Reason.TOO_LARGE, refused(new Writing.PutText(path("notes"), much)));
        String part = much.substring(0, 1 << 19);
        int parts = Op.TEXT_LENGTH_MAX / part.length();
        for (int i = 0; i < parts; i++) {
            scene.edit(new Writing.Splice(path("notes"), 0, 0, part));
        }
        assertEquals(Reason.TOO_LARGE, refused(new Writing.Splice(path("notes"), 0, 0, "x")));
        scene.write(2, splice("notes", 0, 0, "of somebody else"));
        scene.edit(new Writing.Splice(path("notes"), Op.TEXT_LENGTH_MAX - 5, 5, "end"));
        Value shown = space.shown(path("notes")).value();
        assertTrue(shown instanceof Value.Text(String text) && text.endsWith("9aend"), "its end");
    }
}
