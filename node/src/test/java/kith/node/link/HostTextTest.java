package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/// Examples of RFC 5952, sections 1 and 4.
final class HostTextTest {
    private static String text(String address) throws UnknownHostException {
        return HostText.of(InetAddress.getByName(address));
    }

    @Test
    void anAddressOfFourNumbersIsWrittenAsItIs() throws UnknownHostException {
        assertEquals("192.0.2.7", text("192.0.2.7"));
    }

    @Test
    void zerosInFrontAreLeftOutAndLettersAreSmall() throws UnknownHostException {
        assertEquals("[2001:db8:1:2:3:4:5:abcd]", text("2001:0DB8:0001:2:3:4:5:ABCD"));
    }

    @Test
    void theLongestRunOfZerosIsShortenedTheFirstOfTwo() throws UnknownHostException {
        assertEquals("[2001:db8::1]", text("2001:db8:0:0:0:0:0:1"));
        assertEquals("[2001:0:0:1::1]", text("2001:0:0:1:0:0:0:1"));
        assertEquals("[2001:db8::1:0:0:1]", text("2001:db8:0:0:1:0:0:1"));
        assertEquals("[::1]", text("::1"));
        assertEquals("[::]", text("::"));
        assertEquals("[fd00::]", text("fd00::"));
    }

    @Test
    void oneZeroAloneIsNoRun() throws UnknownHostException {
        assertEquals("[2001:db8:0:1:1:1:1:1]", text("2001:db8:0:1:1:1:1:1"));
    }

    @Test
    void theNameOfAnInterfaceIsLeftOut() throws UnknownHostException {
        assertEquals("[fe80::1]", text("fe80::1%1"));
    }
}
