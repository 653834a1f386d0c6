package kith.lab.console;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// The console with very much in it: the time between two frames is what it promises, so nothing
/// else may run beside it.
@Tag("soak")
final class ConsoleLoadTest {
    @TestFactory
    List<DynamicTest> whatIsMuchStandsStillForNobody() throws IOException, InterruptedException {
        return new Scenarios("load").run();
    }
}
