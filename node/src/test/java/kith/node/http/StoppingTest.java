package kith.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kith.node.Node;
import kith.node.Peers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests of which a part has come when the peer stops: they are refused with `stopping`, or the
/// connection ends without an answer; nothing else is true of them.
final class StoppingTest {
    private static final String HALF_BODY = "Host: localhost\r\nContent-Length: 100\r\n\r\n[1,2";
    private static final int MANY = 40;

    private final Peers peers = new Peers();
    private final List<RawHttp> clients = new ArrayList<>();

    @AfterEach
    void close() {
        clients.forEach(RawHttp::close);
        peers.close();
    }

    private RawHttp begin(Node node, String part) {
        var client = new RawHttp(node.http().port());
        clients.add(client);
        client.write(part.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    private static RawHttp.Reply breakOff(RawHttp client) throws IOException {
        client.socket().shutdownOutput();
        return client.reply("PUT");
    }

    @Test
    void aBodyThatBreaksOffIsRefusedForWhatEndedIt() throws IOException {
        Node ada = peers.start("ada");
        RawHttp before = begin(ada, "PUT /tasks/a HTTP/1.1\r\n" + HALF_BODY);
        assertEquals("body-incomplete", breakOff(before).code());
        RawHttp during = begin(ada, "PUT /tasks/a HTTP/1.1\r\n" + HALF_BODY);
        ada.http().quiesce();
        RawHttp.Reply reply = breakOff(during);
        assertEquals("503 stopping", reply.status() + " " + reply.code());
    }

    @Test
    void aHalfRequestIsNeverCalledAFaultWhenThePeerStops() {
        Node ada = peers.start("ada");
        for (int i = 0; i < MANY; i++) {
            begin(ada, "PUT /tasks/a HTTP/1.1\r\nHost: loc");
            begin(ada, "PATCH /tasks/a HTTP/1.1\r\n" + HALF_BODY);
        }
        RawHttp.get(ada.http().port(), "/.kith/version"); // those before it were heard as well
        ada.stop();
        for (RawHttp client : clients) {
            String said = client.rest();
            assertTrue(said.isEmpty() || said.contains("\"stopping\""), said);
        }
    }
}
