package kith.node.cli.history;

import java.io.IOException;
import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Connected;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Spec;
import kith.node.cli.shell.Waiting;
import kith.node.client.Field;
import kith.node.client.PeerClient;
import kith.node.client.PeerRefusal;

/// `kith undo` and `kith redo`: take back what this peer wrote, and do it again.
public final class UndoCommand extends Connected {
    private final boolean redo;

    private UndoCommand(boolean redo) {
        this.redo = redo;
    }

    public static UndoCommand undo() {
        return new UndoCommand(false);
    }

    public static UndoCommand redo() {
        return new UndoCommand(true);
    }

    @Override
    public Spec spec() {
        return redo ? redoes() : undoes();
    }

    private static Spec undoes() {
        return new Spec(
                "undo",
                List.of("ADDRESS", "[VERSION]"),
                List.of(),
                "takes back a change of this peer",
                """
                Takes back the newest change of this peer that touched the address and was not taken
                back yet, or the one with that id. It is a change of its own: what others wrote
                since stays, and in a text everything finds its place. A value comes back only when
                nobody has written over it since; else you are told, and nothing is written.
                """,
                List.of("kith undo tasks/groceries"));
    }

    private static Spec redoes() {
        return new Spec(
                "redo",
                List.of("ADDRESS"),
                List.of(),
                "does again what was taken back",
                """
                Takes back the newest `kith undo` at the address. When this peer has written there
                since, there is nothing to do again.
                """,
                List.of("kith redo tasks/groceries"));
    }

    @Override
    protected int run(Call call, PeerClient peer) throws IOException, PeerRefusal {
        var body = new Answer().text("address", call.argument(0)).flag("redo", redo);
        String change = call.argumentOrNull(1);
        if (change != null) {
            body.text("change", change);
        }
        peer.patience(Versions.PATIENCE_MILLIS);
        Field answer;
        try (var _ = Waiting.on(call.terminal(), "looking back")) {
            answer = new Field(peer.control("undo", body.object()));
        }
        call.terminal().answer(new Answer().all(answer.value()));
        String which = Versions.shown(answer.at("undone").text());
        call.terminal().line((redo ? "did again what was taken back by " : "took back ") + which);
        return Exit.OK;
    }
}
