package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.replica.history.Why;
import kith.replica.history.Why.Part;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Why a cell shows what it shows: the same for everybody who has the same changes.
@Tag("worlds")
final class WhyTest {
    /// The message by which a side declares a space.
    private static final int DECLARES = 6;

    private static Why why(Scene scene, SimPeer peer, String address) {
        Answer answer = scene.call(peer, new Command.Why(Address.parse(address), 100));
        assertTrue(answer instanceof Answer.Explained, answer::toString);
        return ((Answer.Explained) answer).why();
    }

    /// Each change by its author and number, with its role, and whether it was concurrent.
    private static List<String> told(Why why, SimPeer... peers) {
        var told = new ArrayList<String>();
        for (Part part : why.parts()) {
            String who = part.entry().chain().author().hex();
            for (SimPeer peer : peers) {
                who = peer.key().hex().equals(who) ? peer.name() : who;
            }
            String apart = part.concurrent() ? " apart" : "";
            told.add(who + "." + part.entry().seq() + " " + part.role() + apart);
        }
        told.sort(null);
        return told;
    }

    private static void edit(SimPeer peer, Writing.Edit... edits) {
        peer.edit("a", List.of(edits), answer -> {});
    }

    @Test
    void whoWroteWithoutHavingSeenTheOtherLivesBesideItUntilSomebodyWhoSawBothWrites() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada"); // her first change is another cell
                    SimPeer bob = scene.member("bob", ada);
                    scene.put(ada, "milk", 1);
                    scene.run(2);
                    scene.world.network().cut(ada, bob);
                    scene.put(ada, "milk", 2);
                    scene.run(1);
                    scene.put(bob, "milk", 3);
                    scene.run(1);
                    scene.world.network().healAll();
                    scene.await(() -> told(why(scene, ada, "a/milk")).size() == 3, 30);
                    for (SimPeer each : List.of(ada, bob)) {
                        scene.await(() -> told(why(scene, each, "a/milk")).size() == 3, 30);
                        Why why = why(scene, each, "a/milk");
                        assertEquals(
                                List.of("ada.2 REPLACED", "ada.3 BESIDE apart", "bob.1 SHOWN"),
                                told(why, ada, bob));
                        assertEquals(2, why.standings().size());
                        Part first = why.parts().getLast();
                        assertNotNull(first.by(), "who replaced the first");
                    }
                    scene.put(ada, "milk", 4);
                    scene.run(2);
                    List<String> all = told(why(scene, bob, "a/milk"), ada, bob);
                    assertEquals(
                            List.of(
                                    "ada.2 REPLACED",
                                    "ada.3 REPLACED",
                                    "ada.4 SHOWN",
                                    "bob.1 REPLACED"),
                            all);
                });
    }

    @Test
    void countsAndElementsArePartsAndARemovalReplacesWhatItsAuthorHadSeen() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada");
                    edit(ada, new Writing.Add(Path.parse("n"), 2));
                    scene.run(1);
                    edit(ada, new Writing.Add(Path.parse("n"), 3));
                    scene.run(1);
                    assertEquals(
                            List.of("ada.2 PART", "ada.3 PART"), told(why(scene, ada, "a/n"), ada));
                    edit(ada, new Writing.Remove(Path.parse("n")));
                    scene.run(1);
                    Why gone = why(scene, ada, "a/n");
                    assertEquals(
                            List.of("ada.2 REPLACED", "ada.3 REPLACED", "ada.4 REMOVES"),
                            told(gone, ada));
                    assertEquals(List.of(), gone.standings());
                    assertEquals(gone.parts().getFirst().entry().id(), gone.parts().getLast().by());
                });
    }

    @Test
    void ofACellWithCellsBelowEachThatLivesIsAPart() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada");
                    scene.put(ada, "list/x", 1);
                    scene.run(1);
                    scene.put(ada, "list/y", 1);
                    scene.run(1);
                    scene.put(ada, "list/x", 2);
                    scene.run(1);
                    assertEquals(
                            List.of("ada.2 REPLACED", "ada.3 PART", "ada.4 PART"),
                            told(why(scene, ada, "a/list"), ada));
                });
    }

    @Test
    void moreThanWasAskedForIsSaidAndWhatIsNotThereIsRefused() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada");
                    scene.put(ada, "x", 1);
                    scene.run(1);
                    scene.put(ada, "x", 2);
                    scene.run(1);
                    Answer one = scene.call(ada, new Command.Why(Address.parse("a/x"), 1));
                    assertTrue(one instanceof Answer.Explained, one::toString);
                    Why why = ((Answer.Explained) one).why();
                    assertEquals(List.of("ada.3 SHOWN"), told(why, ada));
                    assertNotNull(why.next());
                    assertNull(why(scene, ada, "a/x").next());
                    assertEquals(List.of(), why(scene, ada, "a/nothing").parts());
                    for (int count : new int[] {0, 101}) {
                        scene.refused(
                                Problem.VALUE_MALFORMED,
                                scene.call(ada, new Command.Why(Address.parse("a/x"), count)));
                    }
                    scene.refused(
                            Problem.SPACE_UNKNOWN,
                            scene.call(ada, new Command.Why(Address.parse("nowhere"), 1)));
                });
    }

    @Test
    void aSyncAsksForEverythingAgainAndDoesNoHarmWhereNothingIsMissing() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada");
                    SimPeer bob = scene.member("bob", ada);
                    scene.put(bob, "x", 7);
                    scene.run(2);
                    for (int i = 0; i < 3; i++) {
                        scene.call(ada, new Command.Sync(null));
                        scene.call(bob, new Command.Sync(ada.id()));
                        scene.run(1);
                    }
                    scene.sees(ada, "x", 7);
                    String peers = scene.health(ada, "spaces/home/a/peers");
                    assertTrue(peers.contains("\"inSync\":true"), peers);
                    assertEquals(1, ada.engine().linkCount());
                    SimPeer stranger = scene.world.add("stranger");
                    scene.refused(
                            Problem.NOT_CONNECTED,
                            scene.call(ada, new Command.Sync(stranger.id())));
                });
    }

    @Test
    void whoHasNotToldWhatItHasIsNotInSync() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada");
                    SimPeer bob = scene.member("bob", ada);
                    var held = new ArrayList<Bytes>();
                    Scene.tap(
                            bob,
                            (link, frame) -> {
                                boolean declares = new Reader(frame).u8() == DECLARES;
                                if (!declares && held.isEmpty()) {
                                    return List.of(frame);
                                }
                                held.add(frame); // and all that would follow on it
                                return List.of();
                            });
                    ada.put("b", "x", Value.Int.of(1), answer -> {});
                    scene.run(1);
                    assertEquals(1, ada.engine().linkCount());
                    String peers = scene.health(ada, "spaces/home/b/peers");
                    assertTrue(peers.contains("\"inSync\":false"), peers);
                    assertTrue(peers.contains("\"missingThere\":1"), peers);
                });
    }

    @Test
    void aSyncDialsAtOnceWhatWasWaitedFor() {
        Scene.each(
                scene -> {
                    SimPeer ada = scene.founder("ada");
                    SimPeer bob = scene.member("bob", ada);
                    scene.world.network().cut(ada, bob);
                    scene.run(300); // the next tries are a minute apart
                    assertEquals(0, ada.engine().linkCount());
                    scene.world.network().healAll();
                    scene.call(ada, new Command.Sync(null));
                    scene.call(bob, new Command.Sync(null));
                    scene.await(() -> ada.engine().linkCount() > 0, 2);
                });
    }
}
