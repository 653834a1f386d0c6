package kith.node.cli.peer;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Opens the console of a peer in the browser of who started it.
///
/// Only where somebody sits in front of it: on a terminal, and on Linux in a session with a
/// display. A peer that was started by a program or over ssh opens nothing. When no browser can be
/// opened that is no error: the address stands in the terminal.
final class Browser {
    private final String system;
    private final Map<String, String> environment;

    Browser(String system, Map<String, String> environment) {
        this.system = system;
        this.environment = environment;
    }

    static Browser ofProcess() {
        return new Browser(System.getProperty("os.name", ""), System.getenv());
    }

    /// The command that opens a URL; empty where nobody would see it.
    List<String> command(String url) {
        if (system.startsWith("Mac")) {
            return isSet("SSH_CONNECTION") ? List.of() : List.of("open", url);
        }
        boolean display = isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
        return display ? List.of("xdg-open", url) : List.of();
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isEmpty();
    }

    void open(String url) {
        List<String> command = command(url);
        if (command.isEmpty()) {
            return;
        }
        try {
            var _ =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
        } catch (IOException e) {
            return; // there is no such program: the address stands in the terminal
        }
    }
}
