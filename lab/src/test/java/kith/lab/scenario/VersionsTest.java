package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.Problem;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Writer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Peers of different age: which version they speak, and what they do with what they do not know.
@Tag("worlds")
class VersionsTest {
    private static final int OPTIONAL_TYPE = 200;
    private static final int REQUIRED_TYPE = 100;

    @Test
    void theHighestCommonVersionIsSpoken() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.speaking("ann", 1, 2);
                    SimPeer ben = scene.speaking("ben", 1);
                    SimPeer cid = scene.speaking("cid", 1, 2);
                    scene.found(ann);
                    scene.letIn(ben, ann);
                    scene.letIn(cid, ben);
                    scene.put(ben, "x", 7);
                    scene.run(2);
                    scene.sees(ann, "x", 7);
                    scene.sees(cid, "x", 7);
                    version(scene, ann, ben, 1);
                    version(scene, cid, ben, 1);
                    version(scene, ann, cid, 2);
                });
    }

    private static void version(Scene scene, SimPeer one, SimPeer other, int version) {
        String wanted = "\"version\":" + version;
        assertTrue(scene.link(one, other).contains(wanted), () -> scene.link(one, other));
        assertTrue(scene.link(other, one).contains(wanted), () -> scene.link(other, one));
    }

    @Test
    void withoutACommonVersionBothSidesAreToldWhichThereAre() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.speaking("ben", 9);
                    scene.refused(Problem.JOIN_UNREACHABLE, scene.join(ben, scene.invitation(ann)));
                    String detail = "version-unknown: we speak [1, 2, 3], you speak [9]";
                    assertTrue(Scene.noted(ann, "hung-up", detail), () -> "" + ann.notes());
                    String other = "version-unknown: we speak [9], you speak [1, 2, 3]";
                    assertTrue(Scene.noted(ben, "hung-up", other), () -> "" + ben.notes());
                });
    }

    @Test
    void anOptionalMessageOfALaterVersionIsSkipped() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.world.add("ben");
                    Scene.tap(ben, (link, frame) -> List.of(frame, message(OPTIONAL_TYPE)));
                    scene.letIn(ben, ann);
                    scene.put(ben, "x", 7);
                    scene.run(2);
                    scene.sees(ann, "x", 7);
                    assertFalse(ann.noted("message-malformed"), () -> "" + ann.notes());
                });
    }

    @Test
    void aRequiredMessageOfALaterVersionIsRefusedWithItsNumber() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    Scene.tap(ben, (link, frame) -> List.of(frame, message(REQUIRED_TYPE)));
                    scene.put(ben, "x", 7);
                    scene.run(2);
                    String detail = "required message of unknown type 100";
                    assertTrue(Scene.noted(ann, "message-malformed", detail));
                    assertTrue(Scene.noted(ben, "message-malformed", detail));
                    ben.tap((link, frame) -> List.of(frame));
                    scene.run(5);
                    scene.sees(ann, "x", 7);
                });
    }

    private static Bytes message(int type) {
        return new Writer(8).u8(type).varint(1_000_000).toBytes();
    }
}
