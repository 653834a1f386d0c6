package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GateTest {
    private static Newcomer from(String origin) {
        return new Newcomer(new Socket(), "somewhere", origin);
    }

    @Test
    void whileThereIsRoomNobodyGoes() {
        var gate = new Gate(3, 2);
        assertNull(gate.admit(from("a")));
        assertNull(gate.admit(from("a")));
        assertNull(gate.admit(from("b")));
        assertEquals(3, gate.size());
    }

    @Test
    void theOldestOfTheSameOriginMakesRoom() {
        var gate = new Gate(10, 2);
        var first = from("a");
        var second = from("a");
        gate.admit(from("b"));
        gate.admit(first);
        gate.admit(second);
        assertSame(first, gate.admit(from("a")));
        assertSame(second, gate.admit(from("a")));
        assertEquals(3, gate.size());
    }

    @Test
    void whenAllPlacesAreTakenTheOldestOfAnyOriginMakesRoom() {
        var gate = new Gate(3, 2);
        var first = from("a");
        gate.admit(first);
        gate.admit(from("b"));
        gate.admit(from("c"));
        assertSame(first, gate.admit(from("d")));
        assertEquals(3, gate.size());
        assertNull(new Gate(3, 1).admit(first), "whoever went may come again elsewhere");
    }

    @Test
    void whoLeavesMakesRoomOnce() {
        var gate = new Gate(2, 2);
        var first = from("a");
        gate.admit(first);
        gate.admit(from("a"));
        gate.leave(first);
        gate.leave(first);
        assertNull(gate.admit(from("a")));
        assertEquals(2, gate.size());
    }

    @Test
    void clearingLetsAllGo() {
        var gate = new Gate(2, 1);
        var first = from("a");
        gate.admit(first);
        assertEquals(List.of(first), gate.clear());
        assertEquals(0, gate.size());
        assertNull(gate.admit(from("a")));
    }

    @Test
    void anIpv6NetworkCountsAsOneAndIpv4AddressesEach() {
        assertEquals(origin("2001:db8:1:2::1"), origin("2001:db8:1:2:ffff::9"));
        assertNotEquals(origin("2001:db8:1:2::1"), origin("2001:db8:1:3::1"));
        assertNotEquals(origin("192.0.2.1"), origin("192.0.2.2"));
    }

    private static String origin(String address) {
        return Gate.originOf(InetAddress.ofLiteral(address));
    }
}
