package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.lab.SimPeer;
import kith.port.Now;
import kith.state.Query;
import kith.state.Writing;
import kith.store.Segment;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What was there once is read again, and what one wrote is taken back, while others write too.
class PastTest {
    private static final int SEEDS = 3;
    private static final Address SPACE = new Address(null, "a", Path.ROOT);
    private static final Address NOTES = new Address(null, "a", Path.of("notes"));

    private static Answer ask(Story story, SimPeer peer, Command command) {
        var answers = new ArrayList<Answer>();
        peer.call(command, answers::add);
        return story.run(answers);
    }

    private static String edit(Story story, SimPeer peer, Writing.Edit edit) {
        var command = new Command.Write(SPACE, List.of(edit), List.of(), false);
        return assertInstanceOf(Answer.Written.class, ask(story, peer, command)).version();
    }

    private static String splice(Story story, SimPeer peer, int at, int delete, String insert) {
        return edit(story, peer, new Writing.Splice(Path.of("notes"), at, delete, insert));
    }

    private static Answer undo(Story story, SimPeer peer, boolean redo) {
        return ask(story, peer, new Command.Undo(NOTES, null, redo));
    }

    private static Answer past(Story story, SimPeer peer, String version) {
        return ask(
                story, peer, new Command.Past(SPACE, List.of(version), 9, null, Query.CELLS_MAX));
    }

    /// The texts of that past.
    private static TreeMap<String, String> texts(Answer past) {
        var texts = new TreeMap<String, String>();
        for (Query.Found one : assertInstanceOf(Answer.Found.class, past).cells().cells()) {
            if (one.shown().value() instanceof Value.Text(String text)) {
                texts.put(one.path().toText(), text);
            }
        }
        return texts;
    }

    @Test
    void eachTakesBackWhatIsItsOwnWhileTheOtherWritesOn() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    splice(story, all[0], 0, 0, "milk");
                    story.agree();
                    splice(story, all[1], 4, 0, " eggs");
                    splice(story, all[0], 0, 0, "oat ");
                    story.agree();
                    assertEquals("oat milk eggs", Story.shown(all[0]).get("notes"));
                    story.islands(island(all[0]), island(all[1]));
                    undo(story, all[0], false);
                    splice(story, all[1], 13, 0, ", bread");
                    undo(story, all[1], false);
                    undo(story, all[1], false);
                    splice(story, all[1], 8, 0, "!");
                    assertEquals("milk eggs", Story.shown(all[0]).get("notes"));
                    assertEquals("oat milk!", Story.shown(all[1]).get("notes"));
                    story.reunite();
                    assertEquals("milk!", Story.shown(all[0]).get("notes"));
                    undo(story, all[0], true);
                    story.agree();
                    assertEquals("oat milk!", Story.shown(all[1]).get("notes"));
                    undo(story, all[1], false);
                    story.agree();
                    assertEquals("oat milk", Story.shown(all[0]).get("notes"));
                });
    }

    @Test
    void whatOneWroteOverTheOthersValueIsNotTakenBackWhenThatOneWroteAgain() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben");
                    story.write(all[0], "notes", "of ann");
                    story.agree();
                    story.write(all[1], "notes", "of ben");
                    story.agree();
                    var refused = assertInstanceOf(Answer.Failed.class, undo(story, all[0], false));
                    assertEquals(Problem.UNDO_REFUSED, refused.problem());
                    undo(story, all[1], false);
                    story.agree();
                    assertEquals("of ann", Story.shown(all[0]).get("notes"));
                });
    }

    @Test
    void aPastWithWhatARemovedMemberTypedIsWhatWasShown() {
        Story.each(
                SEEDS,
                story -> {
                    SimPeer[] all = story.meet("ann", "ben", "cem");
                    splice(story, all[0], 0, 0, "milk");
                    story.agree();
                    story.islands(island(all[0]), island(all[1], all[2]));
                    splice(story, all[2], 0, 0, "SPAM ");
                    story.agree(all[1], all[2]);
                    splice(story, all[1], 9, 0, ", eggs");
                    ask(story, all[0], new Command.RemoveMember(null, all[2].id()));
                    all[2].belongs(false);
                    story.reunite();
                    String version = splice(story, all[1], 4, 0, "!");
                    story.agree();
                    for (SimPeer peer : List.of(all[0], all[1])) {
                        assertEquals("milk!, eggs", Story.shown(peer).get("notes"));
                        assertEquals(Story.shown(peer), texts(past(story, peer, version)));
                    }
                });
    }

    @Test
    void aPastOfWhichAPartWentBadOnTheDiskIsRefused() {
        Story.each(
                SEEDS,
                Story.SHORT_MEMORY_PLAIN,
                story -> {
                    SimPeer ann = story.meet("ann")[0];
                    for (int i = 0; i < 20; i++) {
                        story.write(ann, "cell", "what stands in most of the log " + i);
                    }
                    story.world.run(Now.SECOND);
                    String log = Segment.file(1);
                    ann.disk().flip(log, ann.disk().size(log) / 2, 3);
                    String version = edit(story, ann, new Writing.PutText(Path.of("notes"), "ok"));
                    var refused = assertInstanceOf(Answer.Failed.class, past(story, ann, version));
                    assertEquals(Problem.LOG_DAMAGED, refused.problem());
                    assertEquals("ok", Story.shown(ann).get("notes"));
                });
    }

    @Test
    void aPastInWhichMoreWasWrittenThanIsKeptIsRefusedAndAPartOfItIsTold() {
        Story.each(
                1,
                story -> {
                    SimPeer ann = story.meet("ann")[0];
                    String much = "0123456789abcdef".repeat(1 << 16).substring(0, 1_040_000);
                    for (int i = 0; i < 65; i++) {
                        story.write(ann, "large", i + much);
                    }
                    String version = edit(story, ann, new Writing.PutText(Path.of("notes"), "ok"));
                    var refused = assertInstanceOf(Answer.Failed.class, past(story, ann, version));
                    assertEquals(Problem.PAST_TOO_LARGE, refused.problem());
                    var start = new Address(null, "a", Path.of("start"));
                    Answer part =
                            ask(story, ann, new Command.Past(start, List.of(version), 0, null, 1));
                    assertEquals("once", texts(part).get("start"));
                });
    }
}
