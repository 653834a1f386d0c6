package kith.lab.bench.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A folder on the disk of the machine, gone when it is closed.
public final class TempFolder implements AutoCloseable {
    private final Path path;

    public TempFolder() throws IOException {
        path = Files.createTempDirectory("kith-bench-");
    }

    public Path at(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        try (var all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
