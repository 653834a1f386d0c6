package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kith.Answer;
import kith.Command;
import kith.Problem;
import kith.dht.RecordKind;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// What the members of a board find in its directory.
class FindTest {
    private static final int SEEDS = 3;
    private static final int PEERS = 16;

    /// So long after the last one came all have said what they have, and been told of others.
    private static final double SETTLED_SECONDS = 30;

    private static List<SimPeer> board(Scene scene, int peers) {
        var all = new ArrayList<SimPeer>();
        all.add(scene.founder("p0"));
        for (int i = 1; i < peers; i++) {
            all.add(scene.member("p" + i, all.getFirst()));
        }
        return all;
    }

    /// Each is linked to the two before it and the two behind it in a circle, and to nobody else.
    private static void fourLinksEach(Scene scene, List<SimPeer> all) {
        int count = all.size();
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                int apart = Math.min(j - i, count - (j - i));
                if (apart > 2) {
                    scene.world.network().cut(all.get(i), all.get(j));
                }
            }
        }
        scene.await(() -> areLinked(scene, all), 120);
    }

    private static boolean areLinked(Scene scene, List<SimPeer> all) {
        boolean linked = true;
        for (int i = 0; i < all.size(); i++) {
            for (int apart = 1; apart <= 2; apart++) {
                SimPeer other = all.get((i + apart) % all.size());
                linked &= scene.world.network().isLinked(all.get(i), other);
            }
        }
        return linked;
    }

    private static Value.Obj find(Scene scene, SimPeer by, RecordKind kind, String subject) {
        Answer answer = scene.call(by, new Command.Find(null, kind, subject, true));
        assertTrue(answer instanceof Answer.Sought, () -> by + ": " + answer);
        return (Value.Obj) ((Answer.Sought) answer).report();
    }

    /// Who says something about it.
    private static Set<String> peers(Value.Obj report) {
        var peers = new TreeSet<String>();
        var found = (Value.Array) report.find("found");
        for (int i = 0; found != null && i < found.size(); i++) {
            var one = (Value.Obj) found.at(i);
            peers.add(((Value.Text) one.find("peer")).value());
        }
        return peers;
    }

    private static Set<String> ids(List<SimPeer> all) {
        var ids = new TreeSet<String>();
        all.forEach(one -> ids.add(one.id().text()));
        return ids;
    }

    @Test
    void sixteenWithFourLinksEachFindEachOthersAddressesAndSpaces() {
        Scene.each(
                SEEDS,
                World.Config.DEFAULT,
                scene -> {
                    List<SimPeer> all = board(scene, PEERS);
                    fourLinksEach(scene, all);
                    scene.run(SETTLED_SECONDS);
                    for (SimPeer by : all) {
                        for (SimPeer whom : all) {
                            String id = whom.id().text();
                            Value.Obj told = find(scene, by, RecordKind.ADDRESSES, id);
                            assertEquals(Set.of(id), peers(told), () -> by + " " + told);
                            String said = String.valueOf(told.find("found"));
                            assertTrue(said.contains(whom.address()), said);
                        }
                        Value.Obj told = find(scene, by, RecordKind.REPLICA, "a");
                        Set<String> found = peers(told);
                        System.out.println("FRACTION " + found.size() + " " + told.find("millis"));
                        assertTrue(ids(all).containsAll(found), found::toString);
                        assertTrue(found.size() >= PEERS / 2, () -> by + " " + told);
                    }
                });
    }
}
