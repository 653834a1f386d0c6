package kith.node.cli.debug;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Numbers;
import kith.node.flight.Packing;
import kith.node.flight.RecordingFailure;

/// `kith debug trace`: the newest recording of a home, as one file. It is read from the files of
/// the home, so that it can be had of a peer that has ended, too: then it is wanted most.
final class TraceFile {
    static final String SUFFIX = ".kithtrace";

    private TraceFile() {}

    static int make(Call call) throws IOException {
        Path folder = Packing.newest(call.home().recordings());
        if (folder == null) {
            throw Failure.of(
                    "not-recorded",
                    "nothing was recorded in " + call.home(),
                    "A peer keeps what it is told when it is started with `kith up --record 64`.");
        }
        String name = call.argumentOrNull(1);
        Path file = Path.of(name == null ? folder.getFileName() + SUFFIX : name);
        if (Files.exists(file)) {
            throw Failure.of("file-unusable", file + " is there already", "Name another file.");
        }
        try {
            tell(call, file, Packing.pack(folder, file));
        } catch (RecordingFailure failure) {
            Files.deleteIfExists(file); // what was begun is no trace
            throw Failure.of(failure.code(), String.valueOf(failure.getMessage()), "");
        }
        return Exit.OK;
    }

    private static void tell(Call call, Path file, Packing.Packed packed) {
        call.terminal()
                .answer(
                        new Answer()
                                .text("file", file.toAbsolutePath().toString())
                                .number("steps", packed.steps())
                                .number("bytes", packed.bytes())
                                .flag("whole", packed.whole()));
        String size = Numbers.bytes(packed.bytes());
        call.terminal().line(file + "  " + Numbers.count(packed.steps(), "step") + ", " + size);
        if (packed.whole()) {
            call.terminal().note("It has in it what was written and read. ./dev replay " + file);
        } else {
            call.terminal()
                    .note(
                            "Its beginning is gone: it can be listed, and not replayed. A larger"
                                    + " --record keeps more.");
        }
    }
}
