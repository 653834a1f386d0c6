package kith.node.cli.debug;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kith.node.cli.peer.Heads;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Numbers;
import kith.node.cli.shell.Terminal;
import kith.node.cli.shell.Terminal.Ink;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;
import kith.node.client.Target;
import kith.value.Json;
import kith.value.Value;
import org.jspecify.annotations.Nullable;

/// `kith debug state`: what is in the spaces, and at which version.
final class State {
    private State() {}

    static int about(Call call, PeerClient peer) throws IOException, PeerRefusal {
        String address = call.argumentOrNull(1);
        Terminal terminal = call.terminal();
        if (address != null) {
            Value value = peer.read(Target.of(address));
            terminal.answer(new Answer().text("address", address).value("value", value));
            terminal.line(value == null ? "nothing" : Json.printIndented(value));
            return Exit.OK;
        }
        var told = new ArrayList<Value>();
        for (Map.Entry<String, Field> space : Spaces.of(peer).byAddress().entrySet()) {
            Value value = peer.read(Target.of(space.getKey()));
            show(terminal, space.getKey(), space.getValue(), value);
            told.add(
                    new Answer()
                            .text("address", space.getKey())
                            .value("changes", space.getValue().at("changes").value())
                            .value("heads", space.getValue().at("heads").value())
                            .value("value", value)
                            .object());
        }
        terminal.answer(new Answer().value("spaces", Value.Array.of(told)));
        return Exit.OK;
    }

    private static void show(
            Terminal terminal, String address, Field space, @Nullable Value value) {
        List<String> chains = space.at("heads").names();
        String changes = Numbers.count(space.at("changes").number(), "change");
        terminal.line(terminal.paint(Ink.BOLD, address) + "  " + changes);
        Heads.lines(space.at("heads"), chains).forEach(line -> terminal.line("  " + line));
        if (value != null) {
            terminal.line(Json.printIndented(value));
        }
    }
}
