package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.identity.Access;
import kith.identity.InvitationLink;
import kith.lab.SimPeer;
import kith.lang.Utf8;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Names as long as they may be are there again when the home is opened again; longer ones, and
/// those that no path can hold, are refused before anything is written.
@Tag("worlds")
class LongNamesTest {
    private static final int BYTES_MAX = Path.SEGMENT_BYTES_MAX;
    private static final String SIGN = "\u2713"; // three bytes

    /// A name of that many bytes, most of them in characters of three.
    private static String name(String begin, int bytes) {
        var name = new StringBuilder(begin);
        int left = bytes - Utf8.size(begin);
        return name.append(SIGN.repeat(left / 3)).append("x".repeat(left % 3)).toString();
    }

    private static Answer put(Scene scene, SimPeer peer, @Nullable String board, String space) {
        List<Writing.Edit> edits = List.of(new Writing.Put(Path.of("x"), Value.Bool.TRUE));
        var at = new Address(board, space, Path.ROOT);
        return scene.call(peer, new Command.Write(at, edits, List.of(), true));
    }

    private static @Nullable Value at(SimPeer peer, @Nullable String board, String space) {
        Answer answer = peer.ask(Command.Read.all(new Address(board, space, Path.of("x"))));
        return answer instanceof Answer.Found found ? found.cells().value() : null;
    }

    private static void reopen(SimPeer peer) {
        peer.crash();
        assertTrue(peer.start());
        peer.kill("kill");
        assertTrue(peer.start());
    }

    @Test
    void ofSpacesAlsoOfThoseThatOthersHaveListed() {
        Scene.each(
                3,
                Story.SHORT_MEMORY,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    var names = new ArrayList<String>();
                    names.add(name("", BYTES_MAX));
                    names.add(name(Access.ownSpace(ann.id(), "n"), BYTES_MAX));
                    names.add("a/b %2F \" \ud800");
                    for (String name : names) {
                        put(scene, ann, null, name);
                    }
                    scene.run(3);
                    for (int i = 0; i < 50; i++) {
                        scene.put(ann, "more" + i, i); // some checkpoints
                        scene.run(0.1);
                    }
                    for (SimPeer peer : List.of(ann, ben)) {
                        reopen(peer);
                        for (String name : names) {
                            assertEquals(Value.Bool.TRUE, at(peer, null, name), peer + ": " + name);
                        }
                        assertFalse(scene.health(peer, "spaces/home").isEmpty());
                    }
                });
    }

    @Test
    void ofSpacesThatAreTooLongAreRefused() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    String own = Access.ownSpace(ann.id(), "n");
                    for (String begin : List.of("", own)) {
                        String name = name(begin, BYTES_MAX + 1);
                        scene.refused(Problem.ADDRESS_MALFORMED, put(scene, ann, null, name));
                        var watch = new Address(null, name, Path.ROOT);
                        Answer read = ann.ask(Command.Read.all(watch));
                        scene.refused(Problem.SPACE_UNKNOWN, read);
                    }
                    scene.refused(Problem.PATH_RESERVED, put(scene, ann, null, ".x"));
                    for (String wrong : List.of("a\u0000", own + "/\u0000")) {
                        scene.refused(Problem.ADDRESS_MALFORMED, put(scene, ann, null, wrong));
                    }
                    assertFalse(scene.health(ann, "spaces/home/a").isEmpty());
                    reopen(ann);
                    assertEquals(Value.Bool.TRUE, scene.at(ann, "start"));
                });
    }

    @Test
    void ofBoardsAlsoWhereTheyAreTaken() {
        Scene.each(
                scene -> {
                    SimPeer cid = scene.world.add("cid");
                    String alias = name("", BYTES_MAX - 24);
                    var aliases = new ArrayList<String>();
                    for (String inviter : List.of("ann", "ben", "dan")) {
                        InvitationLink link = scene.invitation(scene.founder(inviter));
                        Answer answer = scene.call(cid, new Command.Join(link, alias));
                        assertTrue(answer instanceof Answer.Joined, answer::toString);
                        aliases.add(((Answer.Joined) answer).board());
                        for (String wrong : List.of(alias + "x", "x\u0000", "")) {
                            scene.refused(
                                    Problem.ADDRESS_MALFORMED,
                                    scene.call(cid, new Command.Join(link, wrong)));
                        }
                    }
                    assertEquals(List.of(alias, alias + "-2", alias + "-3"), aliases);
                    for (String board : aliases) {
                        put(scene, cid, board, name("", BYTES_MAX));
                    }
                    scene.run(2);
                    reopen(cid);
                    for (String board : aliases) {
                        assertNotNull(at(cid, board, name("", BYTES_MAX)));
                    }
                    assertFalse(scene.health(cid, "boards").isEmpty());
                    scene.run(5);
                });
    }
}
