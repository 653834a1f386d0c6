package kith.node.cli.swarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import kith.node.Running;
import kith.node.cli.debug.Behind;
import kith.node.cli.debug.Spaces;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Columns;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Prefix;
import kith.node.cli.shell.Terminal;
import kith.node.client.LinkedPeers;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith swarm status`: each peer in a line.
final class SwarmStatus {
    private static final String RESIDENT = "VmRSS:";

    private final Terminal terminal;

    /// What is shown of a peer that runs.
    ///
    /// @param memoryBytes what its process has in memory; 0 where the system does not say
    /// @param wrong what is missing between it and those it is linked to; null where nothing is
    private record Look(
            String peer,
            int links,
            int spaces,
            long memoryBytes,
            long processorMillis,
            @Nullable String wrong) {}

    SwarmStatus(Terminal terminal) {
        this.terminal = terminal;
    }

    int show(Swarm swarm) throws IOException {
        var rows =
                new Columns()
                        .row(
                                "",
                                "peer",
                                "region",
                                "port",
                                "links",
                                "spaces",
                                "memory",
                                "processor",
                                "");
        var peers = new ArrayList<Value>();
        boolean good = true;
        for (Swarm.Member member : swarm.members()) {
            Running running = swarm.home(member).running();
            Look look = running == null ? null : look(swarm, member, running);
            row(rows, member, look);
            peers.add(answer(member, running, look));
            good &= look != null && look.wrong == null;
        }
        terminal.answer(new Answer().flag("inSync", good).value("peers", Value.Array.of(peers)));
        rows.lines("").forEach(terminal::line);
        return Exit.OK;
    }

    private static @Nullable Look look(Swarm swarm, Swarm.Member member, Running running)
            throws IOException {
        try (PeerClient peer = PeerClient.of(swarm.home(member))) {
            if (peer == null) {
                return null;
            }
            Spaces spaces = Spaces.of(peer);
            TreeSet<String> linked = LinkedPeers.of(spaces.about());
            return new Look(
                    running.peer(),
                    linked.size(),
                    spaces.byAddress().size(),
                    residentBytes(running.pid()),
                    processorMillis(running.pid()),
                    wrong(spaces, linked));
        } catch (PeerRefusal stopping) {
            return null;
        }
    }

    /// Who has what everybody has whom it is linked to, has what all have: the links join them all.
    private static @Nullable String wrong(Spaces spaces, TreeSet<String> linked) {
        if (linked.isEmpty()) {
            return "not linked";
        }
        for (String other : linked) {
            Behind behind = Behind.of(spaces, other);
            if (!behind.inSync()) {
                return Prefix.shown(other) + ": " + behind.words();
            }
        }
        return null;
    }

    private static void row(Columns rows, Swarm.Member member, @Nullable Look look) {
        String port = Integer.toString(member.port());
        if (look == null) {
            rows.row(member.name(), "", member.region(), port, "", "", "", "", "does not run");
            return;
        }
        rows.row(
                member.name(),
                Prefix.shown(look.peer),
                member.region(),
                port,
                Integer.toString(look.links),
                Integer.toString(look.spaces),
                Numbers.bytes(look.memoryBytes),
                Numbers.seconds(look.processorMillis),
                look.wrong == null ? "in sync" : look.wrong);
    }

    private static Value answer(
            Swarm.Member member, @Nullable Running running, @Nullable Look look) {
        var answer = new Answer().all(member.written()).flag("running", look != null);
        if (running == null || look == null) {
            return answer.object();
        }
        answer.text("peer", look.peer)
                .text("http", running.url())
                .number("process", running.pid())
                .number("links", look.links)
                .number("spaces", look.spaces)
                .number("memoryBytes", look.memoryBytes)
                .number("processorMillis", look.processorMillis)
                .flag("inSync", look.wrong == null);
        return answer.object();
    }

    private static long processorMillis(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO)
                .toMillis();
    }

    /// From `proc_pid_status(5)`, in kB.
    private static long residentBytes(long pid) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
            for (String line : lines) {
                if (line.startsWith(RESIDENT)) {
                    String number = line.substring(RESIDENT.length()).replace("kB", "").strip();
                    return Long.parseLong(number) << 10;
                }
            }
        } catch (IOException notLinux) {
            // another system does not tell
        }
        return 0;
    }
}
