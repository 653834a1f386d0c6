package kith.lab.conversation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.identity.InvitationLink;
import kith.lab.Invitations;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.port.Limits;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// See the package. Each story is a text below `src/test/resources/conversations`.
final class ConversationTest {
    @Test
    void greetingAndJoining() {
        var story = new Story("Bert joins Anna's board with an invitation, and the space appears");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.world().add("bert");
        story.listen();
        story.happens(
                "Bert joins with Anna's invitation", () -> anna.invite(bert, null, answer -> {}));
        story.ends("greeting-and-joining");
    }

    @Test
    void aNewcomerIsRefused() {
        var story = new Story("Carl joins with an invitation that Bert has used");
        SimPeer anna = story.founder("anna");
        World world = story.world();
        SimPeer bert = world.add("bert");
        SimPeer carl = world.add("carl");
        var links = new ArrayList<InvitationLink>();
        Invitations.by(anna).uses(1).make(links::add, answer -> {});
        world.run(Now.SECOND);
        bert.call(new Command.Join(links.getFirst(), null), answer -> {});
        world.run(3 * Now.SECOND);
        story.listen();
        story.happens(
                "Carl joins with the same link",
                () -> carl.call(new Command.Join(links.getFirst(), null), answer -> {}));
        story.ends("a-newcomer-is-refused");
    }

    @Test
    void takingASnapshot() {
        var story = new Story("Carl joins after Anna and Bert have pruned the space");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        SimPeer carl = story.world().add("carl");
        Story.write(anna, "milk", "1 litre");
        story.world().run(Now.SECOND);
        Story.write(bert, "milk", "2 litres");
        story.world().run(Now.SECOND);
        story.listen();
        story.happens("Anna gives the space a lease", () -> prune(anna, Command.Prune.What.SET));
        story.happens("Anna wants it pruned", () -> prune(anna, Command.Prune.What.NOW));
        story.happens("Carl joins with Anna's invitation", () -> anna.invite(carl, null, a -> {}));
        story.ends("taking-a-snapshot");
    }

    private static void prune(SimPeer peer, Command.Prune.What what) {
        peer.call(new Command.Prune(Address.parse("notes"), what, 60_000), answer -> {});
    }

    @Test
    void catchingUp() {
        var story = new Story("Two members meet again after both have written");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        World world = story.world();
        world.network().cut(anna, bert);
        for (int i = 1; i <= 3; i++) {
            Story.write(anna, "milk", i + " litres");
            Story.write(bert, "bread", i + " loaves");
            world.run(Now.SECOND);
        }
        story.listen();
        story.happens(
                "The network is whole again; one of them dials",
                5 * Now.SECOND,
                () -> {
                    world.network().heal(anna, bert);
                });
        story.ends("catching-up");
    }

    @Test
    void comparingHeads() {
        var story =
                new Story(
                        "Members with many heads, here three, meet again by sketches",
                        Limits.DEFAULT.with(to -> to.sketchHeadsMin = 3));
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        SimPeer carl = story.member("carl", anna);
        World world = story.world();
        for (SimPeer peer : List.of(anna, bert, carl)) {
            Story.write(peer, "milk", peer + " was here");
            world.run(Now.SECOND);
        }
        carl.kill("stop");
        world.network().cut(anna, bert);
        Story.write(bert, "bread", "1 loaf");
        world.run(Now.SECOND);
        bert.kill("stop");
        Story.write(anna, "milk", "2 litres");
        world.run(Now.SECOND);
        world.network().heal(anna, bert);
        story.listen();
        story.happens("Bert comes back, after both have written", bert::start);
        world.network().cut(bert, carl);
        story.happens("Carl comes back, who missed all that", carl::start);
        story.ends("comparing-heads");
    }

    @Test
    void editingLive() {
        var story = new Story("Three members in one room: a change goes from each to each");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        story.member("carl", anna);
        story.listen();
        story.happens("Anna writes", () -> Story.write(anna, "milk", "1 litre"));
        story.happens("Bert answers", () -> Story.write(bert, "milk", "2 litres"));
        story.ends("editing-live");
    }

    @Test
    void sendingAgainAfterABreak() {
        var story = new Story("Bert's machine dies with changes on their way to it");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        World world = story.world();
        story.listen();
        story.happens(
                "Anna writes, and Bert dies before that arrives",
                5 * Now.MILLI,
                () -> {
                    Story.write(anna, "milk", "1 litre");
                    world.run(7 * Now.MILLI);
                    bert.crash();
                });
        story.happens("Bert is back", 5 * Now.SECOND, bert::start);
        story.ends("sending-again-after-a-break");
    }

    @Test
    void aForkIsFound() {
        var story =
                new Story("Bert's home was copied while it was closed, and both copies write on");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        World world = story.world();
        for (int i = 1; i <= 5; i++) {
            Story.write(bert, "bread", i + " loaves");
            world.run(Now.SECOND);
        }
        bert.stop(() -> {});
        world.run(Now.SECOND);
        SimPeer twin = world.copyOf(bert, "twin");
        bert.start();
        Story.write(bert, "bread", "6 loaves");
        Story.write(bert, "milk", "6 litres");
        world.run(3 * Now.SECOND);
        bert.kill("stop");
        story.listen();
        story.happens(
                "The copy is started; it writes before it hears of the other",
                6 * Now.SECOND,
                () -> {
                    twin.start();
                    Story.write(twin, "bread", "7 loaves");
                });
        story.ends("a-fork-is-found");
    }

    @Test
    void versionsThatDoNotMeet() {
        var story = new Story("Bert's program is of another age; then one that speaks both");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        bert.kill("stop");
        story.world().run(Now.SECOND);
        bert.speaks(List.of(9));
        story.listen();
        story.happens("Bert speaks version 9 only", 200 * Now.MILLI, bert::start);
        bert.kill("stop");
        bert.speaks(List.of(9, 1));
        story.happens("Bert speaks versions 9 and 1", bert::start);
        story.ends("versions-that-do-not-meet");
    }

    @Test
    void aLinkIsEndedForAViolation() {
        var story = new Story("Messages of a later version: an optional one, and a required one");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        var slipped = new ArrayList<Bytes>();
        bert.tap(
                (link, frame) -> {
                    var frames = new ArrayList<>(List.of(frame));
                    frames.addAll(slipped);
                    slipped.clear();
                    return frames;
                });
        story.listen();
        story.happens(
                "Bert sends one of type 200 behind a change",
                () -> {
                    slipped.add(Bytes.fromHex("c8010203"));
                    Story.write(bert, "bread", "1 loaf");
                });
        story.happens(
                "Bert sends one of type 77 behind a change",
                400 * Now.MILLI,
                () -> {
                    slipped.add(Bytes.fromHex("4d0102"));
                    Story.write(bert, "bread", "2 loaves");
                });
        story.ends("a-link-is-ended-for-a-violation");
    }

    @Test
    void aMeshOfTabs() {
        var story = new Story("Two tabs meet on a node and are linked, with and without it");
        SimPeer node = story.founder("node");
        SimPeer anna = story.tab("anna", node);
        SimPeer bert = story.world().addTab("bert");
        story.listen();
        story.happens("Bert joins", () -> node.invite(bert, null, answer -> {}));
        story.happens(
                "The node is gone, and Anna writes",
                () -> {
                    node.crash();
                    Story.write(anna, "milk", "1 litre");
                });
        story.ends("a-mesh-of-tabs");
    }

    @Test
    void workIsHandedOut() {
        var story = new Story("Bert does what Carl submits, and Anna leads");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        SimPeer carl = story.member("carl", anna);
        boolean led =
                story.world()
                        .runUntil(
                                () -> Stream.of(anna, bert, carl).allMatch(ConversationTest::isLed),
                                120 * Now.SECOND);
        assertTrue(led, "nobody leads");
        story.world().run(60 * Now.SECOND); // and all of them are in one cluster
        story.listen();
        story.happens("Bert comes for a task", () -> bert.call(take(), doing(bert)));
        story.happens("Carl submits one", () -> carl.call(submit("twice"), answer -> {}));
        story.happens(
                "Carl submits what nobody does",
                8 * Now.SECOND,
                () -> carl.call(submit("fetch"), answer -> {}));
        story.ends("work-is-handed-out");
    }

    private static boolean isLed(SimPeer peer) {
        return peer.read(".peer/network/home/cluster/leader") != null;
    }

    private static Command.Take take() {
        return new Command.Take("home", "twice", 60_000, 60_000);
    }

    private static Command.Submit submit(String name) {
        return new Command.Submit("home", name, Value.Int.of(21), 60_000);
    }

    /// It is done at once.
    private static SimPeer.Replied doing(SimPeer peer) {
        return answer -> {
            var task = (Answer.Tasked) answer;
            peer.call(new Command.Finish("home", task.id(), Value.Int.of(42), null), done -> {});
        };
    }

    @Test
    void presenceAndComparing() {
        var story = new Story("What is shown and not stored; what two peers show");
        SimPeer anna = story.founder("anna");
        SimPeer bert = story.member("bert", anna);
        story.listen();
        story.happens(
                "Bert shows where he is",
                () -> {
                    var at = Address.parse("notes");
                    bert.call(new Command.Show(at, new Value.Text("in the shop")), answer -> {});
                });
        story.happens(
                "Anna compares herself with Bert",
                () -> {
                    var at = Address.parse("notes");
                    anna.call(new Command.Compare(at, bert.id()), answer -> {});
                });
        story.ends("presence-and-comparing");
    }
}
