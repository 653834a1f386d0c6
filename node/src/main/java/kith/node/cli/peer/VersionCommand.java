package kith.node.cli.peer;

import java.util.List;
import kith.node.Node;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;

/// `kith version`.
public final class VersionCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "version",
                List.of(),
                List.of(),
                "tells which Kith this is",
                "Tells the version of this program, and the Java that it runs on.",
                List.of("kith version"));
    }

    @Override
    public int run(Call call) {
        String java = Runtime.version().toString();
        call.terminal().answer(new Answer().text("agent", Node.AGENT).text("java", java));
        call.terminal().line(Node.AGENT + ", Java " + java);
        return Exit.OK;
    }
}
