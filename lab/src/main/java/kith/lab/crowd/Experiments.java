package kith.lab.crowd;

import java.util.List;
import kith.lab.crowd.directory.DirectoryExperiment;
import org.jspecify.annotations.Nullable;

/// All experiments with a crowd.
public final class Experiments {
    public static final List<Experiment> ALL = List.of(new DirectoryExperiment());

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
