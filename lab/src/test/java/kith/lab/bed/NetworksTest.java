package kith.lab.bed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kith.lab.bed.wire.Namespace;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Hosts in networks of their own, with datagrams between them.
final class NetworksTest {
    private static final int PORT = 7_000;
    private static final int WAIT_MILLIS_MAX = 30_000;

    @BeforeAll
    static void networksCanBeMade() {
        String hindrance = Networks.hindrance();
        assumeTrue(hindrance == null, () -> "no networks can be made here: " + hindrance);
    }

    private static DatagramSocket socket(Networks networks, int host) throws IOException {
        return socket(networks, host, PORT);
    }

    private static DatagramSocket socket(Networks networks, int host, int port) throws IOException {
        DatagramSocket socket = networks.at(host, () -> new DatagramSocket(port));
        socket.setSoTimeout(WAIT_MILLIS_MAX);
        return socket;
    }

    private static void send(DatagramSocket from, InetSocketAddress to, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static InetSocketAddress at(Networks networks, int host) {
        return at(networks, host, PORT);
    }

    private static InetSocketAddress at(Networks networks, int host, int port) {
        return new InetSocketAddress(networks.publicAddress(host), port);
    }

    private record Heard(String text, InetSocketAddress from) {}

    private static Heard hear(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
        return new Heard(text, (InetSocketAddress) packet.getSocketAddress());
    }

    @Test
    void whatGoesThereAndBackTakesTwiceTheDelayAndWhatIsCutInOneWayPassesInTheOther()
            throws Exception {
        try (Networks networks = Networks.make(Owner.ofThis(), List.of(Nat.NONE, Nat.NONE));
                DatagramSocket left = socket(networks, 0);
                DatagramSocket right = socket(networks, 1)) {
            send(left, at(networks, 1), "who are you"); // now both know where the other is
            send(right, hear(right).from, "somebody");
            hear(left);

            networks.shape(-1, -1, "delay", 30);
            long begun = System.nanoTime();
            send(left, at(networks, 1), "there");
            Heard there = hear(right);
            send(right, there.from, "and back");
            assertEquals("and back", hear(left).text);
            long took = System.nanoTime() - begun;
            assertTrue(took >= 60_000_000, "it took " + took / 1_000_000 + " ms");

            networks.cut(0, 1, true);
            send(left, at(networks, 1), "never heard");
            send(right, at(networks, 0), "heard");
            assertEquals("heard", hear(left).text); // sent after what was cut, and as far
            networks.cut(-1, -1, false);
            send(left, at(networks, 1), "healed");
            assertEquals("healed", hear(right).text);
        }
    }

    @Test
    void behindARouterAHostHasTheRoutersAddressAndIsAnsweredThere() throws Exception {
        assumeTrue(hasNft(), "there is no nft");
        List<Nat> nats = List.of(Nat.CONE, Nat.SYMMETRIC, Nat.NONE, Nat.NONE);
        try (Networks networks = Networks.make(Owner.ofThis(), nats);
                DatagramSocket cone = socket(networks, 0);
                DatagramSocket symmetric = socket(networks, 1);
                DatagramSocket first = socket(networks, 2);
                DatagramSocket second = socket(networks, 3);
                DatagramSocket other = socket(networks, 3, PORT + 1)) {
            send(cone, at(networks, 2), "cone");
            assertEquals(at(networks, 0), hear(first).from);

            send(cone, at(networks, 3, PORT + 1), "another port");
            assertEquals(at(networks, 0), hear(other).from); // and now its router is known there
            send(second, at(networks, 0), "not asked for");
            send(second, at(networks, 2), "now"); // later, and from the same port of the switch
            assertEquals("now", hear(first).text);
            send(first, at(networks, 0), "asked for");
            assertEquals("asked for", hear(cone).text);

            send(symmetric, at(networks, 2), "one");
            send(symmetric, at(networks, 3), "other");
            assertNotEquals(hear(first).from, hear(second).from);
        }
    }

    private static boolean hasNft() {
        try {
            return !Namespace.run("nft", "--version").isEmpty();
        } catch (IOException none) {
            return false;
        }
    }
}
