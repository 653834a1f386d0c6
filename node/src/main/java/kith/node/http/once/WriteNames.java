package kith.node.http.once;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kith.node.http.talk.Wrote;
import kith.port.Note;
import org.jspecify.annotations.Nullable;

/// Which change was made of a write with that name, also after the peer was stopped or killed.
///
/// A line for each: the beginning of the SHA-256 of the name, the change, and what it follows on.
/// Lines are only ever added. When [Remembered#WRITES_MAX] are there the file is put aside as the
/// older one, in place of the one before it, and a new one begun: so at least that many are known,
/// at most twice as many are kept, and nothing is written anew. A line that was cut short by a
/// crash is no line.
///
/// Nothing waits for the disk. Who pulls the plug may find a change without its name; whoever kills
/// the process does not, since the line is given to the system before the change itself is closed
/// and written, but for an unlucky pause between the two.
///
/// Any thread.
public final class WriteNames implements AutoCloseable {
    /// 128 bits: nobody meets two names with one of these by chance.
    private static final int HASH_BYTES = 16;

    /// Guess: a dozen parents. A write with more of them is remembered until the peer stops.
    private static final int LINE_BYTES_MAX = 1_024;

    /// Says that a line is whole.
    private static final String END = ".";

    private final Path file;
    private final int linesMax;
    private final Consumer<Note> notes;

    /// From before this peer was started, by hash; null until somebody asks.
    private @Nullable Map<String, Wrote> before;

    private @Nullable FileOutputStream out;
    private int lines;
    private boolean ended;

    /// @param file where they are kept; the older ones are beside it
    /// @param notes told when they cannot be kept
    public WriteNames(Path file, Consumer<Note> notes) {
        this(file, Remembered.WRITES_MAX, notes);
    }

    WriteNames(Path file, int linesMax, Consumer<Note> notes) {
        this.file = file;
        this.linesMax = linesMax;
        this.notes = notes;
    }

    /// What came of the write of that name when this peer ran before. Whether that change is still
    /// there, the log knows.
    public synchronized @Nullable Wrote find(String name) {
        return known().get(hash(name));
    }

    /// Remembers what came of a write. One that changed nothing may be done again.
    public synchronized void keep(String name, Wrote wrote) {
        known(); // what is in the file from now on is of this run
        var words = new ArrayList<>(List.of(hash(name), wrote.version()));
        words.addAll(wrote.parents());
        words.add(END);
        byte[] bytes = (String.join(" ", words) + "\n").getBytes(StandardCharsets.US_ASCII);
        if (ended || !wrote.isChange() || bytes.length > LINE_BYTES_MAX) {
            return;
        }
        try {
            opened().write(bytes);
            lines++;
        } catch (IOException e) {
            end();
            notes.accept(
                    new Note(
                            "write-names-failed",
                            "http",
                            "cannot write " + file + ": " + e.getMessage() + "; goes on without"));
        }
    }

    private FileOutputStream opened() throws IOException {
        FileOutputStream open = out;
        if (lines >= linesMax) {
            if (open != null) {
                open.close();
                open = null;
            }
            Files.move(file, older(), StandardCopyOption.REPLACE_EXISTING);
            lines = 0;
        }
        if (open == null) {
            open = new FileOutputStream(file.toFile(), true);
            if (endsInside()) {
                open.write('\n');
            }
            out = open;
        }
        return open;
    }

    /// Whether a crash has left a line without its end.
    private boolean endsInside() throws IOException {
        try (var in = Files.newByteChannel(file)) {
            if (in.size() == 0) {
                return false;
            }
            var last = ByteBuffer.allocate(1);
            in.position(in.size() - 1).read(last);
            return last.get(0) != '\n';
        }
    }

    private Path older() {
        return file.resolveSibling(file.getFileName() + ".old");
    }

    private Map<String, Wrote> known() {
        Map<String, Wrote> known = before;
        if (known == null) {
            known = new LinkedHashMap<>();
            read(older(), known);
            lines = read(file, known);
            before = known;
        }
        return known;
    }

    /// @return how many lines are there
    private int read(Path from, Map<String, Wrote> into) {
        int read = 0;
        try {
            if (!Files.exists(from)) {
                return 0;
            }
            if (Files.size(from) > (long) linesMax * LINE_BYTES_MAX) {
                return linesMax; // not ours: put aside with the next line
            }
            String all = new String(Files.readAllBytes(from), StandardCharsets.ISO_8859_1);
            for (String line : all.lines().toList()) {
                read++;
                add(line, into);
            }
        } catch (IOException e) {
            String why = "cannot read " + from + ": " + e.getMessage();
            notes.accept(new Note("write-names-failed", "http", why));
        }
        return read;
    }

    private void add(String line, Map<String, Wrote> into) {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() < 3 || !words.getLast().equals(END)) {
            return;
        }
        into.remove(words.get(0)); // the newest is last
        List<String> parents = List.copyOf(words.subList(2, words.size() - 1));
        into.put(words.get(0), new Wrote(words.get(1), parents));
        if (into.size() > linesMax) {
            into.remove(into.keySet().iterator().next());
        }
    }

    private static String hash(String name) {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256")
                            .digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private void end() {
        ended = true;
        try {
            if (out != null) {
                out.close();
            }
        } catch (IOException nothingWasHeldBack) {
            // each line is with the system when it is written
        }
    }

    @Override
    public synchronized void close() {
        end();
    }
}
