package kith.node.cli.tree;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import kith.lang.Malformed;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Progress;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Waiting;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;

/// `kith import`: a JSON file becomes cells.
///
/// The file is read whole and taken apart before the first cell is written, so that a file with a
/// mistake at its end writes nothing. Then what is there is read once, and what is there already
/// with that very value is left alone: so a second run goes on where the first was stopped, and a
/// run with a newer file writes what is new in it.
public final class ImportCommand implements Command {
    /// How the core says where in a JSON text something is wrong.
    private static final String LINE = "JSON, line ";

    private static final String COLUMN = ", column ";

    /// What the peer says when there is nothing to read yet.
    private static final Set<String> NOTHING_YET =
            Set.of("not-found", "space-unknown", "board-unknown");

    @Override
    public Spec spec() {
        return new Spec(
                "import",
                List.of("ADDRESS", "FILE"),
                List.of(),
                "makes cells of a JSON file",
                """
                Each field becomes a cell, objects become cells below each other, an array is one
                cell. Cells that are not in the file stay as they are. FILE may be - for what is
                piped in.

                The file is read whole before the first cell is written: one with a mistake writes
                nothing, and you are told the line and the path. It is written in transactions, so
                what watches never sees half of one. When it is interrupted, run it again: it goes
                on where it stopped.
                """,
                List.of(
                        "kith import tasks ./anything.json",
                        "curl -s https://example.org/data.json | kith import data -"));
    }

    @Override
    public int run(Call call) throws IOException, PeerRefusal {
        long start = System.nanoTime();
        Connected.peer(call).close(); // before a long file is read for nobody
        String address = call.argument(0);
        var base = Target.pathInSpace(address);
        Cells cells;
        try (var _ = Waiting.on(call.terminal(), "reading " + call.argument(1))) {
            cells = Cells.of(parsed(call.argument(1)), address, base);
        }
        try (PeerClient peer = Connected.peer(call)) {
            int changed = write(call.terminal(), peer, address, cells);
            long millis = (System.nanoTime() - start) / 1_000_000;
            call.terminal()
                    .answer(
                            new Answer()
                                    .text("address", address)
                                    .number("cells", cells.size())
                                    .number("changed", changed)
                                    .number("millis", millis));
            call.terminal()
                    .line(
                            Numbers.count(cells.size(), "cell")
                                    + ", "
                                    + Numbers.grouped(changed)
                                    + " changed, "
                                    + Numbers.seconds(millis));
        }
        return Exit.OK;
    }

    /// Writes what is not there yet; returns how many cells that were.
    private static int write(Terminal terminal, PeerClient peer, String address, Cells cells)
            throws IOException, PeerRefusal {
        BitSet there;
        try (var _ = Waiting.on(terminal, "comparing with what is there")) {
            there = there(peer, address, cells);
        }
        int known = there.cardinality();
        var progress = new Progress(terminal, "importing, cells", cells.size(), Numbers::grouped);
        progress.startAt(known);
        var written = new int[1];
        try {
            new Batches(cells, there, address)
                    .write(
                            peer.connection(),
                            count -> {
                                written[0] = count;
                                progress.at(known + count);
                            });
        } catch (IOException broken) {
            throw stopped(
                    "import-stopped",
                    "the peer was lost: " + broken.getMessage(),
                    known + written[0],
                    cells.size());
        } catch (PeerRefusal refusal) {
            throw stopped(refusal.code(), refusal.detail(), known + written[0], cells.size());
        } finally {
            progress.end();
        }
        return written[0];
    }

    private static Failure stopped(String code, String what, int done, int total) {
        return Failure.of(
                code,
                what,
                Numbers.grouped(done)
                        + " of "
                        + Numbers.count(total, "cell")
                        + " are there, in whole transactions. Run the same line again when that is"
                        + " mended: it goes on from there.");
    }

    private static Value parsed(String file) throws IOException {
        byte[] bytes = bytes(file);
        try {
            return Json.parse(bytes);
        } catch (Malformed wrong) {
            throw new Failure(
                    "json-malformed",
                    "nothing was written, because of "
                            + file
                            + ": "
                            + wrong.getMessage()
                            + place(bytes, String.valueOf(wrong.getMessage())),
                    "",
                    Exit.PROBLEM);
        }
    }

    private static byte[] bytes(String file) throws IOException {
        if (file.equals("-")) {
            return System.in.readAllBytes();
        }
        Path path = Path.of(file);
        if (Files.isDirectory(path)) {
            throw Failure.of("file-unreadable", file + " is a folder, expected a file", "");
        }
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException none) {
            throw Failure.of("file-unreadable", "there is no file " + file, "");
        } catch (AccessDeniedException denied) {
            throw Failure.of("file-unreadable", "you may not read " + file, "");
        } catch (IOException e) {
            throw Failure.of("file-unreadable", "cannot read " + file + ": " + e, "");
        }
    }

    /// The path to the place whose line and column the message tells.
    private static String place(byte[] text, String message) {
        int column = message.indexOf(COLUMN);
        int colon = message.indexOf(':');
        if (!message.startsWith(LINE) || column < 0 || colon < column) {
            return "";
        }
        int line = Integer.parseInt(message.substring(LINE.length(), column));
        int at = Integer.parseInt(message.substring(column + COLUMN.length(), colon));
        String path = JsonPlace.at(text, line, at);
        return path == null || path.isEmpty() ? "" : " (at " + path + ")";
    }

    /// Which cells are there already, with the same value: what is there is read once.
    private static BitSet there(PeerClient peer, String address, Cells cells)
            throws IOException, PeerRefusal {
        var index = HashMap.<String, Integer>newHashMap(cells.size());
        for (int i = 0; i < cells.size(); i++) {
            index.put(cells.path(i), i);
        }
        var there = new BitSet(cells.size());
        try (var items = JsonItems.of(peer.call("GET", Target.of(address, "cells"), null).body())) {
            for (Value item = items.next(); item != null; item = items.next()) {
                if (item instanceof Value.Obj cell
                        && cell.find("path") instanceof Value.Text(String path)) {
                    Integer at = index.get(path);
                    if (at != null && cells.value(at).equals(cell.find("value"))) {
                        there.set(at);
                    }
                }
            }
        } catch (PeerRefusal refusal) {
            if (!NOTHING_YET.contains(refusal.code())) {
                throw refusal;
            }
        }
        return there;
    }
}
