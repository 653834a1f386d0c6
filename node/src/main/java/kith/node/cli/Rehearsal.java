package kith.node.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.cli.shell.Terminal;

/// Runs the everyday commands once, for the JVM to remember what they need.
///
/// **The problem.** A cold command spends two thirds of its time on loading and linking classes,
/// always the same ones. The JVM can keep them in a file as they are after that (JEP 483 and 514:
/// `-XX:AOTCacheOutput`), and learns which ones by watching a run.
///
/// **So** when the product is built, this is run with that option: it starts a peer in a new home,
/// gives it the commands in its own process, and stops it. The peer is a process of its own, so
/// that nothing of a server gets into the commands' file; with a JVM option of that kind of its own
/// it leaves behind a file for `kith up`.
///
/// `Rehearsal HOME JVM-OPTION…`: the options are the peer's.
final class Rehearsal {
    /// A peer is ready within a second or two. When it is not, there is no file.
    private static final long READY_SECONDS_MAX = 20;

    private static final long LOOK_MILLIS = 20;

    /// So many edits of a text that the peer has seen some of its code run often.
    private static final int EDITS = 50;

    /// A text is revised from end to end so often, in so many places each time: the JVM keeps what
    /// it learns of code that ran some thousand times.
    private static final int REVISIONS = 8;

    private static final int PLACES = 1500;

    private final Home home;

    private Rehearsal(Home home) {
        this.home = home;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var rehearsal = new Rehearsal(Home.at(Path.of(arguments[0])));
        Process peer = rehearsal.start(List.of(arguments).subList(1, arguments.length));
        try {
            rehearsal.await(peer);
            rehearsal.commands();
        } finally {
            rehearsal.say("down");
            peer.waitFor(READY_SECONDS_MAX, TimeUnit.SECONDS);
            peer.destroyForcibly();
        }
    }

    private Process start(List<String> options) throws IOException {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(options);
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        words.addAll(List.of("--home", home.toString(), "up"));
        words.addAll(List.of("--listen", "127.0.0.1", "--port", "0"));
        var builder = new ProcessBuilder(words);
        builder.environment().put(Main.JVM_OPTIONS, String.join(" ", options));
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private void await(Process peer) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (home.running() == null) {
            if (!peer.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("the peer of the rehearsal did not start");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private void commands() throws IOException {
        String file = home.folder().resolve("rehearsal.json").toString();
        say(
                "set",
                "tasks/groceries",
                "{\"milk\": \"2 litres\", \"eggs\": 12, \"open\": [true, 1.5]}");
        say("set", "tasks/paid", "true", "--durable", "0");
        say("add", "tasks/done", "1");
        say("get", "tasks");
        say("get", "tasks/groceries/milk");
        say("get", "tasks", "--json");
        say("get", "tasks/paid", "--conflicts");
        say("export", "tasks", file);
        say("import", "copy", file);
        say("rm", "copy");
        say("log", "tasks");
        say("fill", "copy", "--count", "10");
        type();
        revise();
        say("invite");
        say("boards");
        say("members");
        say("status");
        say("status", "--json");
        say("version");
        say("help");
        say("help", "set");
        say("get", "nothing/there");
        say("completion", "bash");
        say("completion", "complete", "bash", "--", "kith get tasks/gro", " @=:");
        say("completion", "complete", "zsh", "--", "get", "tasks/gro");
    }

    /// A text, as it is typed.
    private void type() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < EDITS; i++) {
            text.insert(i / 2, "a line that was typed\n");
            say("set", "notes/today", "--text", text.toString());
        }
        say("get", "notes/today");
        say("log", "notes/today");
    }

    /// A text, as it is gone through with a pencil: each time many edits are one change.
    private void revise() {
        for (int revision = 0; revision < REVISIONS; revision++) {
            var text = new StringBuilder();
            for (int place = 0; place < PLACES; place++) {
                text.append("place ").append(place);
                text.append(": seen ".repeat(1 + (place + revision) % 3)).append('\n');
            }
            say("set", "notes/long", "--text", text.toString());
        }
    }

    /// What a command says, and whether it goes well, does not matter.
    private void say(String... words) {
        var all = new ArrayList<>(List.of("--home", home.toString()));
        all.addAll(List.of(words));
        Main.run(all, terminal());
    }

    /// The terminal of the process is made, too, but nothing is written there.
    private static Terminal terminal() {
        Terminal.ofProcess();
        var nowhere =
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Terminal(nowhere, nowhere, false, false, false, 80);
    }
}
