package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.port.Limits;
import kith.port.Now;
import kith.store.Segment;
import kith.value.Value;
import org.junit.jupiter.api.Test;

/// Whole engines on one board form clusters, elect leaders, and lose them.
class ClusterTest {
    private static final int PEERS = 16;
    private static final int SEEDS = 3;

    /// Delays of one country.
    private static final World.Config NEAR =
            new World.Config(
                    Now.MILLI / 2, 6 * Now.MILLI, 2 * Now.MILLI, Limits.DEFAULT, Segment.BYTES_MAX);

    /// So many peers on one board, half of them in each of two regions.
    private static List<SimPeer> board(Scene scene) {
        var peers = new ArrayList<SimPeer>();
        for (int i = 0; i < PEERS; i++) {
            SimPeer peer = scene.in("p" + i, i % 2 == 0 ? "eu" : "us");
            if (i == 0) {
                scene.found(peer);
            } else {
                scene.letIn(peer, peers.getFirst());
            }
            peers.add(peer);
        }
        return peers;
    }

    private static Value.Obj network(SimPeer peer) {
        Value network = peer.read(".peer/network/home");
        return network instanceof Value.Obj fields ? fields : Value.Obj.EMPTY;
    }

    private static String text(SimPeer peer, String path) {
        Value value = network(peer);
        for (String name : path.split("/")) {
            Value next = value instanceof Value.Obj fields ? fields.find(name) : null;
            value = next == null ? Value.Null.NULL : next;
        }
        return value instanceof Value.Text text ? text.value() : "";
    }

    private static String leader(SimPeer peer) {
        return text(peer, "cluster/leader");
    }

    private static int members(SimPeer peer) {
        Value cluster = network(peer).find("cluster");
        Value members = cluster instanceof Value.Obj fields ? fields.find("members") : null;
        return members instanceof Value.Obj all ? all.size() : 0;
    }

    /// Whom those believe to lead who are up.
    private static TreeSet<String> leaders(List<SimPeer> peers) {
        var leaders = new TreeSet<String>();
        peers.stream().filter(SimPeer::isUp).forEach(peer -> leaders.add(leader(peer)));
        return leaders;
    }

    /// Whether each is in a cluster of one of those sizes, and there are two leaders.
    private static boolean isWhole(List<SimPeer> peers, int... sizes) {
        boolean whole =
                peers.stream()
                        .filter(SimPeer::isUp)
                        .allMatch(peer -> contains(sizes, members(peer)));
        return whole && leaders(peers).size() == 2 && !leaders(peers).contains("");
    }

    private static boolean contains(int[] numbers, int one) {
        return Arrays.stream(numbers).anyMatch(number -> number == one);
    }

    /// Whether more than half of a cluster of eight follow another one than that, who leads.
    private static boolean leadsMost(List<SimPeer> peers, String but) {
        for (SimPeer one : peers) {
            String id = one.id().text();
            long followers =
                    peers.stream().filter(peer -> peer.isUp() && leader(peer).equals(id)).count();
            boolean same = peers.indexOf(one) % 2 == peers.indexOf(named(peers, but)) % 2;
            if (same && !id.equals(but) && followers > PEERS / 4) {
                return true;
            }
        }
        return false;
    }

    private static SimPeer named(List<SimPeer> peers, String id) {
        return peers.stream().filter(one -> one.id().text().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void peersOfTwoRegionsFormTwoClustersEachWithOneLeaderWithinAMinute() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> isWhole(peers, PEERS / 2), 60);
                    for (SimPeer peer : peers) {
                        assertEquals(
                                peers.indexOf(peer) % 2,
                                peers.indexOf(named(peers, leader(peer))) % 2,
                                "a leader of another region");
                    }
                });
    }

    @Test
    void whenALeaderIsKilledAnotherOneLeadsWithinEightSeconds() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> isWhole(peers, PEERS / 2), 60);
                    String before = leader(peers.getFirst());
                    named(peers, before).crash();
                    scene.await(() -> leadsMost(peers, before), 8);
                    scene.await(() -> isWhole(peers, PEERS / 2 - 1, PEERS / 2), 30);
                });
    }
}
