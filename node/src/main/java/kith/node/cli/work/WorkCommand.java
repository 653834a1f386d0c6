package kith.node.cli.work;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kith.cluster.work.Tasks;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerRefusal;
import org.jspecify.annotations.Nullable;

/// `kith work`: has things done by the peers of a board, and does them.
public final class WorkCommand implements Command {
    private static final long WITHIN_MILLIS = TimeUnit.SECONDS.toMillis(60);

    /// A third of that: who waits still gets an answer after a worker was lost.
    private static final long LIMIT_MILLIS = TimeUnit.SECONDS.toMillis(20);

    /// Commands that one process runs at once. Guess: the cores of a large machine.
    private static final int AT_ONCE_MAX = 32;

    /// What was said beside names and values.
    record Options(@Nullable String board, long millis, int atOnce) {}

    @Override
    public Spec spec() {
        return new Spec(
                "work",
                List.of("submit|serve", "NAME", "[VALUE or COMMAND...]"),
                List.of(
                        Option.of("board", "BOARD", "on that board; else on the first one"),
                        Option.of("within", "TIME", "submit: how long to wait for each (60s)"),
                        Option.of("limit", "TIME", "serve: how long one may take (20s)"),
                        Option.of("at-once", "N", "serve: so many at one time (1)")),
                "has things done by the peers of a board, and does them",
                """
                serve NAME -- COMMAND runs the command for each task of that name that somebody on
                the board submits, until Ctrl-C. The command finds the value on its standard input:
                a text as it is, anything else as JSON. What it prints is the result: JSON, or else
                a text without its last line break. When it ends with another code than 0, the task
                has failed, with the last line of what it said on standard error. The task's id is
                in KITH_TASK.

                submit NAME VALUE... has each value done by whoever serves that name and has the
                least to do, and prints the results in the order of the values: JSON, or a word,
                which is a text. Without values it takes one from each line of standard input. Ends
                with 1 when one of them was not done.

                A task may be done more than once: when a worker was thought dead, and was not. It
                is answered once. Nothing is kept: with kith work submit its tasks end. A value and
                a result have up to 15 KiB: what is larger is written into a cell, and its address
                is the value. It takes three members, one of whom leads: see kith peers.
                """,
                List.of(
                        "kith work serve upper -- tr a-z A-Z",
                        "kith work submit upper hello",
                        "seq 100 | kith work submit twice",
                        "kith work serve twice --at-once 4 -- sh -c 'read n; echo $((2 * n))'"));
    }

    @Override
    public int run(Call call) throws IOException, PeerRefusal, InterruptedException {
        String what = call.argument(0);
        checkOptions(call, what);
        List<String> rest = call.arguments(2);
        return switch (what) {
            case "submit" -> new Submitting(call, options(call, within(call))).run(rest);
            case "serve" -> new Serving(call, options(call, limit(call))).run(rest);
            default ->
                    throw Failure.usage(
                            "`kith work` knows no \"" + what + '"', "It knows: submit, serve.");
        };
    }

    private static Options options(Call call, long millis) {
        return new Options(
                call.option("board"), millis, (int) call.number("at-once", 1, 1, AT_ONCE_MAX));
    }

    private static long within(Call call) {
        return millis(call, "within", WITHIN_MILLIS, Tasks.MILLIS_MAX);
    }

    private static long limit(Call call) {
        return millis(call, "limit", LIMIT_MILLIS, Serving.LIMIT_MILLIS_MAX);
    }

    private static long millis(Call call, String time, long unlessSaid, long most) {
        String said = call.option(time);
        return said == null ? unlessSaid : Call.millis("--" + time, said, most);
    }

    private static void checkOptions(Call call, String what) {
        if (call.has("within") && !what.equals("submit")) {
            throw Failure.usage("--within is for `kith work submit` alone", "");
        }
        if ((call.has("limit") || call.has("at-once")) && !what.equals("serve")) {
            throw Failure.usage("--limit and --at-once are for `kith work serve` alone", "");
        }
        if (what.equals("serve") && call.arguments(2).isEmpty()) {
            throw Failure.usage(
                    "`kith work serve` needs a COMMAND, and it is not there",
                    "For example: kith work serve upper -- tr a-z A-Z");
        }
    }
}
