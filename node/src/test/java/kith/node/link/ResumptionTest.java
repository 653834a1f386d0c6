package kith.node.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/// No handshake resumes an earlier one, so none skips the look at the key.
final class ResumptionTest {
    @Test
    void aCallerThatWouldResumeCannot() throws IOException {
        var caller = RawTls.of(TestCertificates.credential());
        try (var willing = RawTls.of(TestCertificates.credential()).serve()) {
            callTwice(caller, willing.getLocalPort());
            assertEquals(1, caller.trustAsked.get(), "the JDK resumes where it can");
        }
        try (var node = new TestNode()) {
            callTwice(caller, node.port);
            assertEquals(3, caller.trustAsked.get(), "and here it cannot");
            assertEquals(TestNode.next(node.ups).peer(), TestNode.next(node.ups).peer());
        }
    }

    private static void callTwice(RawTls caller, int port) throws IOException {
        for (int i = 0; i < 2; i++) {
            try (SSLSocket socket = caller.connect(port)) {
                // Reading past the handshake takes in the tickets, when there are any.
                assertEquals(4, socket.getInputStream().readNBytes(4).length);
            }
        }
    }

    @Test
    void ourCallsNeverResume() throws IOException {
        var willing = RawTls.of(TestCertificates.credential());
        try (var node = new TestNode();
                var server = willing.serve()) {
            node.dial(server.getLocalPort(), null);
            node.dial(server.getLocalPort(), null);
            assertEquals(2, willing.trustAsked.get());
        }
    }
}
