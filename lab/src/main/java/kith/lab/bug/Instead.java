package kith.lab.bug;

import kith.crdt.Viewpoint;
import kith.log.ChangeGraph;
import kith.replica.Replica;
import kith.store.Segment;

/// What planted bugs do in the place of the right thing. Called from altered classes only, by name.
public final class Instead {
    private static final int SECTOR_BYTES = 512;

    private Instead() {}

    /// In the place of the latest time of anything here: that of anything of our own.
    public static long timeLastOfOwn(Replica replica) {
        ChangeGraph graph = replica.graph();
        long last = 0;
        for (int chain = 0; chain < graph.chainCount(); chain++) {
            if (graph.id(chain).author().equals(replica.context().self())) {
                last = Math.max(last, graph.tip(chain).time());
            }
        }
        return last;
    }

    /// In the place of the order of the chains' names: that of their numbers here.
    public static int compareNumbers(ChangeGraph graph, int chainA, int chainB) {
        return Integer.compare(chainA, chainB);
    }

    /// In the place of what an author had seen: everything.
    public static Viewpoint seesAll(Viewpoint at) {
        return new Viewpoint(at.stamp(), chain -> Integer.MAX_VALUE);
    }

    /// In the place of an offset in a segment: where its sector begins.
    public static int sectorStart(int offset) {
        return Math.max(
                Math.min(offset, Segment.HEADER_BYTES), offset / SECTOR_BYTES * SECTOR_BYTES);
    }
}
