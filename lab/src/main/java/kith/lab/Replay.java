package kith.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kith.Address;
import kith.Effect;
import kith.Engine;
import kith.Input;
import kith.flight.Noted;
import kith.flight.Start;
import kith.lang.Sha256;
import kith.log.ChangeGraph;
import kith.node.crypto.NodeCrypto;
import kith.node.flight.Recording;
import kith.node.flight.RecordingFailure;
import kith.node.flight.Replay.Again;
import kith.port.Now;
import kith.replica.Replica;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `./dev replay FILE`: tells an engine again what a recording has, and says where it takes
/// another step than it took then.
public final class Replay {
    private static final String HELP =
            """
            ./dev replay FILE           gives an engine again what a peer was told, and compares what it
                                        wants at each step. FILE is what `kith debug trace` or
                                        `kith.trace()` in a tab gave out, or a folder below recordings/
                                        in the home of a peer
              --from N, --to N          shows the steps from N, up to N
              --find TEXT               shows the steps with that text, in any case
              --effects                 shows what the engine wanted at each step, too
              --state                   shows what all spaces have in the end
              --list                    gives the engine nothing: shows the inputs alone
              --any-core                also where another version of the core took the steps

            It ends with 0 when every step was the same, with 1 when one was not, and with 2 when the
            recording cannot be read. The lines are what was in the recording: names, values, addresses.
            """;

    private static final int LINE_CHARS_MAX = 400;

    private final PrintStream out;
    private final Path file;
    private final long from;
    private final long to;
    private final @Nullable String find;
    private final boolean effects;
    private final boolean list;
    private final boolean state;
    private final boolean anyCore;

    /// Steps are shown only when somebody says which.
    private final boolean shows;

    private long steps;
    private long begun;

    private Replay(List<String> words, PrintStream out) {
        this.out = out;
        this.from = number(words, "--from", 1);
        this.to = number(words, "--to", Long.MAX_VALUE);
        String text = value(words, "--find");
        this.find = text == null ? null : text.toLowerCase(Locale.ROOT);
        this.effects = words.remove("--effects");
        this.list = words.remove("--list");
        this.state = words.remove("--state");
        this.anyCore = words.remove("--any-core");
        this.shows = list || effects || find != null || from > 1 || to < Long.MAX_VALUE;
        if (words.size() != 1 || words.getFirst().startsWith("--")) {
            throw new IllegalArgumentException(words.isEmpty() ? "which recording?" : words + "?");
        }
        this.file = Path.of(words.getFirst());
    }

    private static @Nullable String value(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return null;
        }
        if (at + 1 == words.size()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        words.remove(at);
        return words.remove(at);
    }

    private static long number(List<String> words, String name, long otherwise) {
        String text = value(words, name);
        return text == null ? otherwise : Long.parseLong(text);
    }

    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments), System.out));
    }

    /// The exit code.
    public static int run(List<String> arguments, PrintStream out) throws IOException {
        if (arguments.isEmpty() || arguments.contains("--help") || arguments.contains("help")) {
            out.print(HELP);
            return 0;
        }
        try {
            return new Replay(new ArrayList<>(arguments), out).run();
        } catch (RecordingFailure failure) {
            out.println(failure.getMessage() + " (" + failure.code() + ")");
            return 2;
        } catch (IllegalArgumentException usage) {
            out.println(usage.getMessage() + "\n\n" + HELP);
            return 2;
        }
    }

    private int run() throws IOException {
        try (var recording = Recording.open(file, new NodeCrypto().hasher())) {
            head(recording.start());
            boolean same = list ? listed(recording) : replayed(recording);
            if (recording.isTorn()) {
                out.println("the last record is torn, as a kill leaves it: left out");
            }
            if (recording.endedEarly() != null) {
                out.println("the peer went on, the recording did not: " + recording.endedEarly());
            }
            return same ? 0 : 1;
        }
    }

    private void head(@Nullable Start start) {
        if (start == null) {
            out.println("its beginning is gone");
            return;
        }
        begun = start.now().nanos();
        String self = start.config().self().shortText();
        String who = start.config().about().agent() + ", core " + start.core();
        out.println(who + ", as " + self + ", opened at " + at(start.now()));
    }

    private static String at(Now now) {
        return Instant.ofEpochMilli(now.wallMillis()).toString();
    }

    private boolean listed(Recording recording) throws IOException {
        for (Noted.Stepped one = recording.next(); one != null; one = recording.next()) {
            show(++steps, one.input(), one.now(), List.of(), one.threw() ? "  THREW" : "");
        }
        out.println(steps + " steps");
        return true;
    }

    private boolean replayed(Recording recording) throws IOException {
        var replay = new kith.node.flight.Replay(recording, anyCore);
        long first = 0;
        long others = 0;
        for (Again again = replay.next(); again != null; again = replay.next()) {
            steps = again.number();
            List<Effect> wanted = again.step() == null ? List.of() : again.step().effects();
            String mark = again.same() ? "" : "  DIFFERENT";
            show(steps, again.input(), again.now(), wanted, mark);
            if (!again.same() && others++ == 0) {
                first = steps;
                out.println("step " + first + " is not what it was then:");
                print(first, again.input(), again.now(), wanted, true, mark);
            }
            if (again.thrown() != null) {
                out.println("step " + steps + " throws" + (again.same() ? ", as it did then" : ""));
                again.thrown().printStackTrace(out);
                break;
            }
        }
        out.println(
                others == 0
                        ? steps + " steps, all of them the same"
                        : steps
                                + " steps, "
                                + others
                                + " of them different, the first is "
                                + first);
        new EndState(out).show(replay.engine(), state);
        return others == 0;
    }

    private void show(long number, Input input, Now now, List<Effect> wanted, String mark) {
        if (shows && number >= from && number <= to && isWanted(input, wanted)) {
            print(number, input, now, wanted, effects, mark);
        }
    }

    private boolean isWanted(Input input, List<Effect> wanted) {
        String text = find;
        if (text == null || input.toString().toLowerCase(Locale.ROOT).contains(text)) {
            return true;
        }
        for (Effect effect : wanted) {
            if (effect.toString().toLowerCase(Locale.ROOT).contains(text)) {
                return true;
            }
        }
        return false;
    }

    private void print(
            long number, Input input, Now now, List<Effect> wanted, boolean all, String mark) {
        long micros = (now.nanos() - begun) / 1_000;
        String fraction = Long.toString(1_000_000 + micros % 1_000_000).substring(1);
        String time = micros / 1_000_000 + "." + fraction;
        out.println(number + "  +" + time + " s  " + cut(input.toString()) + mark);
        if (all) {
            wanted.forEach(effect -> out.println("      -> " + cut(effect.toString())));
        }
    }

    private static String cut(String text) {
        return text.length() <= LINE_CHARS_MAX ? text : text.substring(0, LINE_CHARS_MAX) + "…";
    }

    /// What an engine has when it was told everything: a line for each space.
    private static final class EndState {
        private static final int DIGEST_CHARS = 16;

        private final PrintStream out;

        EndState(PrintStream out) {
            this.out = out;
        }

        /// `all`: with what is in them, as JSON.
        void show(Engine engine, boolean all) {
            for (Replica replica : engine.replicas()) {
                String digest =
                        replica.state().digest(kith.value.Path.ROOT, Replay.EndState::hash).hex();
                out.println(
                        "  "
                                + Address.text(replica.name())
                                + ": "
                                + changes(replica.graph())
                                + " changes, state "
                                + digest.substring(0, DIGEST_CHARS));
                Value value = replica.state().value(kith.value.Path.ROOT);
                if (all && value != null) {
                    out.println("    " + Json.print(value));
                }
            }
        }

        private static byte[] hash(byte[] bytes) {
            return Sha256.hash(bytes, 0, bytes.length);
        }

        private static long changes(ChangeGraph graph) {
            long changes = 0;
            for (int chain = 0; chain < graph.chainCount(); chain++) {
                changes += Math.max(0, graph.last(chain) - graph.first(chain) + 1);
            }
            return changes;
        }
    }
}
