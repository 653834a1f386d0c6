package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kith.Answer;
import kith.Command;
import kith.dht.DirectoryMessage;
import kith.dht.DirectoryRecord;
import kith.dht.Place;
import kith.dht.RecordKind;
import kith.identity.BoardId;
import kith.identity.PeerId;
import kith.lab.SimPeer;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Message;
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

    /// Who said something, if only that there is nothing, when asked who has a space.
    static Set<String> answered(Scene scene, SimPeer by, String space) {
        var answered = new TreeSet<String>();
        if (report(scene, by, RecordKind.REPLICA, space).find("answered")
                instanceof Value.Array all) {
            for (int i = 0; i < all.size(); i++) {
                answered.add(((Value.Text) all.at(i)).value());
            }
        }
        return answered;
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

    // Records that nobody's engine made

    static BoardId boardOf(SimPeer peer) {
        return new BoardId(peer.engine().replicas().getFirst().board());
    }

    /// What somebody signs about where somebody is.
    static DirectoryRecord record(
            SimPeer by, BoardId board, PeerId of, String address, long version, long endsAt) {
        Bytes body = new Writer().varint(1).string(address).varint(0).string("").toBytes();
        var record =
                DirectoryRecord.unsigned(
                        board, RecordKind.ADDRESSES, of.key(), of, version, endsAt, body);
        return record.signed(by.sign(record.message()));
    }

    static Bytes frame(Message message) {
        var out = new Writer();
        message.write(out);
        return out.toBytes();
    }

    /// That one has everybody to whom it is linked asked to keep a record, for some seconds.
    static void plants(Scene scene, SimPeer eve, DirectoryRecord record) {
        Place place = record.place(scene.world.crypto().hasher());
        eve.tap(
                (link, frame) ->
                        List.of(
                                frame,
                                frame(
                                        new DirectoryMessage.Seek(
                                                record.board(),
                                                scene.world.rng().nextLong(),
                                                place,
                                                DirectoryMessage.Wish.KEEP,
                                                8,
                                                16,
                                                3_000,
                                                false,
                                                record))));
        scene.run(5);
        eve.tap((link, frame) -> List.of(frame));
    }
}
