package kith.examples;

import java.nio.file.Path;
import kith.node.app.Cell;
import kith.node.app.Kind;
import kith.node.app.Peer;
import kith.node.app.Signal;
import kith.node.app.Typed;

/// A form whose fields watch the rules above them, and each other.
///
/// Run it with `form-validation HOME`. The rules are a cell like the fields: when somebody changes
/// them, here or on another peer, every field is judged anew. The verdict is derived and never
/// written, so it cannot be stale, and nobody sees it half-way.
final class FormValidation {
    /// What the form demands of its fields.
    record Rules(int shortest, boolean twice) {}

    private static final Rules GENTLE = new Rules(4, false);

    private FormValidation() {}

    public static void main(String[] args) {
        try (var peer = Peer.open(Path.of(args[0]))) {
            Cell form = peer.board("home").space("signup").root();
            form.remove();
            Typed<Rules> rules = form.at("rules").as(Kind.record(Rules.class), GENTLE);
            Typed<String> password = form.at("password").as(Kind.TEXT, "");
            Typed<String> again = form.at("again").as(Kind.TEXT, "");

            Signal<String> first = rules.signal().with(password.signal(), FormValidation::length);
            Signal<String> second =
                    rules.signal()
                            .map(Rules::twice)
                            .with(
                                    password.signal().with(again.signal(), String::equals),
                                    (twice, same) -> twice && !same ? "type the same twice" : "");
            Signal<String> verdict = first.with(second, FormValidation::verdict);

            say("empty", verdict);
            password.set("cat");
            say("cat", verdict);
            password.set("cats");
            say("cats", verdict);
            rules.set(new Rules(8, true));
            say("stricter rules", verdict);
            password.set("cats and dogs");
            say("longer", verdict);
            again.set("cats and dogs");
            say("twice", verdict);
            form.at("rules/shortest").set("very long");
            say("rules that are nonsense: the fallback", verdict);
        }
    }

    private static String length(Rules rules, String password) {
        int missing = rules.shortest() - password.length();
        return missing > 0 ? missing + " characters more" : "";
    }

    private static String verdict(String first, String second) {
        String both = first + (first.isEmpty() || second.isEmpty() ? "" : ", ") + second;
        return both.isEmpty() ? "fine" : both;
    }

    private static void say(String what, Signal<String> verdict) {
        System.out.println(what + ": " + verdict.value());
    }
}
