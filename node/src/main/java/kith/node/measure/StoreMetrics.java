package kith.node.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How large the store is: the files of a folder, asked of the system when somebody wants to know.
///
/// A file that goes while it is looked at counts as it goes: nothing.
public final class StoreMetrics {
    private final Path folder;

    public StoreMetrics(Path folder) {
        this.folder = folder;
    }

    public void addTo(List<Metric> out) {
        long files = 0;
        long bytes = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                bytes += size(file);
                files++;
            }
        } catch (IOException unreadable) {
            return; // without the numbers; that a store cannot be read is told elsewhere
        }
        out.add(new Metric.Level("kith_store_bytes", "Bytes of the files of the store.", bytes));
        out.add(new Metric.Level("kith_store_files", "Files of the store.", files));
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
