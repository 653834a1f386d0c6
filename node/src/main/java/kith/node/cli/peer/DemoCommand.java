package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import kith.node.Home;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.talk.Fields;

/// `kith demo`: the page on which tabs and browsers find each other.
///
/// The invitation stands behind `#` in the address: a browser tells that part to nobody, neither
/// the server nor, as `Referer`, the next page.
public final class DemoCommand implements Command {
    private static final String PAGE = "/.kith/demo";

    /// As many as somebody shows it to in a day.
    private static final int USES = 1_000;

    private static final int EXPIRES_SECONDS = 86_400;

    @Override
    public Spec spec() {
        return new Spec(
                "demo",
                List.of(),
                List.of(Option.flag("no-open", "does not open the page in the browser")),
                "opens the page on which tabs find each other",
                """
                Each tab that shows the page is a peer of its own, and this machine's peer is one
                more of them. Open it in several tabs and browsers: they find each other and link
                directly, and go on without this peer when it ends.

                The link has an invitation to the default board in it, which is good for a day: it
                is worth what a key is worth. Starts the peer of the home if it is not running, as
                kith up --detach does; kith down ends it.
                """,
                List.of("kith demo", "kith demo --no-open"));
    }

    @Override
    public int run(Call call) throws Exception {
        Home home = call.home();
        Terminal terminal = call.terminal();
        if (home.running() == null) {
            int exit = new Detached(home, terminal).start(call, false);
            if (exit != Exit.OK) {
                return exit;
            }
        }
        String link = link(call);
        terminal.answer(new Answer().text("event", "demo").text("link", link));
        if (!terminal.isForPrograms()) {
            terminal.lineNow(link);
            terminal.note("Open it in several tabs and browsers of this machine.");
        }
        if (terminal.outIsTerminal() && !call.has("no-open")) {
            Browser.ofProcess().open(link);
        }
        return Exit.OK;
    }

    private static String link(Call call) throws IOException, PeerRefusal {
        try (PeerClient peer = Connected.peer(call)) {
            var asked =
                    new Fields()
                            .put("uses", USES)
                            .put("expiresInSeconds", EXPIRES_SECONDS)
                            .put("note", "kith demo");
            var answer = new Field(peer.control("invite", asked.value()));
            return peer.running().url() + PAGE + "#" + answer.at("link").text();
        }
    }
}
