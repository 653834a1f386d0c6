package kith.lab.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A space that is kept in one region of a board.
@Tag("worlds")
final class RegionTest {
    private static final String SECRET = "what only concerns those in eu";

    @Test
    void aChangeThatConcernsOneRegionDoesNotLeaveIt() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = in(scene, "ben", "us", ann);
                    SimPeer cid = in(scene, "cid", "eu", ben);
                    SimPeer dan = in(scene, "dan", "us", cid);
                    SimPeer eve = in(scene, "eve", "eu", ann);
                    var left = new AtomicInteger();
                    for (SimPeer peer : List.of(ann, ben, cid, dan, eve)) {
                        Scene.tap(
                                peer,
                                (link, frame) -> {
                                    left.addAndGet(holds(frame) ? 1 : 0);
                                    return List.of(frame);
                                });
                    }
                    keep(scene, ann, "trams", "eu");
                    cid.put("trams", "line", new Value.Text(SECRET), answer -> {});
                    scene.run(5);
                    assertEquals(new Value.Text(SECRET), eve.read("trams/line"));
                    for (SimPeer outside : List.of(ann, ben, dan)) {
                        assertNull(outside.read("trams/line"), () -> outside + " has it");
                    }
                    assertEquals(1, left.get(), "copies sent, of which one is needed");
                    scene.put(cid, "x", 1); // what concerns all does
                    scene.run(5);
                    scene.sees(dan, "x", 1);
                });
    }

    @Test
    void whoAsksForItFromElsewhereHasIt() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = in(scene, "ben", "us", ann);
                    keep(scene, ann, "trams", "eu");
                    ann.put("trams", "line", Value.Int.of(1), answer -> {});
                    scene.run(3);
                    assertNull(ben.read("trams/line"));
                    ben.put("trams", "stop", Value.Int.of(2), answer -> {});
                    scene.run(3);
                    assertEquals(Value.Int.of(1), ben.read("trams/line"));
                });
    }

    private static boolean holds(Bytes frame) {
        return new String(frame.toArray(), ISO_8859_1).contains(SECRET);
    }

    private static void keep(Scene scene, SimPeer peer, String space, String region) {
        var at = new Address(null, space, Path.ROOT);
        assertEquals(new Answer.Done(), scene.call(peer, new Command.Keep(at, region)));
        scene.run(2);
    }

    private static SimPeer in(Scene scene, String name, String region, SimPeer inviter) {
        SimPeer newcomer = scene.in(name, region);
        scene.letIn(newcomer, inviter);
        return newcomer;
    }
}
