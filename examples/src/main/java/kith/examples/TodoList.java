package kith.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import kith.node.app.Cell;
import kith.node.app.Changes;
import kith.node.app.Kind;
import kith.node.app.Peer;
import kith.node.app.Space;

/// A to-do list that several processes share.
///
/// The first one begins the list, `todo-list HOME`, and invites: type `invite`. Another one joins
/// with `todo-list HOME kith:…`. From then on each shows what any of them does, and none needs the
/// others: what was typed alone is there for all when they meet again.
///
/// Each entry is a cell: its name is what is to be done, its value whether it is.
final class TodoList {
    private TodoList() {}

    public static void main(String[] args) throws IOException {
        try (var peer = Peer.open(Path.of(args[0]))) {
            if (args.length > 1 && peer.boards().isEmpty()) {
                peer.join(args[1]);
            }
            Space todo = peer.board("home").space("todo");
            try (var _ = todo.root().observe(TodoList::show)) {
                todo.root().children().forEach(entry -> show(todo.root().child(entry)));
                System.out.println("ready: + milk, x milk, - milk, invite; Ctrl-D ends");
                readCommands(peer, todo);
            }
        }
    }

    private static void readCommands(Peer peer, Space todo) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals("invite")) {
                System.out.println(peer.board("home").invite());
            } else if (line.length() > 2) {
                obey(line.charAt(0), todo.root().child(line.substring(2)));
            }
        }
    }

    private static void obey(char command, Cell entry) {
        switch (command) {
            case '+' -> entry.set(false);
            case 'x' -> entry.set(true);
            case '-' -> entry.remove();
            default -> System.out.println("+ adds, x is done, - forgets");
        }
    }

    private static void show(Changes changes) {
        for (Changes.Change change : changes.list()) {
            if (change.path().size() == 1) {
                show(change.path().name(), change.gone() ? '-' : mark(change.read(Kind.ANY)));
            }
        }
    }

    private static void show(Cell entry) {
        show(entry.name(), mark(entry.value()));
    }

    private static void show(String entry, char mark) {
        System.out.println("[" + mark + "] " + entry);
    }

    /// Others may write anything; what is no truth value is not done.
    private static char mark(Optional<?> value) {
        return value.map(Object::toString).orElse("").equals("true") ? 'x' : ' ';
    }
}
