package kith.node.cli.peer;

import java.io.IOException;
import kith.lang.Malformed;
import kith.node.Home;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// The address by which a person gets into the console, where a token is asked for.
///
/// What signs in stands behind `#`: a browser keeps that to itself, and the page takes it out of
/// the address at once. But the browser remembers what it was opened with, and its command line is
/// read by everybody on the machine. So it is never the token, but a ticket, which is worth nothing
/// once it was used, or a few minutes later.
///
/// **Shown** it is on a terminal only: what goes to a file or another program is kept longer than
/// anybody thinks. The token itself stays in its file, for who comes from another machine.
///
/// changed: a file of the home that leads there, opened by its name, would keep the ticket out of
/// command lines altogether. But browsers that are installed as a package of their own (snap,
/// Flatpak) may not read hidden folders of their user.
final class ConsoleLink {
    private final Home home;
    private final String url;
    private final boolean needsToken;

    /// @param url where HTTP is
    ConsoleLink(Home home, String url, boolean needsToken) {
        this.home = home;
        this.url = url;
        this.needsToken = needsToken;
    }

    /// Adds what a person needs, for whoever reads this terminal.
    void addTo(Columns rows, Terminal terminal) {
        if (!needsToken) {
            return;
        }
        rows.row("token", "in " + home.tokenFile());
        String link = terminal.outIsTerminal() ? withTicket() : null;
        if (link != null) {
            rows.row("console", link);
        }
    }

    /// Opens the console; where it cannot be signed in to, nothing.
    void open(Browser browser) {
        String to = opened();
        if (to != null) {
            browser.open(to);
        }
    }

    /// What the browser is told; null where it could not get in.
    @Nullable String opened() {
        return needsToken ? withTicket() : url;
    }

    private @Nullable String withTicket() {
        try (PeerClient client = PeerClient.of(home)) {
            if (client == null) {
                return null;
            }
            Value answer = client.control("ticket", Value.Obj.EMPTY);
            return with(new Field(answer).at("ticket").text());
        } catch (IOException | PeerRefusal | Malformed e) {
            return null; // the form of the console says where the token is
        }
    }

    private String with(String secret) {
        return url + "/#token=" + secret;
    }
}
