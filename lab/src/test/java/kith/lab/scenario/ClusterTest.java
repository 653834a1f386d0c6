package kith.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import kith.cluster.ClusterMessage;
import kith.cluster.Coordinate;
import kith.identity.BoardId;
import kith.identity.Check;
import kith.lab.SimPeer;
import kith.lab.World;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.network.NetworkMessage;
import kith.overlay.Use;
import kith.port.Limits;
import kith.port.Message;
import kith.port.Now;
import kith.store.Segment;
import kith.value.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whole engines on one board form clusters, elect leaders, and lose them.
@Tag("worlds")
class ClusterTest {
    static final int PEERS = 16;
    static final int SEEDS = Scene.worlds(2);

    /// Delays of one country.
    static final World.Config NEAR =
            new World.Config(
                    Now.MILLI / 2, 6 * Now.MILLI, 2 * Now.MILLI, Limits.DEFAULT, Segment.BYTES_MAX);

    /// So many peers on one board, half of them in each of two regions.
    static List<SimPeer> board(Scene scene) {
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

    static Value.Obj network(SimPeer peer) {
        Value network = peer.read(".peer/network/home");
        return network instanceof Value.Obj fields ? fields : Value.Obj.EMPTY;
    }

    private static String text(SimPeer peer, String path) {
        Value value = peer.read(".peer/network/home/" + path);
        return value instanceof Value.Text text ? text.value() : "";
    }

    static String leader(SimPeer peer) {
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
    static boolean isWhole(List<SimPeer> peers, int... sizes) {
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

    static SimPeer named(List<SimPeer> peers, String id) {
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
    void leadersCountAllPeersOfTheBoard() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> peers.stream().allMatch(peer -> counted(peer) == PEERS), 90);
                });
    }

    private static long counted(SimPeer peer) {
        Value all = network(peer).find("all");
        Value peers = all instanceof Value.Obj fields ? fields.find("peers") : null;
        return peers instanceof Value.Int(long many) ? many : 0;
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

    /// Two may lead at one time, and do no harm, because each has an epoch of its own: looks for
    /// two in one.
    private static void watch(List<SimPeer> peers, TreeMap<String, String> leaders) {
        for (SimPeer peer : peers) {
            Value cluster = peer.isUp() ? network(peer).find("cluster") : null;
            if (cluster instanceof Value.Obj fields
                    && Value.Bool.TRUE.equals(fields.find("leads"))) {
                String term = fields.find("id") + " " + fields.find("epoch");
                String before = leaders.putIfAbsent(term, peer.id().text());
                assertTrue(
                        before == null || before.equals(peer.id().text()),
                        () -> "two led in one epoch: " + term);
            }
        }
    }

    @Test
    void aClusterThatIsCutInTwoHealsAndNoEpochHasTwoLeaders() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> isWhole(peers, PEERS / 2), 60);
                    SimPeer leader = named(peers, leader(peers.getFirst()));
                    var those = new ArrayList<>(List.of(leader));
                    those.addAll(
                            peers.stream()
                                    .filter(one -> one != leader && peers.indexOf(one) % 2 == 0)
                                    .limit(2)
                                    .toList());
                    var others = new ArrayList<>(peers);
                    others.removeAll(those);
                    scene.part(those, others);
                    var leaders = new TreeMap<String, String>();
                    for (int i = 0; i < 120; i++) {
                        scene.run(0.5);
                        watch(peers, leaders);
                    }
                    scene.world.network().healAll();
                    for (int i = 0; i < 300 && !isWhole(peers, PEERS / 2); i++) {
                        scene.run(0.5);
                        watch(peers, leaders);
                    }
                    assertTrue(isWhole(peers, PEERS / 2), () -> "" + leaders(peers));
                });
    }

    @Test
    void whoHasNoWayToItsLeaderFollowsItOverOthers() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> isWhole(peers, PEERS / 2), 60);
                    SimPeer leader = named(peers, leader(peers.getFirst()));
                    SimPeer member = peers.get(2) == leader ? peers.get(4) : peers.get(2);
                    String cluster = text(member, "cluster/id");
                    scene.world.network().cut(leader, member);
                    for (int i = 0; i < 60; i++) {
                        scene.run(1);
                        assertEquals(cluster, text(member, "cluster/id"));
                        assertNotEquals("", leader(member));
                    }
                    assertEquals(PEERS / 2, members(member));
                    assertEquals(leader(peers.get(6)), leader(member));
                });
    }

    static BoardId boardId(SimPeer peer) {
        if (peer.read(".peer/boards/home/id") instanceof Value.Text(String id)) {
            return BoardId.parse(id);
        }
        throw new AssertionError(peer + " is on no board");
    }

    /// From now on it sends that as well, once over each of its links.
    private static void says(SimPeer peer, Message message) {
        var out = new Writer();
        message.write(out);
        Bytes frame = out.toBytes();
        var over = new TreeSet<Long>();
        Scene.tap(peer, (link, own) -> over.add(link) ? List.of(own, frame) : List.of(own));
    }

    @Test
    void whoClaimsToLeadOutOfTurnIsFollowedByNobody() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> isWhole(peers, PEERS / 2), 60);
                    scene.run(5); // of a first claim nobody has promised for long
                    SimPeer honest = peers.getFirst();
                    String before = leader(honest);
                    SimPeer eve = worst(peers, before);
                    long cluster = Long.parseUnsignedLong(text(honest, "cluster/id"), 16);
                    says(eve, new ClusterMessage.Claim(boardId(honest), cluster, 1_000, 1, 1));
                    for (int i = 0; i < 16; i++) {
                        scene.run(0.5);
                        for (SimPeer peer : peers) {
                            assertTrue(epoch(peer) < 1_000, () -> peer + " follows " + eve);
                        }
                    }
                });
    }

    /// The one of the first region that has the least score, and does not lead.
    private static SimPeer worst(List<SimPeer> peers, String leader) {
        SimPeer worst = null;
        for (int i = 0; i < PEERS; i += 2) {
            SimPeer one = peers.get(i);
            boolean less = worst == null || score(one) < score(worst);
            worst = less && !one.id().text().equals(leader) ? one : worst;
        }
        return Objects.requireNonNull(worst);
    }

    private static long score(SimPeer peer) {
        return scoreOf(peer, peer);
    }

    /// As that peer sees it.
    private static long scoreOf(SimPeer viewer, SimPeer of) {
        Value cells = viewer.read(".peer/network/home/cluster/members/" + of.id().text());
        Value score = cells instanceof Value.Obj fields ? fields.find("score") : null;
        return score instanceof Value.Int(long marks) ? marks : 0;
    }

    private static long epoch(SimPeer peer) {
        Value cluster = network(peer).find("cluster");
        Value epoch = cluster instanceof Value.Obj fields ? fields.find("epoch") : null;
        return epoch instanceof Value.Int(long number) ? number : 0;
    }

    @Test
    void whoSaysThatItHasNoLoadAndOthersHaveMuchDoesNotLeadByThat() {
        Scene.each(
                1,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    scene.await(() -> isWhole(peers, PEERS / 2), 60);
                    scene.run(30); // until all are measured
                    SimPeer honest = named(peers, leader(peers.getFirst()));
                    SimPeer eve = worst(peers, honest.id().text());
                    Bytes lie = praise(eve, peers);
                    var taken = new int[1];
                    Scene.tap(
                            honest,
                            (link, frame) -> {
                                taken[0] += endsWith(frame, lie) ? 1 : 0;
                                return List.of(frame);
                            });
                    says(eve, out -> out.bytes(lie));
                    for (int i = 0; i < 45; i++) {
                        scene.run(1);
                        peers.forEach(one -> assertNotEquals(eve.id().text(), leader(one)));
                    }
                    assertTrue(taken[0] > 0, "the leader passes on what eve says");
                    for (int i = 0; i < PEERS; i += 2) {
                        long score = scoreOf(honest, peers.get(i));
                        boolean fair = score > 0 && score < PRAISED;
                        assertTrue(fair, peers.get(i) + " has " + score);
                    }
                });
    }

    /// All marks, if what one says of oneself counted.
    private static final int PRAISED = 5 * 15;

    /// A signed opinion in which she has all marks and others of her cluster none, newer than any;
    /// written anew from `docs/protocol/cluster.md`.
    private static Bytes praise(SimPeer eve, List<SimPeer> peers) {
        var body = new Writer().varint(1L << 50).varint(7);
        body.bytes(eve.id().key().slice(0, 8)).bytes(Bytes.wrap(new byte[] {15, 15, 15, 15, 15}));
        peers.stream()
                .filter(one -> one != eve && peers.indexOf(one) % 2 == 0)
                .limit(6)
                .forEach(
                        one ->
                                body.bytes(one.id().key().slice(0, 8))
                                        .bytes(Bytes.wrap(new byte[5])));
        var statement = new Writer().string("kith/cluster/opinion/1");
        boardId(eve).write(statement);
        eve.id().write(statement);
        Bytes signature = eve.sign(statement.bytes(body.toBytes()).toBytes());
        var frame = new Writer().u8(0x92);
        boardId(eve).write(frame);
        eve.id().write(frame.varint(1));
        return frame.bytes(body.toBytes()).bytes(signature).toBytes();
    }

    private static boolean endsWith(Bytes frame, Bytes other) {
        int size = frame.size();
        return size >= other.size() && frame.slice(size - other.size(), size).equals(other);
    }

    @Test
    void whoLiesAboutWhereItIsMovesNobodyFar() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    List<SimPeer> peers = board(scene);
                    SimPeer eve = peers.get(2);
                    var far = new Writer();
                    var beyond = new Coordinate(900, -900, 900, -900, 1, 0);
                    new NetworkMessage.Here(beyond, Use.NEIGHBOUR, 1).write(far);
                    Bytes lie = far.toBytes();
                    Scene.tap(eve, (link, own) -> List.of(own.at(0) == lie.at(0) ? lie : own));
                    scene.run(90);
                    for (SimPeer peer : peers) {
                        if (peer != eve) {
                            assertTrue(members(peer) >= PEERS / 2 - 1, () -> peer + " is alone");
                            assertTrue(medianDistanceMicros(peer) < 50_000, peer::toString);
                        }
                    }
                });
    }

    /// To the neighbours, as their places say; the longest real round trip is 12 ms.
    private static long medianDistanceMicros(SimPeer peer) {
        var all = new ArrayList<Long>();
        if (network(peer).find("neighbours") instanceof Value.Obj neighbours) {
            for (int i = 0; i < neighbours.size(); i++) {
                if (neighbours.value(i) instanceof Value.Obj one
                        && one.find("distanceMicros") instanceof Value.Int(long micros)) {
                    all.add(micros);
                }
            }
        }
        all.sort(Long::compare);
        return all.get(all.size() / 2);
    }

    @Test
    void whoPassesOnInTheNameOfAnotherLosesItsLinks() {
        Scene.each(
                SEEDS,
                NEAR,
                scene -> {
                    SimPeer ann = scene.founder("ann");
                    SimPeer ben = scene.member("ben", ann);
                    SimPeer eve = scene.member("eve", ann);
                    scene.run(5);
                    BoardId id = boardId(ann);
                    var claim = new Writer();
                    new ClusterMessage.Claim(id, 1, 1, 1, 1).write(claim);
                    var forged =
                            new NetworkMessage.Passed(
                                    id, ben.id(), eve.id(), 1, Check.UNSIGNED, claim.toBytes());
                    says(eve, forged);
                    scene.run(5);
                    assertTrue(eve.noted("message-malformed"), () -> "" + eve.notes());
                });
    }
}
