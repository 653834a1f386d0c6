package kith.lab.crowd;

import java.util.List;
import kith.lab.crowd.broadcast.BroadcastExperiment;
import kith.lab.crowd.cluster.ClustersExperiment;
import kith.lab.crowd.cluster.CoordinatesExperiment;
import kith.lab.crowd.cluster.CrossingExperiment;
import kith.lab.crowd.cluster.LeadersExperiment;
import kith.lab.crowd.directory.DirectoryExperiment;
import kith.lab.crowd.engine.EnginesExperiment;
import kith.lab.crowd.membership.Membership;
import kith.lab.crowd.overlay.OverlayExperiment;
import kith.lab.crowd.picture.PictureExperiment;
import org.jspecify.annotations.Nullable;

/// All experiments with a crowd.
public final class Experiments {
    public static final List<Experiment> ALL =
            List.of(
                    new BroadcastExperiment(),
                    new ClustersExperiment(),
                    new CoordinatesExperiment(),
                    new CrossingExperiment(),
                    new LeadersExperiment(),
                    new OverlayExperiment(),
                    new PictureExperiment(),
                    new DirectoryExperiment(),
                    new EnginesExperiment(),
                    new Membership());

    private Experiments() {}

    public static @Nullable Experiment named(String name) {
        for (Experiment one : ALL) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }
}
