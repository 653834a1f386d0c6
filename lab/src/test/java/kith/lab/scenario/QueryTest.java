package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.replica.query.Condition;
import kith.replica.query.Inquiry;
import kith.replica.query.Pattern;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What one member asks another about a space that both have.
@Tag("worlds")
class QueryTest {
    private static final long PATIENCE_MILLIS = 5_000;

    private static Command ask(String space, SimPeer whom) {
        return ask(space, whom, PATIENCE_MILLIS);
    }

    private static Command ask(String space, SimPeer whom, long millis) {
        var positive = new Condition(Path.ROOT, Condition.How.MORE, List.of(Value.Int.of(10)));
        Pattern each = Pattern.parse(Path.parse("*"));
        return new Command.Inquire(
                Address.parse(space),
                new Inquiry(each, List.of(positive), Inquiry.LIMIT, null),
                whom.id(),
                millis);
    }

    private static List<String> paths(Answer answer) {
        assertTrue(answer instanceof Answer.Matched, answer::toString);
        var paths = new ArrayList<String>();
        ((Answer.Matched) answer).page().found().forEach(one -> paths.add(one.path().toText()));
        return paths;
    }

    @Test
    void eachAnswersFromWhatIsThere() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    scene.put(ann, "many", 20);
                    scene.put(ann, "few", 2);
                    scene.run(2);
                    assertEquals(List.of("many"), paths(scene.call(ben, ask("a", ann))));
                    assertEquals(List.of("many"), paths(scene.call(ben, ask("a", ben))));
                });
    }

    @Test
    void aSpaceThatIsNotSharedIsNotAskedAbout() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    ben.put("own", "secret", Value.Int.of(99), answer -> {});
                    World world = scene.world;
                    world.network().cut(ann, ben);
                    scene.refused(Problem.SPACE_UNKNOWN, scene.call(ann, ask("nothing", ben)));
                    scene.run(40);
                    scene.refused(Problem.NOT_CONNECTED, scene.call(ben, ask("a", ann)));
                });
    }

    @Test
    void whoDoesNotAnswerIsNamedInTime() {
        isNamedAfter(PATIENCE_MILLIS / 1_000, PATIENCE_MILLIS);
    }

    @Test
    void whoWouldWaitForEverIsToldAfterAMinute() {
        isNamedAfter(60, Long.MAX_VALUE);
    }

    private static void isNamedAfter(long seconds, long patienceMillis) {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    ann.tap((link, frame) -> isPage(frame) ? List.of() : List.of(frame));
                    var answers = new ArrayList<Answer>();
                    ben.call(ask("a", ann, patienceMillis), answers::add);
                    scene.run(seconds - 0.1);
                    assertEquals(List.of(), answers);
                    scene.run(0.2);
                    scene.refused(Problem.QUERY_UNANSWERED, answers.getFirst());
                });
    }

    @Test
    void whoSpeaksTheFirstVersionIsNotAsked() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    ann.kill("stop");
                    ann.speaks(List.of(1));
                    ann.start();
                    scene.run(5);
                    scene.refused(Problem.QUERY_REFUSED, scene.call(ben, ask("a", ann)));
                });
    }

    @Test
    void whoAsksForMoreThanItMayWaitsAndLosesNothing() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    var answers = new ArrayList<Answer>();
                    for (int i = 0; i < 300; i++) {
                        ben.call(ask("a", ann), answers::add);
                    }
                    scene.run(0.5);
                    assertTrue(answers.size() < 300, answers.size() + " at once");
                    scene.run(4);
                    assertEquals(300, answers.size());
                    answers.forEach(QueryTest::paths);
                });
    }

    @Test
    void whatIsLateStillCountsAsOpenSoThatNobodyIsAskedTooMuch() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    var asked = new ArrayList<Bytes>();
                    ben.tap(
                            (link, frame) -> {
                                if ((frame.at(0) & 0xff) == 0x87) {
                                    asked.add(frame);
                                    return List.of(); // as if it stood still
                                }
                                return List.of(frame);
                            });
                    for (int i = 0; i < 20; i++) {
                        scene.refused(Problem.QUERY_UNANSWERED, scene.call(ben, ask("a", ann)));
                    }
                    assertEquals(8, asked.size());
                });
    }

    @Test
    void whoAnswersWhatWasNotAskedIsCut() {
        Scene.each(
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    Bytes off = Bytes.fromHex("88010102016101620000");
                    ann.tap((link, frame) -> List.of(isPage(frame) ? off : frame));
                    scene.refused(Problem.QUERY_UNANSWERED, scene.call(ben, ask("a", ann)));
                    assertTrue(ben.noted("message-malformed"));
                });
    }

    private static boolean isPage(Bytes frame) {
        return (frame.at(0) & 0xff) == 0x88;
    }
}
