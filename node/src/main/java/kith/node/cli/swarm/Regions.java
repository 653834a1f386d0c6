package kith.node.cli.swarm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kith.node.NodeConfig;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Failure;

/// Which peers of a swarm say that they are where: `eu:8,us:8`.
final class Regions {
    private Regions() {}

    /// A region for each of so many peers, in the order in which they are named.
    static List<String> of(String text, int peers) {
        var regions = new ArrayList<String>();
        for (String part : text.split(",")) {
            int colon = part.lastIndexOf(':');
            String name = part.substring(0, Math.max(0, colon)).strip();
            if (name.isEmpty() || !NodeConfig.isRegion(name)) {
                throw unclear(text);
            }
            String count = part.substring(colon + 1).strip();
            long many = Call.number("the number of peers in " + name, count, 1, peers);
            regions.addAll(Collections.nCopies((int) many, name));
        }
        if (regions.size() != peers) {
            throw Failure.usage(
                    "--region "
                            + text
                            + " is about "
                            + regions.size()
                            + " peers, and there are "
                            + peers,
                    "");
        }
        return regions;
    }

    private static Failure unclear(String text) {
        return Failure.usage(
                "--region is \"" + text + "\", expected names with numbers of peers",
                "For example: --region eu:8,us:8");
    }
}
