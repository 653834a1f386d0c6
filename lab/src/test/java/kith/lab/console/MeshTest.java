package kith.lab.console;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What tabs do that are peers, on the page of the demo: `web/drive/mesh.mjs`.
final class MeshTest {
    @TestFactory
    List<DynamicTest> whatTabsDoWithEachOther() throws IOException, InterruptedException {
        return new Scenarios("mesh").run();
    }
}
