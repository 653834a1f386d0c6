package kith.node.cli.history;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Option;
import kith.node.cli.shell.Shortened;
import kith.node.cli.shell.Spec;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;

/// `kith name`: a name for a version of a space.
public final class NameCommand extends Connected {
    @Override
    public Spec spec() {
        return new Spec(
                "name",
                List.of("ADDRESS", "NAME", "[VERSION]"),
                List.of(Option.flag("remove", "the name goes, the version stays")),
                "gives a version of a space a name",
                """
                The space is that of the address; without a version its present one gets the name.
                All members see the name, and it can stand wherever a version is asked for. A name
                that is there already goes to the new version.
                """,
                List.of("kith name tasks 'after lunch'"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var body = new Answer().text("address", call.argument(0)).text("name", call.argument(1));
        String version = Versions.given(call.argumentOrNull(2));
        if (!version.isEmpty()) {
            body.text("version", version);
        }
        body.flag("remove", call.has("remove"));
        var answer = peer.control("name", body.object());
        call.terminal().answer(new Answer().text("name", call.argument(1)).all(answer));
        String what = call.has("remove") ? "no version is called " : "a version is called ";
        call.terminal().line(what + '"' + Shortened.name(call.argument(1)) + "\" now");
        return Exit.OK;
    }
}
