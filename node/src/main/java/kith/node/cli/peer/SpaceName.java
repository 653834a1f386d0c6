package kith.node.cli.peer;

import kith.value.Path;

/// The name of a space as an address has it.
public final class SpaceName {
    private SpaceName() {}

    /// Kith's own spaces begin with a dot, and a peer's own with a tilde; both are written as they
    /// are.
    public static String text(String name) {
        return name.startsWith(".") || name.startsWith("~") ? name : Path.of(name).toText();
    }
}
