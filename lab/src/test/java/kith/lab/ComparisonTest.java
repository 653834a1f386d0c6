package kith.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import kith.Address;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.port.Now;
import kith.state.Writing;
import kith.value.Path;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What two peers do not share of a space, as `kith compare` asks for it.
class ComparisonTest {
    private static final long TWO_HOURS_MILLIS = 2 * 3_600_000L;

    private final World world = new World(1, World.Config.DEFAULT);
    private final SimPeer ann = world.add("ann");
    private final SimPeer ben = world.add("ben");

    private void meet() {
        ann.put("a", "start", Value.Bool.TRUE, answer -> {});
        world.run(Now.SECOND);
        ann.invite(ben, null, answer -> {});
        settle();
    }

    private void settle() {
        world.run(5 * Now.SECOND);
    }

    private List<Answer> compare() {
        var answers = new ArrayList<Answer>();
        ann.call(new Command.Compare(Address.parse("a"), ben.id()), answers::add);
        return answers;
    }

    private String compared() {
        List<Answer> answers = compare();
        settle();
        assertEquals(1, answers.size());
        return ((Answer.Compared) answers.getFirst()).report().toString();
    }

    @Test
    void whoShareEverythingAreTheSame() {
        meet();
        assertEquals(
                "{\"same\":true,\"changesOnlyHere\":[],\"changesOnlyThere\":[],\"cells\":[]}",
                compared());
    }

    @Test
    void whatIsHeldBackHereIsNamed() {
        meet();
        world.network().cut(ann, ben);
        settle();
        ben.wallOff(TWO_HOURS_MILLIS);
        ben.put("a", "deep/down/there", Value.Int.of(7), answer -> {});
        ben.put("a", "start", Value.Bool.FALSE, answer -> {});
        settle();
        world.network().heal(ann, ben);
        settle();
        settle();
        String report = compared();
        assertTrue(report.contains("\"cells\":[\"deep only there\",\"start differs\"]"), report);
        assertTrue(report.contains("\"author\":\"" + ben.id().text() + "\""), report);
        assertTrue(report.contains("\"changesOnlyHere\":[]"), report);
    }

    @Test
    void aLargeSpaceIsComparedInPiecesWhileItIsWritten() {
        meet();
        for (int part = 0; part < 20; part++) {
            var edits = new ArrayList<Writing.Edit>();
            for (int i = 0; i < 500; i++) {
                Path path = Path.of("many", String.valueOf(500 * part + i));
                edits.add(new Writing.Put(path, Value.Int.of(i)));
            }
            ann.edit("a", edits, answer -> {});
        }
        settle();
        List<Answer> answers = compare();
        for (int i = 0; i < 100; i++) {
            ann.put("a", "start", Value.Int.of(i), answer -> {});
            world.run(Now.MILLI);
        }
        settle();
        assertEquals(1, answers.size());
        assertTrue(compared().startsWith("{\"same\":true"));
    }

    @Test
    void aComparisonEndsWhenTheOtherIsGone() {
        meet();
        List<Answer> answers = compare();
        ben.crash();
        world.run(60 * Now.SECOND);
        assertEquals(1, answers.size());
        assertEquals(Problem.NOT_CONNECTED, ((Answer.Failed) answers.getFirst()).problem());
    }
}
