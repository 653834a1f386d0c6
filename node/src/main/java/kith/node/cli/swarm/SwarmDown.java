package kith.node.cli.swarm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import kith.node.Home;
import kith.node.Running;
import kith.node.cli.peer.PeerProcess;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;

/// `kith swarm down`: stops those whose homes are in the folder, by their processes.
///
/// All are told at once, and then waited for: a peer that stops tells others, which have no time
/// for that when they stop, too.
final class SwarmDown {
    /// A peer stops within two seconds; that many on two processors take a while longer.
    private static final long STOP_SECONDS_MAX = 30;

    private final Terminal terminal;

    /// One that was told to stop.
    private record Told(Swarm.Member member, Running running) {
        String words() {
            return "process " + running.pid() + " (" + member.name() + ')';
        }
    }

    SwarmDown(Terminal terminal) {
        this.terminal = terminal;
    }

    int stop(Swarm swarm) throws IOException, InterruptedException {
        var told = new ArrayList<Told>();
        var late = new ArrayList<Told>();
        try (var _ = Waiting.on(terminal, "stopping")) {
            tellAll(swarm, told);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
            for (Told one : told) {
                if (!PeerProcess.ends(one.running, end)) {
                    late.add(one);
                }
            }
        }
        if (!late.isEmpty()) {
            throw late(late);
        }
        unfinished(swarm, told);
        terminal.answer(new Answer().value("stopped", processes(told)));
        terminal.line(Numbers.count(told.size(), "peer") + " stopped");
        return Exit.OK;
    }

    /// All at once: each answers when it has begun to stop.
    private static void tellAll(Swarm swarm, List<Told> told) throws IOException {
        try (var each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Swarm.Member member : swarm.members()) {
                Home home = swarm.home(member);
                Running running = home.running();
                if (running != null) {
                    told.add(new Told(member, running));
                    each.execute(() -> tell(home, running));
                }
            }
        }
    }

    /// As `kith down` does, or by a signal where nobody answers.
    private static void tell(Home home, Running running) {
        try (PeerClient peer = PeerClient.of(home)) {
            if (peer != null) {
                peer.control("stop", Value.Obj.EMPTY);
                return;
            }
        } catch (IOException | PeerRefusal noAnswer) {
            // told below
        }
        if (running.lives()) {
            ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroy);
        }
    }

    private static Value processes(List<Told> told) {
        var numbers = new ArrayList<Value>();
        told.forEach(one -> numbers.add(Value.Int.of(one.running.pid())));
        return Value.Array.of(numbers);
    }

    private static Failure late(List<Told> late) {
        var words = new ArrayList<String>();
        var lines = new ArrayList<String>();
        for (Told one : late) {
            words.add(one.words());
            lines.add("kill -9 " + one.running.pid());
        }
        return Failure.of(
                "stop-late",
                String.join(", ", words) + ": told to stop, and not yet gone",
                "See kith.log in the homes. What was acknowledged as durable is not lost by\n"
                        + String.join("\n", lines));
    }

    private static void unfinished(Swarm swarm, List<Told> told) {
        var words = new ArrayList<String>();
        for (Told one : told) {
            if (swarm.home(one.member).announces(one.running)) {
                words.add(one.words());
            }
        }
        if (!words.isEmpty()) {
            throw Failure.of(
                    "stop-unfinished",
                    String.join(", ", words)
                            + ": stopped, but not everything is known to be on the disk",
                    "See kith.log in the homes. What was acknowledged as durable is not lost.");
        }
    }
}
