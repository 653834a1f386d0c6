package kith.identity;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import kith.lang.Malformed;
import org.junit.jupiter.api.function.Executable;

/// What is said of bad bytes.
final class Refused {
    private Refused() {}

    /// The message of the [Malformed] that `action` throws.
    static String because(Executable action) {
        return Objects.requireNonNull(assertThrows(Malformed.class, action).getMessage());
    }
}
