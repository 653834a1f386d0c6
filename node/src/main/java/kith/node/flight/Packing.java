package kith.node.flight;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import kith.flight.Frame;
import kith.flight.Scribe;
import kith.lang.Bytes;
import kith.lang.Writer;
import kith.port.Now;
import kith.store.Disk;
import org.jspecify.annotations.Nullable;

/// Makes one file of the recording in a folder, which may still be written.
public final class Packing {
    private final OutputStream to;
    private final Writer out = new Writer();
    private long steps;
    private long bytes;

    /// What is in the file.
    ///
    /// @param whole whether it can be replayed: its beginning is there
    public record Packed(long steps, long bytes, boolean whole) {}

    private Packing(OutputStream to) {
        this.to = to;
    }

    /// The folder of the newest recording among those of a home; null when there is none.
    public static @Nullable Path newest(Path recordings) throws IOException {
        if (!Files.isDirectory(recordings)) {
            return null;
        }
        try (Stream<Path> all = Files.list(recordings)) {
            return all.filter(Files::isDirectory).max(Comparator.naturalOrder()).orElse(null);
        }
    }

    /// Writes all that the recorder has written so far into a new file, which is its owner's alone.
    public static Packed pack(Path folder, Path file) throws IOException {
        List<Path> files = Format.files(folder);
        if (files.isEmpty()) {
            throw new RecordingFailure(
                    RecordingFailure.UNKNOWN, "nothing was recorded yet in " + folder);
        }
        boolean whole = Format.number(files.getFirst()) == 1;
        try (var row = new Row(files);
                OutputStream to = Folders.output(file)) {
            var packing = new Packing(to);
            packing.pack(row, whole ? new KeptDisk(folder.resolve(Format.STORE)) : null);
            return new Packed(packing.steps, packing.bytes, whole);
        }
    }

    private void pack(Row row, @Nullable Disk store) throws IOException {
        out.bytes(Bytes.wrap(Frame.magic()));
        if (store == null) {
            Scribe.cut(new Now(0, 0), out); // nobody noted when
        }
        @Nullable Disk left = store;
        for (byte[] payload = row.next(); payload != null; payload = row.next()) {
            Frame.put(payload, out);
            steps += Frame.isStep(payload) ? 1 : 0;
            flush();
            if (left != null) { // behind the start
                keep(left);
                left = null;
            }
        }
        Scribe.over(steps, out);
        flush();
    }

    private void keep(Disk store) throws IOException {
        for (String file : store.list()) {
            byte[] contents = store.read(file, 0, Math.toIntExact(store.size(file)));
            Scribe.kept(file, Bytes.wrap(contents), out);
            flush();
        }
    }

    private void flush() throws IOException {
        to.write(out.shared(), 0, out.size());
        bytes += out.size();
        out.clear();
    }
}
