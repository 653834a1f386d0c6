package kith.lab.scenario;

import static kith.lab.scenario.Story.island;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import kith.Answer;
import kith.Command;
import kith.identity.BoardRecord.Removal;
import kith.lab.SimPeer;
import kith.port.Now;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// A member that has written in more spaces than one removal can list.
class RemovalOfMuchTest {
    private static final int SPACES = Removal.SPACES_MAX + 6;

    /// Writes into all spaces at once.
    private static void write(Story story, SimPeer peer, String name) {
        for (int i = 0; i < SPACES; i++) {
            peer.put("s" + i, name, new Value.Text(peer.name()), answer -> {});
        }
        story.world.run(2 * Now.SECOND);
    }

    private static Answer remove(Story story, SimPeer by, SimPeer whom) {
        var answers = new ArrayList<Answer>();
        by.call(new Command.RemoveMember(null, whom.id()), answers::add);
        return story.run(answers);
    }

    private static void assertAccepted(SimPeer peer) {
        for (int i = 0; i < SPACES; i++) {
            assertEquals(new Value.Text("cem"), peer.read("s" + i + "/early"), "s" + i);
            assertEquals(null, peer.read("s" + i + "/late"), "s" + i);
        }
    }

    @Test
    void isPutOutAllTheSameAndWhatItWroteBeforeCounts() {
        Story.each(
                1,
                story -> {
                    SimPeer[] all = story.meet("ann", "cem");
                    write(story, all[0], "by");
                    write(story, all[1], "early");
                    story.islands(island(all[0]), island(all[1]));
                    write(story, all[1], "late");
                    Answer answer = remove(story, all[0], all[1]);
                    assertFalse(answer instanceof Answer.Failed, answer::toString);
                    all[1].belongs(false);
                    story.world.network().healAll();
                    story.world.run(10 * Now.SECOND);
                    assertAccepted(all[0]);
                    all[0].crash();
                    all[0].start();
                    assertAccepted(all[0]);
                });
    }
}
