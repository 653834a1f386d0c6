package kith.lab.console;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What people do in the console, alone and with each other.
final class ConsoleTest {
    @TestFactory
    List<DynamicTest> whatPeopleDoInTheConsole() throws IOException, InterruptedException {
        return new Scenarios("people").run();
    }
}
