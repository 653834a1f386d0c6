package kith.node.cli;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kith.lang.Malformed;
import kith.node.NodeFailure;
import kith.node.cli.complete.Completer;
import kith.node.cli.complete.Offer;
import kith.node.cli.complete.Reply;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerRefusal;
import org.jspecify.annotations.Nullable;

/// `kith completion complete`, which a shell says when somebody presses the tab key.
///
/// Somebody waits while typing, so it takes a fraction of a second or gives up, and whatever is
/// wrong, it is silent: the command itself will say it.
final class Completing {
    /// With the start of the JVM, a key press takes 300 ms at most.
    static final long LOOK_MILLIS_MAX = 200;

    private Completing() {}

    /// `words` stand behind `complete`: which shell, `--`, and what it has.
    static int run(List<String> words, Terminal terminal, long lookMillis) {
        @Nullable Reply reply = null;
        if (words.size() >= 3) {
            reply = Reply.of(words.getFirst(), words.subList(2, words.size()));
        }
        if (reply != null) {
            terminal.out().print(reply.text(found(reply.words(), lookMillis)));
        }
        return Exit.OK;
    }

    private static Offer found(List<String> words, long lookMillis) {
        var looking = new FutureTask<>(() -> offer(words));
        Thread.ofPlatform().daemon().start(looking);
        try {
            return looking.get(lookMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException nothing) {
            return Offer.NOTHING;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Offer.NOTHING;
        }
    }

    private static Offer offer(List<String> words) {
        try {
            var names = new ArrayList<>(Catalogue.NAMES);
            names.add("help");
            return new Completer(names, Completing::spec).offer(words);
        } catch (IOException
                | PeerRefusal
                | NodeFailure
                | Malformed
                | InvalidPathException nothing) {
            return Offer.NOTHING;
        }
    }

    private static @Nullable Spec spec(String name) {
        if (name.equals("help")) {
            return Main.HELP;
        }
        Command command = Catalogue.find(name);
        return command == null ? null : command.spec();
    }
}
