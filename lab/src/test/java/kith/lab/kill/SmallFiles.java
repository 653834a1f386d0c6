package kith.lab.kill;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.node.http.HttpConfig;
import kith.node.link.LinkConfig;
import kith.port.Limits;

/// A peer like any other but for two bounds: its segments and the log between two checkpoints are
/// so small that both begin anew several times a second, and a kill falls into that too.
final class SmallFiles {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final long CHECKPOINT_BYTES = 128 << 10;

    private SmallFiles() {}

    public static void main(String[] arguments) {
        var config = NodeConfig.of(Path.of(arguments[0]));
        Node node =
                Node.start(
                        new NodeConfig(
                                config.home(),
                                NodeConfig.IDENTITY,
                                "127.0.0.1",
                                0,
                                List.of(),
                                HttpConfig.standard(),
                                NodeConfig.BESIDE,
                                LinkConfig.standard(),
                                limits(),
                                SEGMENT_BYTES,
                                UnaryOperator.identity(),
                                0,
                                note -> {}));
        node.stopAtExit();
        System.exit(node.ended().join());
    }

    private static Limits limits() {
        return Limits.DEFAULT.with(to -> to.checkpointBytes = CHECKPOINT_BYTES);
    }
}
