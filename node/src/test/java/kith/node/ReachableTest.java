package kith.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import kith.identity.InvitationLink;
import org.junit.jupiter.api.Test;

final class ReachableTest {
    @Test
    void whoListensOnOneAddressTellsThatOne() {
        assertEquals(List.of("127.0.0.1:7"), Reachable.at("127.0.0.1", 7, List.of()));
        assertEquals(List.of("[::1]:7"), Reachable.at("::1", 7, List.of()));
    }

    @Test
    void whoListensEverywhereTellsTheLoopbackLastAndNoneThatOthersCannotUse() {
        List<String> all = Reachable.at("0.0.0.0", 7, List.of());
        assertEquals("127.0.0.1:7", all.getLast());
        assertTrue(all.size() <= InvitationLink.ADDRESSES_MAX);
        for (String address : all) {
            assertTrue(address.endsWith(":7"), address);
            assertFalse(address.contains("%"), address);
            assertFalse(address.startsWith("[fe80"), address);
            assertFalse(address.startsWith("0.0.0.0"), address);
        }
    }

    @Test
    void whatTheOwnerSaysIsToldAsItIsWithAPortWhereThereIsNone() {
        List<String> chosen = List.of("ada.example", "ada.example:99", "[2001:db8::1]", "[::1]:3");
        assertEquals(
                List.of("ada.example:7", "ada.example:99", "[2001:db8::1]:7", "[::1]:3"),
                Reachable.at("0.0.0.0", 7, chosen));
    }
}
