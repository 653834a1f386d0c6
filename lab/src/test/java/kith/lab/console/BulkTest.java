package kith.lab.console;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Much at once between browsers: `web/drive/bulk.mjs`.
@Tag("soak")
final class BulkTest {
    @TestFactory
    List<DynamicTest> whatIsMuch() throws IOException, InterruptedException {
        return new Scenarios("bulk").run();
    }
}
