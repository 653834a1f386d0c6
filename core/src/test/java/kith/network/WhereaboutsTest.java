package kith.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.dht.DirectoryRecord;
import kith.identity.InvitationLink;
import kith.lang.Bytes;
import kith.lang.Malformed;
import kith.lang.Writer;
import kith.port.About;
import org.junit.jupiter.api.Test;

/// What a record of the directory says of its author.
class WhereaboutsTest {
    private static final About ABOUT = About.of("test").in("eu").with(About.Can.RELAYS);

    /// As `docs/protocol/directory.md` has it: a count, texts with their lengths, bits, a text.
    @Test
    void itIsWrittenAsTheProtocolSays() {
        Bytes body = Whereabouts.of(List.of("h:1"), ABOUT).bytes();
        assertEquals("01" + "03683a31" + "03" + "026575", body.hex());
        var read = Whereabouts.read(body);
        assertEquals(List.of("h:1"), read.addresses());
        assertEquals("eu", read.region());
        assertEquals(List.of("durable-store", "relay"), read.words());
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        Bytes body = Whereabouts.of(List.of("h:1"), ABOUT).bytes();
        Bytes more = new Writer().bytes(body).string("more").toBytes();
        assertEquals(Whereabouts.read(body), Whereabouts.read(more));
    }

    @Test
    void addressesThatFitIntoNoRecordAreLeftOut() {
        var many = new ArrayList<String>();
        for (int i = 1; i <= 20; i++) {
            many.add("h".repeat(InvitationLink.ADDRESS_BYTES_MAX - 3) + ":" + i % 10);
        }
        Bytes body = Whereabouts.of(many, ABOUT).bytes();
        assertTrue(body.size() <= DirectoryRecord.BODY_BYTES_MAX);
        assertEquals(many.subList(0, 2), Whereabouts.read(body).addresses());
        var short20 = Collections.nCopies(20, "h:1");
        assertEquals(8, Whereabouts.of(short20, ABOUT).addresses().size());
    }

    @Test
    void whatIsNoAddressIsNeitherSaidNorTaken() {
        assertEquals(List.of(), Whereabouts.of(List.of("no address"), ABOUT).addresses());
        Bytes lie = new Writer().varint(1).string("no address").varint(0).string("").toBytes();
        assertThrows(Malformed.class, () -> Whereabouts.read(lie));
    }

    @Test
    void aBodyThatIsCutIsMalformed() {
        Bytes body = Whereabouts.of(List.of("h:1"), ABOUT).bytes();
        for (int size = 0; size < body.size(); size++) {
            Bytes cut = body.slice(0, size);
            assertThrows(Malformed.class, () -> Whereabouts.read(cut));
        }
    }
}
