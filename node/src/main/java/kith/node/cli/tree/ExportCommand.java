package kith.node.cli.tree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Progress;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Terminal;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import org.jspecify.annotations.Nullable;

/// `kith export`: cells become a JSON file.
public final class ExportCommand extends Connected {
    private static final int PART_BYTES = 64 << 10;

    @Override
    public Spec spec() {
        return new Spec(
                "export",
                List.of("ADDRESS", "[FILE]"),
                List.of(),
                "makes a JSON file of cells",
                """
                Writes the cell and everything below it as one JSON value, to FILE, or to the
                standard output. A file is complete or not there: it is written beside its place and
                moved when it is whole.
                """,
                List.of("kith export tasks ./tasks.json", "kith export tasks | jq .groceries"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argument(0);
        @Nullable String file = call.argumentOrNull(1);
        if (file == null) {
            peer.call("GET", Target.of(address), null).body().transferTo(call.terminal().out());
            return Exit.OK;
        }
        Path to = place(file);
        InputStream body = peer.call("GET", Target.of(address), null).body();
        Path beside = to.resolveSibling(to.getFileName() + ".part");
        long bytes;
        try {
            bytes = copy(body, beside, call.terminal());
            Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
        call.terminal()
                .answer(
                        new Answer()
                                .text("address", address)
                                .text("file", to.toString())
                                .number("bytes", bytes));
        call.terminal().note(address + " -> " + file + ", " + Numbers.bytes(bytes));
        return Exit.OK;
    }

    private static long copy(InputStream body, Path to, Terminal terminal) throws IOException {
        var progress = new Progress(terminal, "exporting", 0, Numbers::bytes);
        var part = new byte[PART_BYTES];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(to)) {
            for (int count = body.read(part); count >= 0; count = body.read(part)) {
                out.write(part, 0, count);
                bytes += count;
                progress.at(bytes);
            }
        } finally {
            progress.end();
        }
        return bytes;
    }

    /// Where the file will be, if one can be there.
    private static Path place(String file) {
        Path to = Path.of(file).toAbsolutePath();
        Path folder = to.getParent();
        if (Files.isDirectory(to)) {
            throw Failure.of("file-unusable", file + " is a folder, expected a file", "");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw Failure.of("file-unusable", "there is no folder " + folder, "");
        }
        return to;
    }
}
