package kith.lab.console;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Pages of other websites, pages that break the rules, and another browser:
/// `web/drive/strangers.mjs` and `web/drive/firefox.mjs`.
@Tag("soak")
final class StrangersTest {
    @TestFactory
    List<DynamicTest> whatComesFromElsewhere() throws IOException, InterruptedException {
        return new Scenarios("strangers").run();
    }
}
