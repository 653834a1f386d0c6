package kith.examples;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kith.node.app.Kind;
import kith.node.app.NotDurable;
import kith.node.app.Peer;
import kith.node.app.Space;
import kith.node.app.Typed;

/// Settings with types, shared by all peers of a board.
///
/// `shared-settings HOME` shows them, `shared-settings HOME theme DARK` changes one. The program
/// says what type each is and what holds where nothing is set. Others may run an older version of
/// it, or write by hand: what is of another type counts as not set, and nothing breaks.
final class SharedSettings {
    enum Theme {
        LIGHT,
        DARK
    }

    record Window(String title, int width, int height, List<String> tabs, Optional<String> icon) {
        Window {
            if (width < 1 || height < 1) {
                throw new IllegalArgumentException("a window of " + width + " by " + height);
            }
        }
    }

    private final Typed<Theme> theme;
    private final Typed<Window> window;

    private SharedSettings(Space settings) {
        var usual = new Window("Kith", 800, 600, List.of("home"), Optional.empty());
        theme = settings.at("theme").as(Kind.oneOf(Theme.class), Theme.LIGHT);
        window = settings.at("window").as(Kind.record(Window.class), usual);
    }

    public static void main(String[] args) {
        try (var peer = Peer.open(Path.of(args[0]))) {
            Space space = peer.board("home").space("settings");
            var settings = new SharedSettings(space);
            settings.show();
            if (args.length == 3 && args[1].equals("theme")) {
                settings.theme.set(Theme.valueOf(args[2])).durable().await(Duration.ofSeconds(5));
            } else if (args.length == 3 && args[1].equals("width")) {
                settings.widen(Integer.parseInt(args[2]));
            } else if (args.length == 3) {
                space.at(args[1]).set(args[2]); // as somebody does who knows nothing of types
            }
            if (args.length == 3) {
                settings.show();
            }
        } catch (NotDurable not) {
            System.out.println("set, but it may be lost with this machine: " + not.getMessage());
        }
    }

    private void widen(int width) {
        Window now = window.value();
        window.set(new Window(now.title(), width, now.height(), now.tabs(), now.icon()));
    }

    private void show() {
        System.out.println(theme.value() + (theme.isOfAnotherKind() ? " (unreadable)" : ""));
        System.out.println(window.value() + (window.isOfAnotherKind() ? " (unreadable)" : ""));
    }
}
