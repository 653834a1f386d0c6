package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Reader;
import kith.lang.Writer;
import kith.network.spread.Way;
import kith.network.trace.Step;
import kith.network.trace.TraceMessage;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What following a change tells of the way that it took, when all say what they know, and when
/// some are gone, forgot it, or lie.
@Tag("worlds")
class TracedWayTest {
    private static final int PEERS = 16;
    /// The type of frames with answers.
    private static final int ANSWERED = 0xa3;

    private static final Address AT = new Address(null, "a", Path.of("n"));

    private static void each(Scene.Play play) {
        Scene.each(Scene.worlds(2), World.Config.DEFAULT, play);
    }

    /// What one peer was told, by peers in the order of the tree.
    private static Map<String, Value.Obj> traced(Scene scene, SimPeer by) {
        var byPeer = new LinkedHashMap<String, Value.Obj>();
        Value.Array peers = (Value.Array) Objects.requireNonNull(report(scene, by).find("peers"));
        for (int i = 0; i < peers.size(); i++) {
            Value.Obj one = (Value.Obj) peers.at(i);
            assertEquals(null, byPeer.put(text(one, "peer"), one), "one peer, two places");
        }
        return byPeer;
    }

    private static Value.Obj report(Scene scene, SimPeer by) {
        Answer answer = scene.call(by, new Command.Trace(AT));
        assertTrue(answer instanceof Answer.Traced, () -> by + ": " + answer);
        return (Value.Obj) ((Answer.Traced) answer).report();
    }

    private static Value.Obj place(Map<String, Value.Obj> traced, PeerId of) {
        return Objects.requireNonNull(traced.get(of.text()));
    }

    private static String text(Value.Obj of, String field) {
        return of.find(field) instanceof Value.Text(String text) ? text : "";
    }

    private static long number(Value.Obj of, String field) {
        return of.find(field) instanceof Value.Int number ? number.value() : -1;
    }

    private static List<String> texts(Value.Obj of, String field) {
        var texts = new ArrayList<String>();
        if (of.find(field) instanceof Value.Array list) {
            for (int i = 0; i < list.size(); i++) {
                texts.add(((Value.Text) list.at(i)).value());
            }
        }
        return texts;
    }

    /// A board on which something was written, and is everywhere.
    private static List<SimPeer> board(Scene scene, int count) {
        List<SimPeer> all = Finds.board(scene, count);
        scene.run(5);
        return all;
    }

    private static void spread(Scene scene, List<SimPeer> all) {
        for (int i = 0; i < 20; i++) {
            scene.put(all.getFirst(), "n", i);
            scene.run(0.05);
        }
        scene.run(2);
        all.forEach(one -> scene.sees(one, "n", 19));
    }

    private static Way way(SimPeer peer) {
        return Objects.requireNonNull(peer.engine().way(AT));
    }

    private static List<String> names(List<PeerId> peers) {
        return peers.stream().map(PeerId::text).toList();
    }

    private static SimPeer named(List<SimPeer> all, String id) {
        for (SimPeer peer : all) {
            if (peer.id().text().equals(id)) {
                return peer;
            }
        }
        throw new AssertionError("who is " + id);
    }

    /// Compares with what the engines themselves have counted.
    private static void isTheTree(Scene scene, List<SimPeer> all, Map<String, Value.Obj> traced) {
        var ids = new TreeSet<String>();
        all.forEach(one -> ids.add(one.id().text()));
        assertEquals(ids, new TreeSet<>(traced.keySet()));
        assertEquals(all.getFirst().id().text(), traced.keySet().iterator().next());
        var before = new TreeSet<String>();
        for (Value.Obj place : traced.values()) {
            SimPeer peer = named(all, text(place, "peer"));
            assertEquals("known", text(place, "answer"));
            assertEquals(names(way(peer).again()), texts(place, "again"));
            assertEquals(List.of(), texts(place, "claims"));
            if (!before.isEmpty()) {
                SimPeer from = named(all, text(place, "from"));
                assertEquals(from.id(), way(peer).from());
                assertEquals("both", text(place, "says"));
                assertTrue(before.contains(from.id().text()), "below one that comes later");
                long above = number(place(traced, from.id()), "depth");
                assertEquals(above + 1, number(place, "depth"));
                assertTrue(scene.world.network().isLinked(from, peer), "no such link");
                assertTrue(number(place, "tookMicros") >= 0, place::toString);
            }
            before.add(peer.id().text());
        }
    }

    @Test
    void theTreeHasEachPeerOnceBelowWhomItsEngineHasItFrom() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, PEERS);
                    spread(scene, all);
                    int which = scene.world.rng().nextInt(PEERS);
                    isTheTree(scene, all, traced(scene, all.get(which)));
                });
    }

    @Test
    void theSumsAreThoseOfTheEngines() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, PEERS);
                    spread(scene, all);
                    Value.Obj report = report(scene, all.getLast());
                    long again = all.stream().mapToLong(one -> way(one).again().size()).sum();
                    assertEquals(PEERS, number(report, "reached"));
                    assertEquals(again, number(report, "again"));
                    assertEquals(PEERS - 1 + again, number(report, "copies"));
                    long hops = all.stream().mapToLong(one -> steps(all, one)).max().orElseThrow();
                    assertEquals(hops, number(report, "hops"));
                    assertEquals(List.of(), texts(report, "unanswered"));
                });
    }

    /// From a peer back to the author, by what the engines say.
    private static long steps(List<SimPeer> all, SimPeer from) {
        PeerId above = way(from).from();
        return above == null ? 0 : 1 + steps(all, named(all, above.text()));
    }

    /// In a circle of nine with four links each, everybody without a link is beside a neighbour.
    @Test
    void whoHasNoLinkHereIsAskedOverANeighbour() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, 9);
                    FindTest.fourLinksEach(scene, all);
                    scene.run(10);
                    spread(scene, all);
                    isTheTree(scene, all, traced(scene, all.get(4)));
                });
    }

    @Test
    void whoIsGoneStandsWhereOthersSayAndIsTold() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, PEERS);
                    spread(scene, all);
                    SimPeer by = all.getLast();
                    SimPeer gone = passer(all.subList(1, PEERS - 1));
                    String from = Objects.requireNonNull(way(gone).from()).text();
                    Way.Pass pass = way(gone).to().getFirst();
                    gone.crash();
                    Map<String, Value.Obj> traced = traced(scene, by);
                    Value.Obj place = place(traced, gone.id());
                    assertEquals("none", text(place, "answer"));
                    assertEquals("sender", text(place, "says"));
                    assertTrue(passedBy(all, gone).contains(text(place, "from")), from);
                    for (SimPeer peer : all) { // whom nobody but the one who is gone passed it to
                        boolean known = traced.containsKey(peer.id().text());
                        assertTrue(known || passedBy(all, peer).isEmpty(), peer + " is left out");
                    }
                    SimPeer next = named(all, pass.to().text());
                    if (gone.id().equals(way(next).from())) {
                        Value.Obj below = place(traced, pass.to());
                        assertEquals(gone.id().text(), text(below, "from"));
                        assertEquals("receiver", text(below, "says"));
                    }
                });
    }

    /// Who passed something on; the last where nobody did.
    private static SimPeer passer(List<SimPeer> of) {
        for (SimPeer peer : of) {
            if (!way(peer).to().isEmpty()) {
                return peer;
            }
        }
        throw new AssertionError("the author alone passed it on");
    }

    private static List<String> passedBy(List<SimPeer> all, SimPeer to) {
        var by = new ArrayList<String>();
        for (SimPeer peer : all) {
            if (peer.isUp() && way(peer).to().stream().anyMatch(p -> p.to().equals(to.id()))) {
                by.add(peer.id().text());
            }
        }
        return by;
    }

    @Test
    void whoClaimsToHavePassedItToAllIsToldToClaimIt() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, PEERS);
                    spread(scene, all);
                    SimPeer liar = all.get(3);
                    Scene.tap(liar, (link, frame) -> List.of(lied(frame, all)));
                    Map<String, Value.Obj> traced = traced(scene, all.getLast());
                    var claimed = new ArrayList<String>();
                    for (SimPeer peer : all) {
                        Value.Obj place = place(traced, peer.id());
                        PeerId from = way(peer).from();
                        assertEquals(from == null ? "" : from.text(), text(place, "from"));
                        boolean truly =
                                liar.id().equals(from) || way(peer).again().contains(liar.id());
                        if (!truly) {
                            claimed.add(peer.id().text());
                        }
                    }
                    assertEquals(claimed, texts(place(traced, liar.id()), "claims"));
                    assertFalse(claimed.isEmpty());
                });
    }

    /// An answer in which everybody has it from its sender.
    private static Bytes lied(Bytes frame, List<SimPeer> all) {
        var in = new Reader(frame);
        int type = in.u8();
        if (type != ANSWERED) {
            return frame;
        }
        var truth = (TraceMessage.Answered) TraceMessage.read(type, in);
        var step = (Step.Known) truth.step();
        List<Step.Pass> to = all.stream().map(one -> new Step.Pass(one.id(), 0, 0)).toList();
        var lie = new Step.Known(step.from(), step.hops(), step.lateMillis(), to, step.again());
        var out = new Writer();
        new TraceMessage.Answered(truth.number(), truth.board(), lie).write(out);
        return out.toBytes();
    }

    @Test
    void whoWasStartedAnewHasItAndForgotFromWhom() {
        each(
                scene -> {
                    List<SimPeer> all = board(scene, 4);
                    spread(scene, all);
                    SimPeer anew = all.get(2);
                    anew.crash();
                    scene.run(1);
                    anew.start();
                    scene.run(10);
                    Value.Obj place = place(traced(scene, all.get(1)), anew.id());
                    assertEquals("forgotten", text(place, "answer"));
                    assertEquals(traced(scene, all.get(1)).keySet(), traced(scene, anew).keySet());
                });
    }

    @Test
    void theWayOfAnOldChangeIsForgotten() {
        var scene = new Scene(1, World.Config.DEFAULT);
        List<SimPeer> all = board(scene, 2);
        spread(scene, all);
        assertNotNull(all.getLast().engine().way(AT));
        for (int i = 0; i < 1_100; i++) {
            scene.put(all.getFirst(), "m", i);
            scene.run(0.05);
        }
        scene.refused(Problem.TRACE_FORGOTTEN, scene.call(all.getLast(), new Command.Trace(AT)));
    }

    @Test
    void whereNothingWasWrittenThereIsNothingToTrace() {
        Scene scene = new Scene(1, World.Config.DEFAULT);
        SimPeer alone = scene.founder("p0");
        scene.refused(Problem.TRACE_NOTHING, scene.call(alone, new Command.Trace(AT)));
    }
}
