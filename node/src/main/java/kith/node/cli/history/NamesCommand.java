package kith.node.cli.history;

import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Spec;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;

/// `kith names`: the names that versions of a space have.
public final class NamesCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "names",
                List.of("ADDRESS"),
                List.of(),
                "lists the names of versions of a space",
                "The names that somebody gave with `kith name`, each with its version.",
                List.of("kith names tasks"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        Field names = new Field(peer.read(Target.of(space(call.argument(0)) + "/.versions")));
        for (String name : names.names()) {
            List<String> version = names.at(name).texts();
            call.terminal().answer(new Answer().text("name", name).texts("version", version));
            var shown = new StringJoiner(",");
            version.forEach(id -> shown.add(Versions.shown(id)));
            call.terminal().line(Shortened.name(name) + "  " + shown);
        }
        if (names.names().isEmpty()) {
            call.terminal().note("no version has a name there");
        }
        return Exit.OK;
    }

    /// An address without its path in the space.
    static String space(String address) {
        String text = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        int below = Target.pathInSpace(text).size();
        for (int i = 0; i < below; i++) {
            text = text.substring(0, text.lastIndexOf('/'));
        }
        return text;
    }
}
