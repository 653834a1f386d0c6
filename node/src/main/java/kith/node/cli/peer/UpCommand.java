package kith.node.cli.peer;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.Running;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Interrupt;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.PeerClient;
import kith.node.disk.HomeLocked;
import kith.node.http.HttpFailure;
import kith.node.link.LinkFailure;
import kith.port.Limits;
import kith.port.Now;

/// `kith up`: starts a peer, and is it until Ctrl-C.
public final class UpCommand implements Command {
    private static final long HEARTBEAT_SECONDS = Limits.DEFAULT.heartbeatNanos() / Now.SECOND;
    private static final int PORT_LAST = 0xffff;
    private static final long LOCKED_MILLIS_MAX = 3_000;

    /// How long the terminal has for the last line; with the stop, within two seconds.
    private static final long LAST_WORD_MILLIS = 200;

    private static final long LOOK_MILLIS = 100;

    /// A terabyte.
    private static final long RECORD_MIB_MAX = 1 << 20;

    @Override
    public Spec spec() {
        return new Spec(
                "up",
                List.of(),
                options(),
                "starts a peer",
                """
                The peer of the home starts, or the first time is made, with a key of its own. It
                stays in this terminal and tells what happens, until Ctrl-C; with --detach it goes
                on by itself until kith down.

                From a terminal in a session with a display, its console is opened in the browser:
                a page that shows the tree, who is linked, and who belongs.

                Two peers on one machine need two homes and two ports: --port 0 takes free ones.

                HTTP is for this machine alone. --http lets others in: there every request shows
                the token, which is in the file of that name in the home; the page of the console
                asks for it, and a link that is shown here signs in once, on this machine. Nothing
                is encrypted, so it belongs into a network that you trust, or behind a proxy with
                TLS.
                """,
                List.of("kith up", "kith up --detach", "kith --home ../second up --port 0"));
    }

    static List<Option> options() {
        var options = new ArrayList<Option>();
        options.add(
                Option.of(
                        "port",
                        "N",
                        "where other peers link to (" + NodeConfig.PORT + "); 0 takes a free one"));
        options.add(Option.of("listen", "HOST", "an address of this machine; else all of them"));
        options.add(
                Option.many(
                        "advertise",
                        "ADDR",
                        "where others are told to reach it, as host:port or host, and peers in"
                                + " browsers as ws://host:port/.kith/link; else at the addresses of"
                                + " this machine"));
        options.add(
                Option.of(
                        "region",
                        "NAME",
                        "where this peer is, in a word that others are told: those of one word"
                                + " count as near each other before that is measured"));
        options.add(
                Option.of(
                        "heartbeat",
                        "SECONDS",
                        "after so much silence the other side of a link is asked whether it is"
                                + " there ("
                                + HEARTBEAT_SECONDS
                                + "), and what the peer shows of itself is shown again"));
        options.add(
                Option.of(
                        "stale",
                        "SECONDS",
                        "after so much silence who is linked is stale, and who shows something of"
                                + " itself is gone; at least two heartbeats, else "
                                + Limits.STALE_BEATS));
        options.addAll(HttpOptions.all());
        options.add(
                Option.of(
                        "vouchers",
                        "N",
                        "how many members are to vouch for a snapshot before it takes the place of"
                                + " old changes here ("
                                + Limits.DEFAULT.vouchesMin()
                                + ", or all where there are fewer)"));
        options.add(
                Option.of(
                        "record",
                        "MIB",
                        "keeps the last so many MiB of what the peer is told, to find a mistake in"
                                + " Kith with ./dev replay; else nothing"));
        options.add(
                Option.flag(
                        "no-mdns",
                        "does not say on the local network that it is there, and does not hear who"
                                + " else is"));
        options.add(Option.flag("detach", "starts it and leaves it running"));
        options.add(Option.flag("no-open", "does not open the console in the browser"));
        return List.copyOf(options);
    }

    @Override
    public int run(Call call) throws Exception {
        Home home = call.home();
        try (PeerClient running = PeerClient.of(home)) {
            if (running != null) {
                Running here = running.running();
                throw already(home, here.pid(), " (" + here.url() + ")");
            }
        }
        NodeConfig config = config(call, home);
        if (!call.has("detach")) {
            return foreground(config, home, call);
        }
        int exit = new Detached(home, call.terminal()).start(call, config.http().needsToken());
        Running running = home.running();
        if (exit == Exit.OK && running != null) {
            open(call, new ConsoleLink(home, running.url(), config.http().needsToken()));
        }
        return exit;
    }

    private static NodeConfig config(Call call, Home home) {
        var standard = NodeConfig.of(home);
        int port = (int) call.number("port", standard.port(), 0, PORT_LAST);
        NodeConfig listening =
                standard.listening(call.option("listen", standard.host()), port)
                        .advertising(call.all("advertise"))
                        .in(region(call))
                        .recording(call.number("record", 0, 0, RECORD_MIB_MAX) << 20)
                        .beatingEvery(heartbeat(call))
                        .staleAfter(stale(call))
                        .wantingVouches(vouchers(call));
        return HttpOptions.chosen(
                call, call.has("no-mdns") ? listening.withoutLocalNetwork() : listening);
    }

    private static String region(Call call) {
        String region = call.option("region", "");
        if (!NodeConfig.isRegion(region)) {
            throw Failure.usage(
                    "--region is \"" + region + "\", expected at most 32 bytes", "For example: eu");
        }
        return region;
    }

    private static int heartbeat(Call call) {
        long most = Limits.HEARTBEAT_NANOS_MAX / Now.SECOND;
        return (int) call.number("heartbeat", HEARTBEAT_SECONDS, 1, most);
    }

    private static int stale(Call call) {
        int beat = heartbeat(call);
        long least = (long) Limits.STALE_BEATS_MIN * beat;
        long most = Limits.STALE_NANOS_MAX / Now.SECOND;
        return (int) call.number("stale", (long) Limits.STALE_BEATS * beat, least, most);
    }

    private static int vouchers(Call call) {
        int usual = Limits.DEFAULT.vouchesMin();
        return (int) call.number("vouchers", usual, 1, NodeConfig.VOUCHES_MAX);
    }

    static Failure already(Home home, long pid, String url) {
        return new Failure(
                "already-running",
                "a peer is running already in " + home + ": process " + pid + url,
                "To stop it: kith down. For a second peer, another home: kith --home DIR up --port 0",
                Exit.RUNNING);
    }

    private static int foreground(NodeConfig config, Home home, Call call)
            throws InterruptedException {
        Terminal terminal = call.terminal();
        var narrator = new Narrator(terminal, () -> LocalTime.now(ZoneId.systemDefault()));
        var teller = new Teller();
        Node node;
        boolean started = false;
        try {
            node = start(config.tellingNotes(note -> teller.tell(() -> narrator.note(note))), home);
            started = true;
        } finally {
            if (!started) {
                teller.finish(LAST_WORD_MILLIS); // what was noted stands above why it failed
            }
        }
        try (var _ = Interrupt.then(() -> stop(node, teller, terminal))) {
            teller.tell(() -> banner(node, terminal));
            open(call, link(node));
            node.ended().join();
        }
        int exit = node.ended().join(); // `kith down`, or a mistake of ours
        teller.tell(() -> lastWord(exit, home, terminal));
        if (!teller.finish(LAST_WORD_MILLIS)) {
            Runtime.getRuntime().halt(exit); // in order, but for what nobody reads
        }
        return exit;
    }

    private static ConsoleLink link(Node node) {
        return new ConsoleLink(node.home(), node.http().url(), node.http().wantsToken());
    }

    /// Opens the console, where somebody sits in front of it.
    private static void open(Call call, ConsoleLink link) {
        if (call.terminal().outIsTerminal() && !call.has("no-open")) {
            link.open(Browser.ofProcess());
        }
    }

    private static void stop(Node node, Teller teller, Terminal terminal) {
        node.stop();
        int exit = node.ended().join();
        teller.tell(() -> lastWord(exit, node.home(), terminal));
        teller.finish(LAST_WORD_MILLIS);
        if (exit != Exit.OK) {
            Runtime.getRuntime().halt(exit);
        }
    }

    private static void lastWord(int exit, Home home, Terminal terminal) {
        terminal.answer(new Answer().text("event", "stopped").number("exit", exit));
        terminal.lineNow(
                switch (exit) {
                    case Exit.OK -> "stopped";
                    case Exit.UNFINISHED ->
                            "stopped, but not everything is known to be on the disk: see kith.log"
                                    + " in "
                                    + home;
                    default -> "ended: see kith.log in " + home;
                });
    }

    /// Nobody answers there, but a peer that was just killed may still have the lock: its process
    /// takes a moment to go.
    private static Node start(NodeConfig config, Home home) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOCKED_MILLIS_MAX);
        while (true) {
            try {
                return startNow(config);
            } catch (HomeLocked locked) {
                if (System.nanoTime() > end) {
                    throw already(home, locked.pid(), "");
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    private static Node startNow(NodeConfig config) {
        try {
            return Node.start(config);
        } catch (LinkFailure failure) {
            throw Failure.of(failure.code(), failure.text(), "Where it listens: --listen, --port.");
        } catch (HttpFailure failure) {
            throw Failure.of(failure.code(), failure.text(), "");
        }
    }

    /// What programs are told first; `up --detach` tells the same.
    static Answer ready(String peer, String url, Home home, long process) {
        return new Answer()
                .text("event", "ready")
                .text("peer", peer)
                .text("http", url)
                .text("home", home.toString())
                .number("process", process);
    }

    private static void banner(Node node, Terminal terminal) {
        long process = ProcessHandle.current().pid();
        terminal.answer(
                ready(node.id().text(), node.http().url(), node.home(), process)
                        .texts("addresses", node.addresses())
                        .flag("token", node.http().wantsToken()));
        var rows = new Columns();
        rows.row("peer", node.id().text());
        List<String> addresses = node.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            rows.row(i == 0 ? "links at" : "", addresses.get(i));
        }
        rows.row("http", node.http().url());
        link(node).addTo(rows, terminal);
        rows.row("home", node.home().toString());
        rows.lines("").forEach(terminal::line);
        terminal.lineNow(terminal.paint(Ink.GREEN, "ready") + " (Ctrl-C stops it)");
    }
}
