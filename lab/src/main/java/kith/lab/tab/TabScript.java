package kith.lab.tab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A script of this repository, run in a page of Chromium by `web/drive/module.mjs`.
public final class TabScript {
    private TabScript() {}

    public static boolean isThere() {
        return WebProgram.hasPackages() && !WebProgram.browser().isEmpty();
    }

    /// Runs it to its end.
    ///
    /// @param script its path in the repository
    /// @return the lines that it said
    /// @throws IllegalStateException when it failed, with what it complained about
    public static List<String> run(String script, List<String> words, int secondsMax)
            throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("drive/module.mjs", WebProgram.browser(), script));
        arguments.addAll(words);
        Path folder = Files.createTempDirectory("kith-tab");
        try {
            WebProgram program = WebProgram.start(folder, arguments);
            var lines = new ArrayList<String>();
            int exit = program.hear(lines::add, secondsMax);
            if (exit != 0) {
                throw new IllegalStateException(
                        script + " ended with " + exit + ": " + program.errors());
            }
            return lines;
        } finally {
            Files.deleteIfExists(folder.resolve("errors.txt"));
            Files.delete(folder);
        }
    }
}
