package kith.node.cli.work;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Waiting;
import kith.node.cli.work.WorkCommand.Options;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith work submit`: values to be done, and what comes of them in the same order.
final class Submitting {
    /// Values of one command. Guess: more is a program.
    private static final int VALUES_MAX = 10_000;

    /// Asked for at one time, each over a connection of its own.
    private static final int AT_ONCE = 32;

    private final Call call;
    private final Options options;

    /// What came of one value.
    private record Result(Value value, @Nullable PeerRefusal refused) {}

    Submitting(Call call, Options options) {
        this.call = call;
        this.options = options;
    }

    int run(List<String> said) throws IOException, PeerRefusal, InterruptedException {
        Connected.peer(call).close(); // or it is said that none runs
        List<String> words = said.isEmpty() ? lines() : said;
        var results = new Result[words.size()];
        try (var _ = Waiting.on(call.terminal(), "having " + words.size() + " done")) {
            submit(words, results);
        }
        if (results.length == 1 && results[0].refused() != null) {
            throw results[0].refused();
        }
        return told(results);
    }

    private static List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (lines.size() == VALUES_MAX) {
                throw Failure.usage("more than " + VALUES_MAX + " values at once", "");
            }
            lines.add(line);
        }
        return lines;
    }

    private void submit(List<String> words, Result[] results)
            throws IOException, InterruptedException {
        var next = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        var broken = new ArrayList<IOException>();
        for (int i = 0; i < Math.min(AT_ONCE, words.size()); i++) {
            threads.add(
                    Thread.ofVirtual()
                            .name("kith-submit-" + i)
                            .start(() -> some(words, next, results, broken)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!broken.isEmpty()) {
            throw broken.getFirst();
        }
    }

    private void some(
            List<String> words, AtomicInteger next, Result[] results, List<IOException> broken) {
        try (PeerClient peer = Connected.peer(call)) {
            peer.patience(options.millis());
            for (int i = next.getAndIncrement(); i < results.length; i = next.getAndIncrement()) {
                results[i] = one(peer, Script.value(words.get(i)));
            }
        } catch (IOException gone) {
            synchronized (broken) {
                broken.add(gone);
            }
        } catch (Failure gone) {
            synchronized (broken) {
                broken.add(new IOException(gone.what()));
            }
        }
    }

    private Result one(PeerClient peer, Value value) throws IOException {
        var asked = new Answer().text("name", call.argument(1)).value("value", value);
        asked.number("within", options.millis());
        if (options.board() != null) {
            asked.text("board", options.board());
        }
        try {
            Value answer = peer.control("work/submit", asked.object());
            return new Result(Script.valueIn(new Field(answer)), null);
        } catch (PeerRefusal refusal) {
            return new Result(Value.Null.NULL, refusal);
        }
    }

    private int told(Result[] results) {
        var all = new ArrayList<Value>();
        boolean good = true;
        for (Result result : results) {
            PeerRefusal refused = result.refused();
            good &= refused == null;
            if (refused == null) {
                String plain = Json.print(result.value());
                call.terminal()
                        .line(result.value() instanceof Value.Text(String text) ? text : plain);
                all.add(new Answer().value("value", result.value()).object());
            } else {
                call.terminal().line("");
                call.terminal().note(refused.detail() + " (" + refused.code() + ')');
                all.add(
                        new Answer()
                                .text("code", refused.code())
                                .text("what", refused.detail())
                                .object());
            }
        }
        call.terminal().answer(new Answer().value("results", Value.Array.of(all)));
        return good ? Exit.OK : Exit.PROBLEM;
    }
}
