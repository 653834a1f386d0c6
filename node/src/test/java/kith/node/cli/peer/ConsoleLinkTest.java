package kith.node.cli.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import kith.node.Node;
import kith.node.Peers;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Terminal;
import kith.node.http.HttpConfig;
import org.junit.jupiter.api.Test;

final class ConsoleLinkTest {
    private static String rows(ConsoleLink link, boolean isTerminal) {
        var none = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
        var rows = new Columns();
        link.addTo(rows, new Terminal(none, none, isTerminal, isTerminal, false, 80));
        return String.join("\n", rows.lines(""));
    }

    private static int signIn(String url, String secret) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(url + "/.kith/session"))
                        .header("Authorization", "Bearer " + secret)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void aTicketIsShownOnATerminalOnlyAndTheTokenNowhere() throws Exception {
        try (var peers = new Peers()) {
            Node ada = peers.start("ada", c -> c.withHttp(HttpConfig.standard().at("0.0.0.0"), 0));
            String url = ada.http().url();
            String token = Objects.requireNonNull(ada.home().token());
            var link = new ConsoleLink(ada.home(), url, true);
            String shown = rows(link, true);
            assertFalse(shown.contains(token), shown);
            assertFalse(rows(link, false).contains("#token="));
            String there = shown.substring(shown.indexOf("#token=") + "#token=".length()).strip();
            assertEquals(200, signIn(url, there.split("\\s")[0]));
            String opened = link.opened();
            assertNotNull(opened);
            assertTrue(opened.startsWith(url + "/#token="), opened);
            assertFalse(opened.contains(token));
            String ticket = opened.substring(opened.indexOf('=') + 1);
            assertEquals(200, signIn(url, ticket));
            assertEquals(401, signIn(url, ticket), "it is worth nothing afterwards");
        }
    }

    @Test
    void withoutATokenTheAddressIsAll() {
        try (var peers = new Peers()) {
            Node ada = peers.start("ada");
            var link = new ConsoleLink(ada.home(), ada.http().url(), false);
            assertEquals(ada.http().url(), link.opened());
            assertEquals("", rows(link, true));
        }
    }
}
