package kith.lab.bench.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import kith.value.Json;
import kith.value.Value;

/// What somebody typed, or several people together: transactions of patches, each at a position,
/// deleting and inserting.
///
/// Texts that are equal are one string, as a parser in JavaScript makes them too: what somebody has
/// just typed is in the processor's cache, and 260,000 strings from a file are not.
///
/// The files are those of github.com/josephg/editing-traces. Positions there count code points. All
/// that we use stay within 16 bits, so that they are UTF-16 units too; another file is refused.
public final class TextTrace {
    private final int[] ends;
    private final int[] positions;
    private final int[] deleted;
    private final String[] inserted;
    private final int[][] parents;
    private final int[] authors;
    private final String end;
    private final boolean concurrent;

    private TextTrace(Value.Obj file) {
        concurrent =
                file.find("kind") instanceof Value.Text kind && kind.value().equals("concurrent");
        end = text(file, "endContent");
        if (file.find("startContent") instanceof Value.Text start && !start.value().isEmpty()) {
            throw new IllegalArgumentException("a trace that does not begin with nothing");
        }
        var txns = array(file, "txns");
        ends = new int[txns.size()];
        parents = new int[txns.size()][];
        authors = new int[txns.size()];
        int count = 0;
        for (int i = 0; i < txns.size(); i++) {
            var txn = (Value.Obj) txns.at(i);
            count += array(txn, "patches").size();
            ends[i] = count;
            parents[i] = concurrent ? numbers(array(txn, "parents")) : new int[] {i - 1};
            authors[i] = concurrent ? number(Objects.requireNonNull(txn.find("agent"))) : 0;
        }
        positions = new int[count];
        deleted = new int[count];
        inserted = new String[count];
        int patch = 0;
        var known = new HashMap<String, String>();
        for (int i = 0; i < txns.size(); i++) {
            for (Value each : array((Value.Obj) txns.at(i), "patches").items()) {
                take(patch++, (Value.Array) each, known);
            }
        }
    }

    /// Reads a file, compressed or not.
    public static TextTrace read(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            boolean compressed = file.toString().endsWith(".gz");
            var plain = compressed ? new GZIPInputStream(bytes) : bytes;
            return new TextTrace((Value.Obj) Json.parse(plain.readAllBytes()));
        }
    }

    private void take(int patch, Value.Array from, Map<String, String> known) {
        positions[patch] = number(from.at(0));
        deleted[patch] = number(from.at(1));
        String insert = ((Value.Text) from.at(2)).value();
        inserted[patch] = known.computeIfAbsent(insert, first -> first);
        for (int i = 0; i < inserted[patch].length(); i++) {
            if (Character.isSurrogate(inserted[patch].charAt(i))) {
                throw new IllegalArgumentException("a character beyond 16 bits");
            }
        }
    }

    private static String text(Value.Obj from, String name) {
        return ((Value.Text) Objects.requireNonNull(from.find(name), name)).value();
    }

    private static Value.Array array(Value.Obj from, String name) {
        return (Value.Array) Objects.requireNonNull(from.find(name), name);
    }

    private static int number(Value from) {
        return Math.toIntExact(((Value.Int) from).value());
    }

    private static int[] numbers(Value.Array from) {
        int[] numbers = new int[from.size()];
        Arrays.setAll(numbers, i -> number(from.at(i)));
        return numbers;
    }

    /// How many transactions there are.
    public int size() {
        return ends.length;
    }

    /// Whether several people write at once.
    public boolean concurrent() {
        return concurrent;
    }

    /// The first patch of a transaction.
    public int from(int txn) {
        return txn == 0 ? 0 : ends[txn - 1];
    }

    /// The patch after the last of a transaction.
    public int end(int txn) {
        return ends[txn];
    }

    /// Where a patch is, in UTF-16 units, in the text that its author saw.
    public int position(int patch) {
        return positions[patch];
    }

    /// How many units are deleted there.
    public int deleted(int patch) {
        return deleted[patch];
    }

    /// What is inserted there then.
    public String inserted(int patch) {
        return inserted[patch];
    }

    /// The transactions whose merge its author saw; of a sequential trace the one before.
    public int[] parents(int txn) {
        return parents[txn].clone();
    }

    /// Who wrote it, a number from 0 on.
    public int author(int txn) {
        return authors[txn];
    }

    /// How many wrote.
    public int authors() {
        return Arrays.stream(authors).max().orElse(-1) + 1;
    }

    /// The text when all is merged.
    public String text() {
        return end;
    }

    /// The text after the first transactions of a sequential trace.
    public String textAfter(int txns) {
        if (txns >= size()) {
            return end;
        }
        var text = new StringBuilder();
        for (int i = 0; i < (txns == 0 ? 0 : ends[txns - 1]); i++) {
            text.replace(positions[i], positions[i] + deleted[i], inserted[i]);
        }
        return text.toString();
    }
}
