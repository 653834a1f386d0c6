package kith.lab.kill;

import java.nio.file.Path;
import kith.node.Node;
import kith.node.NodeConfig;
import kith.port.Limits;

/// A peer like any other but for two bounds: its segments and the log between two checkpoints are
/// so small that both begin anew several times a second, and a kill falls into that too.
final class SmallFiles {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final long CHECKPOINT_BYTES = 128 << 10;

    private SmallFiles() {}

    public static void main(String[] arguments) {
        Node node =
                Node.start(
                        NodeConfig.of(Path.of(arguments[0]))
                                .listening("127.0.0.1", 0)
                                .withLimits(limits())
                                .with(to -> to.segmentBytes = SEGMENT_BYTES));
        node.stopAtExit();
        System.exit(node.ended().join());
    }

    private static Limits limits() {
        return Limits.DEFAULT.with(to -> to.checkpointBytes = CHECKPOINT_BYTES);
    }
}
