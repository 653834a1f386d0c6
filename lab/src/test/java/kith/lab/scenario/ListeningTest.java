package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.Answer;
import kith.Command;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.network.Discovery;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What members, and who is near, say of where somebody listens.
@Tag("worlds")
class ListeningTest {
    /// Longer than the name of a cell may be.
    private static final String ENDLESS = "x".repeat(2_000) + ":1";

    /// The first is dialled for nothing, and shown; the others are none.
    @Test
    void whatIsNoAddressIsNeitherDialledNorShown() {
        Scene.each(
                scene -> {
                    SimPeer founder = scene.founder("p0");
                    SimPeer ann = scene.member("ann", founder);
                    var listen = new Command.Listen(List.of("nowhere:1", ENDLESS, ""));
                    assertTrue(scene.call(ann, listen) instanceof Answer.Done);
                    scene.run(2);
                    ann.crash();
                    scene.run(10);
                    String unreached = scene.health(founder, "unreached");
                    assertTrue(unreached.contains("nowhere:1"), unreached);
                    assertFalse(unreached.contains("xx"), unreached);
                });
    }

    /// Anybody on the local network can say as much as it likes. Ben and Ann list places where
    /// nobody is, and cannot reach each other while it is said.
    @Test
    void whatIsSaidNearbyDoesNotPushOutWhatIsKnownByOtherWays() {
        Scene.each(
                scene -> {
                    SimPeer founder = scene.founder("p0");
                    SimPeer ann = scene.member("ann", founder);
                    scene.call(ann, new Command.Listen(List.of("nowhere:1")));
                    SimPeer ben = scene.world.add("ben");
                    scene.world.network().cut(ann, ben);
                    scene.letIn(ben, founder);
                    scene.call(ben, new Command.Listen(List.of("nowhere:2")));
                    scene.run(30);
                    spot(scene, ben, Discovery.Way.BACKBONE, ann.id(), ann.address());
                    for (int port = 1; port <= 200; port++) {
                        spot(scene, ben, Discovery.Way.NEARBY, null, "noise:" + port);
                    }
                    scene.world.network().heal(ann, ben);
                    scene.await(() -> scene.world.network().isLinked(ann, ben), 200);
                });
    }

    private static void spot(
            Scene scene, SimPeer by, Discovery.Way way, @Nullable PeerId whom, String address) {
        var spotted = new Command.Spotted(Finds.boardOf(by), way, whom, List.of(address));
        assertTrue(scene.call(by, spotted) instanceof Answer.Done);
    }
}
