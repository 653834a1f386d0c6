package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kith.Answer;
import kith.Command;
import kith.Config;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.Problem;
import kith.identity.BoardId;
import kith.lab.SimNetwork;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.reach.Outcome;
import kith.network.reach.ReachMessage;
import kith.network.reach.ReachMessage.Answered;
import kith.network.reach.ReachMessage.Asked;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What neighbours find who are asked to call a peer, when all is well, when something is in the
/// way, and when somebody asks for what it should not, or lies.
@Tag("worlds")
class CalledBackTest {
    private static final int ASKED = 0xa4;
    private static final int ANSWERED = 0xa5;

    private static void each(Scene.Play play) {
        Scene.each(Scene.worlds(2), World.Config.DEFAULT, play);
    }

    /// Members of one board in some regions, all of whom listen and are linked.
    private static List<SimPeer> board(Scene scene, String... regions) {
        var all = new ArrayList<SimPeer>();
        for (int i = 0; i < regions.length; i++) {
            SimPeer peer = scene.in("p" + i, regions[i]);
            all.add(peer);
            if (i == 0) {
                scene.found(peer);
            }
            listen(peer, peer.address());
            if (i > 0) {
                scene.letIn(peer, all.getFirst());
            }
        }
        scene.run(10);
        return all;
    }

    private static void listen(SimPeer peer, String... addresses) {
        peer.ask(new Command.Listen(List.of(addresses)));
    }

    private static Value.Obj survey(Scene scene, SimPeer by) {
        Answer answer = scene.call(by, new Command.Survey());
        assertTrue(answer instanceof Answer.Surveyed, () -> by + ": " + answer);
        return (Value.Obj) ((Answer.Surveyed) answer).report();
    }

    private static List<Value.Obj> list(Value.Obj of, String field) {
        var list = new ArrayList<Value.Obj>();
        if (of.find(field) instanceof Value.Array items) {
            for (Value item : items.items()) {
                list.add((Value.Obj) item);
            }
        }
        return list;
    }

    private static String text(Value.Obj of, String field) {
        return of.find(field) instanceof Value.Text(String text) ? text : "";
    }

    /// Of one address: what each neighbour found, `reached` or a code, by its id.
    private static TreeMap<String, String> tries(Value.Obj report, String address) {
        var found = new TreeMap<String, String>();
        for (Value.Obj place : list(report, "addresses")) {
            if (text(place, "address").equals(address)) {
                for (Value.Obj one : list(place, "tries")) {
                    boolean reached = Value.Bool.TRUE.equals(one.find("reached"));
                    found.put(text(one, "peer"), reached ? "reached" : text(one, "code"));
                }
            }
        }
        return found;
    }

    private static Set<String> links(Scene scene) {
        return scene.world.network().up().stream()
                .map(SimNetwork.Up::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Bytes frame(ReachMessage message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    private static BoardId boardOf(SimPeer peer) {
        return Finds.boardOf(peer);
    }

    @Test
    void whoCanBeReachedIsToldByWhomAndHowSoonAndNoLinkIsOtherThanBefore() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "eu", "eu", "eu", "eu", "us");
                    SimPeer ann = all.getFirst();
                    Set<String> before = links(scene);
                    int linked = ann.engine().linkCount();
                    Value.Obj report = survey(scene, ann);
                    TreeMap<String, String> tries = tries(report, ann.address());
                    assertEquals(3, tries.size(), report::toString);
                    assertEquals(Set.of("reached"), new TreeSet<>(tries.values()));
                    assertTrue(tries.containsKey(all.getLast().id().text()), "not from afar");
                    for (Value.Obj place : list(report, "addresses")) {
                        assertEquals("tcp", text(place, "over"));
                        for (Value.Obj one : list(place, "tries")) {
                            long micros = ((Value.Int) one.find("micros")).value();
                            assertTrue(micros > 0 && micros < 1_000_000, report::toString);
                        }
                    }
                    scene.run(5);
                    assertEquals(before, links(scene));
                    assertEquals(linked, ann.engine().linkCount());
                });
    }

    @Test
    void whoIsBehindAWallIsToldWhatTheOthersWereTold() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "", "", "");
                    SimPeer ann = all.getFirst();
                    scene.world.network().wall(ann);
                    Value.Obj report = survey(scene, ann);
                    TreeMap<String, String> tries = tries(report, ann.address());
                    assertEquals(3, tries.size(), report::toString);
                    assertEquals(Set.of("unreachable"), new TreeSet<>(tries.values()));
                    assertTrue(report.toString().contains("no answer through the wall"));
                    String bens = all.get(1).address();
                    assertTrue(tries(survey(scene, all.get(1)), bens).containsValue("reached"));
                    scene.run(5);
                    assertFalse(scene.health(all.get(1), "unreached").contains(ann.address()));
                });
    }

    @Test
    void anAddressThatIsSomebodyElsesIsFoundOut() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "", "");
                    SimPeer ann = all.getFirst();
                    listen(ann, ann.address(), all.get(1).address());
                    scene.run(3);
                    Value.Obj report = survey(scene, ann);
                    assertEquals(
                            Set.of("reached"),
                            new TreeSet<>(tries(report, ann.address()).values()));
                    TreeMap<String, String> others = tries(report, all.get(1).address());
                    assertEquals("wrong-peer", others.get(all.get(2).id().text()));
                    assertFalse(others.containsValue("reached"), others::toString);
                });
    }

    @Test
    void whoHasNobodyToAskSaysSo() {
        each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    listen(ann, ann.address());
                    Value.Obj alone = survey(scene, ann);
                    assertEquals(List.of(), list(alone, "asked"));
                    assertEquals(1, list(alone, "addresses").size());
                    SimPeer old = scene.speaking("old", 1, 2);
                    scene.letIn(old, ann);
                    assertEquals(List.of(), list(survey(scene, ann), "asked"));
                });
    }

    /// All addresses that are dialled from now on.
    private static List<String> dials(Scene scene) {
        var dials = new ArrayList<String>();
        scene.world.witness(
                new SimPeer.Witness() {
                    @Override
                    public void opens(SimPeer peer, Config config, Now now) {}

                    @Override
                    public void steps(SimPeer peer, Input input, Now now, Engine.Step step) {
                        for (Effect effect : step.effects()) {
                            if (effect instanceof Effect.Dial dial) {
                                dials.add(dial.address());
                            }
                        }
                    }
                });
        return dials;
    }

    /// Each question of a peer asks for another address instead.
    private static void asksFor(SimPeer eve, String address, List<Answered> told) {
        eve.tap(
                (link, frame) ->
                        frame.at(0) == (byte) ASKED
                                ? List.of(frame(new Asked(number(frame), boardOf(eve), address)))
                                : List.of(frame));
        eve.world()
                .network()
                .witness(
                        (from, to, frame) -> {
                            if (to == eve && frame.at(0) == (byte) ANSWERED) {
                                told.add(answered(frame));
                            }
                        });
    }

    private static int number(Bytes frame) {
        var in = new Reader(frame);
        in.u8();
        return in.count(Integer.MAX_VALUE - 1, "number");
    }

    private static Answered answered(Bytes frame) {
        var in = new Reader(frame);
        return (Answered) ReachMessage.read(in.u8(), in);
    }

    @Test
    void nobodyIsDialledForWhoDoesNotListTheAddressItself() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "", "");
                    SimPeer eve = all.get(2);
                    SimPeer ben = all.get(1);
                    for (String victim : List.of(ben.address(), "victim.example:22")) {
                        var told = new ArrayList<Answered>();
                        asksFor(eve, victim, told);
                        List<String> dials = dials(scene);
                        assertEquals(
                                Set.of("reach-unlisted"),
                                new TreeSet<>(tries(survey(scene, eve), eve.address()).values()));
                        assertFalse(told.isEmpty());
                        assertFalse(dials.contains(victim));
                    }
                });
    }

    @Test
    void whoSaysThatItCameAndDidNotIsNotBelieved() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "", "", "");
                    SimPeer ann = all.getFirst();
                    SimPeer eve = all.get(1);
                    scene.world.network().wall(ann);
                    eve.tap(
                            (link, frame) ->
                                    frame.at(0) == (byte) ANSWERED
                                            ? List.of(
                                                    frame(
                                                            new Answered(
                                                                    number(frame),
                                                                    boardOf(ann),
                                                                    new Outcome.Reached(1_000))))
                                            : List.of(frame));
                    TreeMap<String, String> tries = tries(survey(scene, ann), ann.address());
                    assertEquals("reach-unseen", tries.remove(eve.id().text()));
                    assertEquals(Set.of("unreachable"), new TreeSet<>(tries.values()));
                });
    }

    @Test
    void whoDoesNotAnswerIsWaitedForAndNoLonger() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "", "");
                    SimPeer ann = all.getFirst();
                    SimPeer eve = all.get(1);
                    listen(ann, ann.address(), "other.example:1");
                    scene.run(3);
                    eve.tap(
                            (link, frame) ->
                                    frame.at(0) == (byte) ANSWERED ? List.of() : List.of(frame));
                    long began = scene.world.nanos();
                    Value.Obj report = survey(scene, ann);
                    double seconds = (scene.world.nanos() - began) / 1e9;
                    assertTrue(seconds >= 12 && seconds < 12.2, seconds + " s");
                    String id = eve.id().text();
                    assertEquals("reach-unanswered", tries(report, ann.address()).get(id));
                    String ben = all.get(2).id().text();
                    assertEquals("reached", tries(report, ann.address()).get(ben));
                    assertEquals("unreachable", tries(report, "other.example:1").get(ben));
                    assertEquals(null, tries(report, "other.example:1").get(id));
                });
    }

    @Test
    void whoAsksWithoutEndIsCalledSoOftenInAMinuteAndOneAtATime() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "");
                    SimPeer eve = all.getLast();
                    var told = new ArrayList<Answered>();
                    asksFor(eve, eve.address(), told);
                    List<String> dials = dials(scene);
                    for (int i = 0; i < 60; i++) {
                        survey(scene, eve);
                    }
                    assertEquals(60, told.size());
                    long refused = told.stream().filter(CalledBackTest::isBusy).count();
                    assertEquals(60 - 24, refused);
                    assertEquals(24, Collections.frequency(dials, eve.address()));
                    scene.run(61);
                    assertTrue(tries(survey(scene, eve), eve.address()).containsValue("reached"));
                    told.clear();
                    dials.clear();
                    eve.tap((link, frame) -> often(frame));
                    survey(scene, eve);
                    scene.run(1);
                    assertEquals(10, told.size());
                    long busy = told.stream().filter(CalledBackTest::isBusy).count();
                    assertTrue(busy > 0, "all were called at once");
                    assertEquals(10 - busy, Collections.frequency(dials, eve.address()));
                });
    }

    private static boolean isBusy(Answered answered) {
        return answered.outcome() instanceof Outcome.Failed failed
                && failed.code().equals("reach-busy");
    }

    private static List<Bytes> often(Bytes frame) {
        return frame.at(0) == (byte) ASKED ? Collections.nCopies(10, frame) : List.of(frame);
    }

    @Test
    void manyWhoWantToKnowAreToldTheSameAndTooManyAreRefused() {
        each(
                scene -> {
                    SimPeer ann = board(scene, "", "").getFirst();
                    var told = new ArrayList<Answer>();
                    for (int i = 0; i < 9; i++) {
                        ann.call(new Command.Survey(), told::add);
                    }
                    scene.await(() -> told.size() == 9, 5);
                    scene.refused(Problem.TOO_MANY_QUESTIONS, told.removeFirst());
                    assertEquals(
                            1, new TreeSet<>(told.stream().map(Answer::toString).toList()).size());
                });
    }

    @Test
    void whatIsNoMessageEndsTheLink() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, "", "");
                    SimPeer eve = all.getLast();
                    Bytes wrong = new Writer().u8(ANSWERED).varint(1).u8(9).toBytes();
                    try {
                        answered(wrong);
                        throw new AssertionError("it can be read");
                    } catch (Malformed malformed) {
                        eve.tap((link, frame) -> List.of(frame, wrong));
                    }
                    scene.put(eve, "n", 1);
                    scene.await(() -> Scene.noted(all.getFirst(), "hung-up", "malformed"), 10);
                });
    }
}
