package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kith.Answer;
import kith.Command;
import kith.dht.RecordKind;
import kith.lab.SimPeer;
import kith.value.Value;

/// What members of a board find in its directory.
final class Finds {
    private Finds() {}

    /// So many members, each let in by the founder by an invitation of its own.
    static List<SimPeer> board(Scene scene, int peers) {
        var all = new ArrayList<SimPeer>();
        all.add(scene.founder("p0"));
        for (int i = 1; i < peers; i++) {
            all.add(scene.member("p" + i, all.getFirst()));
        }
        return all;
    }

    static Value.Obj report(Scene scene, SimPeer by, RecordKind kind, String subject) {
        Answer answer = scene.call(by, new Command.Find(null, kind, subject, true));
        assertTrue(answer instanceof Answer.Sought, () -> by + ": " + answer);
        return (Value.Obj) ((Answer.Sought) answer).report();
    }

    /// Where somebody is, as the directory tells that one.
    static List<String> addresses(Scene scene, SimPeer by, SimPeer whom) {
        return texts(report(scene, by, RecordKind.ADDRESSES, whom.id().text()), "addresses");
    }

    /// Who has a space.
    static Set<String> replicas(Scene scene, SimPeer by, String space) {
        return new TreeSet<>(texts(report(scene, by, RecordKind.REPLICA, space), "peer"));
    }

    /// What stands in a field of everything that was found.
    private static List<String> texts(Value.Obj report, String field) {
        var texts = new ArrayList<String>();
        if (report.find("found") instanceof Value.Array found) {
            for (int i = 0; i < found.size(); i++) {
                Value value = found.at(i) instanceof Value.Obj one ? one.find(field) : null;
                if (value instanceof Value.Text(String text)) {
                    texts.add(text);
                } else if (value instanceof Value.Array many) {
                    for (int j = 0; j < many.size(); j++) {
                        texts.add(((Value.Text) many.at(j)).value());
                    }
                }
            }
        }
        return texts;
    }
}
