package kith.lab.bed.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A network namespace with a name, as `ip netns` makes them: a network of its own for whoever is
/// in it.
///
/// A thread of this process can be in it, too: what it opens there belongs there, whoever uses it
/// later. So this process talks to a peer at the peer's own loopback address.
public final class Namespace {
    private static final Path ALL = Path.of("/run/netns");

    private final String name;

    private Namespace(String name) {
        this.name = name;
    }

    /// Makes one, with a loopback device and without IPv6.
    public static Namespace make(String name) throws IOException {
        run("ip", "netns", "add", name);
        var made = new Namespace(name);
        made.ip("link", "set", "lo", "up");
        made.in(
                () ->
                        Files.writeString(
                                Path.of("/proc/sys/net/ipv6/conf/all/disable_ipv6"), "1\n"));
        return made;
    }

    /// Those whose names begin so.
    public static List<Namespace> named(String prefix) throws IOException {
        var found = new ArrayList<Namespace>();
        if (!Files.isDirectory(ALL)) {
            return found;
        }
        try (var files = Files.newDirectoryStream(ALL, prefix + "*")) {
            for (Path file : files) {
                found.add(new Namespace(String.valueOf(file.getFileName())));
            }
        }
        return found;
    }

    public String name() {
        return name;
    }

    /// Gives it up. It is gone when the last process in it has ended.
    public void delete() throws IOException {
        run("ip", "netns", "delete", name);
    }

    /// Those that run in it.
    public List<Long> processes() throws IOException {
        var numbers = new ArrayList<Long>();
        for (String line : run("ip", "netns", "pids", name).split("\n")) {
            if (!line.isBlank()) {
                numbers.add(Long.parseLong(line.strip()));
            }
        }
        return numbers;
    }

    /// The command `ip` there.
    public void ip(String... words) throws IOException {
        var line = new ArrayList<>(List.of("ip", "-n", name));
        line.addAll(List.of(words));
        run(line.toArray(String[]::new));
    }

    /// Does something on a thread that is in this network, and ends with it.
    public <T> T in(Callable<T> task) throws IOException {
        var doing =
                new FutureTask<>(
                        () -> {
                            int network =
                                    Kernel.open(ALL.resolve(name).toString(), Kernel.READ_ONLY);
                            try {
                                Kernel.enterNetwork(network);
                            } finally {
                                Kernel.close(network);
                            }
                            return task.call();
                        });
        Thread.ofPlatform().daemon().name(name).start(doing);
        try {
            return doing.get();
        } catch (ExecutionException e) {
            throw new IOException("in " + name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + name, e);
        }
    }

    /// Runs a command there to its end, with that on its standard input.
    public void exec(String input, String... line) throws IOException {
        in(() -> fed(input, line));
    }

    public static String run(String... line) throws IOException {
        return fed("", line);
    }

    private static String fed(String input, String... line) throws IOException {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException(String.join(" ", line) + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return said;
    }
}
