package kith.node.app;

import kith.value.Path;
import kith.value.Value;

/// A cell shows a value of another kind than the reader asked for: somebody else wrote it, or an
/// older version of the program did.
///
/// ```java
/// settings.at("port").set("eighty");
/// try {
///     settings.at("port").read(Kind.LONG);
/// } catch (WrongKind wrong) {
///     System.out.println(wrong.getMessage()); // cell port is not a whole number: "eighty"
/// }
/// ```
public final class WrongKind extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// How much of a value is shown in a message, in characters.
    private static final int SHOWN_MAX = 60;

    WrongKind(Path at, String expected, Value found) {
        super(
                (at.isRoot() ? "the cell" : "cell " + at)
                        + " is not "
                        + expected
                        + ": "
                        + shortened(found.toString()));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
    }
}
