package kith.node.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GateTest {
    /// Somebody who came from there.
    private record Newcomer(String origin, int number) {}

    private int count;

    private Newcomer from(String origin) {
        return new Newcomer(origin, ++count);
    }

    private static @Nullable Newcomer admit(Gate<Newcomer> gate, Newcomer newcomer) {
        return gate.admit(newcomer, newcomer.origin());
    }

    @Test
    void whileThereIsRoomNobodyGoes() {
        var gate = new Gate<Newcomer>(3, 2);
        assertNull(admit(gate, from("a")));
        assertNull(admit(gate, from("a")));
        assertNull(admit(gate, from("b")));
        assertEquals(3, gate.size());
    }

    @Test
    void theOldestOfTheSameOriginMakesRoom() {
        var gate = new Gate<Newcomer>(10, 2);
        var first = from("a");
        var second = from("a");
        admit(gate, from("b"));
        admit(gate, first);
        admit(gate, second);
        assertSame(first, admit(gate, from("a")));
        assertSame(second, admit(gate, from("a")));
        assertEquals(3, gate.size());
    }

    @Test
    void whenAllPlacesAreTakenTheOldestOfAnyOriginMakesRoom() {
        var gate = new Gate<Newcomer>(3, 2);
        var first = from("a");
        admit(gate, first);
        admit(gate, from("b"));
        admit(gate, from("c"));
        assertSame(first, admit(gate, from("d")));
        assertEquals(3, gate.size());
        assertNull(admit(new Gate<Newcomer>(3, 1), first), "whoever went may come again elsewhere");
    }

    @Test
    void whoLeavesMakesRoomOnce() {
        var gate = new Gate<Newcomer>(2, 2);
        var first = from("a");
        admit(gate, first);
        admit(gate, from("a"));
        gate.leave(first);
        gate.leave(first);
        assertNull(admit(gate, from("a")));
        assertEquals(2, gate.size());
    }

    @Test
    void clearingLetsAllGo() {
        var gate = new Gate<Newcomer>(2, 1);
        var first = from("a");
        admit(gate, first);
        assertEquals(List.of(first), gate.clear());
        assertEquals(0, gate.size());
        assertNull(admit(gate, from("a")));
    }

    @Test
    void anIpv6NetworkCountsAsOneAndIpv4AddressesEach() {
        assertEquals(origin("2001:db8:1:2::1"), origin("2001:db8:1:2:ffff::9"));
        assertNotEquals(origin("2001:db8:1:2::1"), origin("2001:db8:1:3::1"));
        assertNotEquals(origin("192.0.2.1"), origin("192.0.2.2"));
    }

    @Test
    void connectionsOfThisMachineCountEachByItself() {
        InetAddress here = InetAddress.getLoopbackAddress();
        assertNotEquals(Gate.originOf(here, 1), Gate.originOf(here, 2));
    }

    private static String origin(String address) {
        return Gate.originOf(InetAddress.ofLiteral(address), 1);
    }
}
