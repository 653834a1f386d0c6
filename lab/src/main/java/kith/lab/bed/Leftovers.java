package kith.lab.bed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kith.lab.bed.wire.Namespace;
import kith.node.Home;
import kith.node.Running;

/// What a bed left that was killed: networks with the peers in them, and homes. It is known by its
/// names, and nothing else is touched; nor is what belongs to a bed that runs.
final class Leftovers {
    /// Where homes are.
    static final Path FOLDER = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

    private Leftovers() {}

    /// Removes it and says what it was.
    static List<String> remove() throws IOException {
        var removed = new ArrayList<String>();
        for (Namespace network : Namespace.named(Owner.PREFIX)) {
            if (!Owner.of(network.name()).lives()) {
                remove(network);
                removed.add("network " + network.name());
            }
        }
        try (var folders = Files.newDirectoryStream(FOLDER, Owner.PREFIX + "*")) {
            for (Path folder : folders) {
                if (!Owner.of(String.valueOf(folder.getFileName())).lives()) {
                    remove(folder);
                    removed.add("folder " + folder);
                }
            }
        }
        return removed;
    }

    /// With all that runs in it.
    static void remove(Namespace network) throws IOException {
        for (long pid : network.processes()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        Bed.await("the end of all in " + network.name(), () -> network.processes().isEmpty());
        network.delete();
    }

    /// Homes, with the peers in them that run.
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var homes = Files.newDirectoryStream(folder)) {
            for (Path home : homes) {
                end(Home.at(home));
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void end(Home home) throws IOException {
        Running running = home.running();
        if (running != null) {
            ProcessHandle.of(running.pid()).ifPresent(ProcessHandle::destroyForcibly);
            Bed.await("the end of process " + running.pid(), () -> !running.lives());
        }
    }
}
