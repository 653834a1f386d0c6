package kith.node.cli;

import java.util.ArrayList;
import java.util.List;
import kith.node.cli.board.BoardsCommand;
import kith.node.cli.board.InviteCommand;
import kith.node.cli.board.JoinCommand;
import kith.node.cli.board.KeepCommand;
import kith.node.cli.board.MembersCommand;
import kith.node.cli.board.RemoveMemberCommand;
import kith.node.cli.board.RevokeCommand;
import kith.node.cli.complete.CompletionCommand;
import kith.node.cli.debug.DebugCommand;
import kith.node.cli.history.DiffCommand;
import kith.node.cli.history.EditCommand;
import kith.node.cli.history.NameCommand;
import kith.node.cli.history.NamesCommand;
import kith.node.cli.history.PruneCommand;
import kith.node.cli.history.UndoCommand;
import kith.node.cli.network.DoctorCommand;
import kith.node.cli.network.FindCommand;
import kith.node.cli.network.GiveCommand;
import kith.node.cli.network.PeersCommand;
import kith.node.cli.network.TraceCommand;
import kith.node.cli.peer.CompareCommand;
import kith.node.cli.peer.ConnectCommand;
import kith.node.cli.peer.DemoCommand;
import kith.node.cli.peer.DownCommand;
import kith.node.cli.peer.QueryCommand;
import kith.node.cli.peer.StatusCommand;
import kith.node.cli.peer.UpCommand;
import kith.node.cli.peer.VerifyCommand;
import kith.node.cli.peer.VersionCommand;
import kith.node.cli.shell.Command;
import kith.node.cli.swarm.SwarmCommand;
import kith.node.cli.tree.AddCommand;
import kith.node.cli.tree.ExportCommand;
import kith.node.cli.tree.FillCommand;
import kith.node.cli.tree.GetCommand;
import kith.node.cli.tree.ImportCommand;
import kith.node.cli.tree.LogCommand;
import kith.node.cli.tree.RemoveCommand;
import kith.node.cli.tree.SetCommand;
import kith.node.cli.tree.WatchCommand;
import kith.node.cli.work.WorkCommand;
import org.jspecify.annotations.Nullable;

/// All commands by name. Only the one that is asked for is made.
public final class Catalogue {
    /// In the order in which somebody meets them.
    static final List<String> NAMES =
            List.of(
                    "up",
                    "down",
                    "demo",
                    "status",
                    "get",
                    "set",
                    "rm",
                    "add",
                    "watch",
                    "query",
                    "log",
                    "edit",
                    "diff",
                    "undo",
                    "redo",
                    "name",
                    "names",
                    "prune",
                    "import",
                    "export",
                    "fill",
                    "invite",
                    "join",
                    "boards",
                    "members",
                    "remove-member",
                    "revoke",
                    "keep",
                    "compare",
                    "connect",
                    "doctor",
                    "find",
                    "trace",
                    "peers",
                    "give",
                    "work",
                    "swarm",
                    "verify",
                    "debug",
                    "completion",
                    "version");

    private Catalogue() {}

    /// The command of that name; null when there is none.
    public static @Nullable Command find(String name) {
        return switch (name) {
            case "up" -> new UpCommand();
            case "down" -> new DownCommand();
            case "demo" -> new DemoCommand();
            case "status" -> new StatusCommand();
            case "get" -> new GetCommand();
            case "set" -> new SetCommand();
            case "rm" -> new RemoveCommand();
            case "add" -> new AddCommand();
            case "watch" -> new WatchCommand();
            case "query" -> new QueryCommand();
            case "log" -> new LogCommand();
            case "edit" -> new EditCommand();
            case "diff" -> new DiffCommand();
            case "undo" -> UndoCommand.undo();
            case "redo" -> UndoCommand.redo();
            case "name" -> new NameCommand();
            case "names" -> new NamesCommand();
            case "prune" -> new PruneCommand();
            case "import" -> new ImportCommand();
            case "export" -> new ExportCommand();
            case "fill" -> new FillCommand();
            case "invite" -> new InviteCommand();
            case "join" -> new JoinCommand();
            case "boards" -> new BoardsCommand();
            case "members" -> new MembersCommand();
            case "remove-member" -> new RemoveMemberCommand();
            case "revoke" -> new RevokeCommand();
            case "keep" -> new KeepCommand();
            case "compare" -> new CompareCommand();
            case "connect" -> new ConnectCommand();
            case "doctor" -> new DoctorCommand();
            case "find" -> new FindCommand();
            case "trace" -> new TraceCommand();
            case "peers" -> new PeersCommand();
            case "give" -> new GiveCommand();
            case "work" -> new WorkCommand();
            case "swarm" -> new SwarmCommand();
            case "verify" -> new VerifyCommand();
            case "debug" -> new DebugCommand();
            case "completion" -> new CompletionCommand();
            case "version" -> new VersionCommand();
            default -> null;
        };
    }

    static List<Command> all() {
        var all = new ArrayList<Command>();
        for (String name : NAMES) {
            Command command = find(name);
            if (command != null) {
                all.add(command);
            }
        }
        return all;
    }
}
