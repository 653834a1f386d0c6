package kith.node.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.identity.BoardId;
import kith.identity.Hasher;
import kith.identity.SpaceId;
import kith.lang.Malformed;
import kith.lang.Reader;
import kith.log.ChangeGraph;
import kith.log.GraphImage;
import kith.state.Space;
import kith.state.StateImage;
import org.jspecify.annotations.Nullable;

/// What the checkpoints know of each space: read section by section, and kept until the log was
/// read.
final class Images {
    private final Hasher hasher;
    private final TreeMap<Integer, Image> ofCheckpoint = new TreeMap<>();
    private final List<Image> all = new ArrayList<>();
    private @Nullable Reading open;

    /// A space as a checkpoint has it. The state is read only to see that it can be.
    record Image(int number, ChangeGraph graph, Space state, Place place) {}

    /// A space whose graph is being read.
    private record Reading(int number, GraphImage graph, Place place) {}

    Images(Hasher hasher) {
        this.hasher = hasher;
    }

    /// The next checkpoint begins.
    void restart() {
        open = null;
        ofCheckpoint.clear();
    }

    void begin(Reader in, Place place) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        BoardId board = BoardId.read(in);
        String name = in.string(SpaceId.NAME_BYTES_MAX, "space name");
        in.expectEnd();
        var id = SpaceId.of(board, name, hasher);
        var graph = new GraphImage(id.hash(), hasher, ChangeGraph.WINDOW_MAX);
        open = new Reading(number, graph, place);
    }

    void graph(Reader in) {
        in.count(Integer.MAX_VALUE, "space number");
        Reading reading = open;
        if (reading == null) {
            throw new Malformed("a part of a space without its beginning");
        }
        reading.graph().take(in.bytes(in.remaining()));
    }

    /// The graph that was being read, if any, is complete.
    void endGraph() {
        Reading reading = open;
        open = null;
        if (reading != null) {
            ChangeGraph graph = reading.graph().end();
            var image = new Image(reading.number(), graph, new Space(graph), reading.place());
            all.add(image);
            ofCheckpoint.put(image.number(), image);
        }
    }

    void state(Reader in) {
        int number = in.count(Integer.MAX_VALUE, "space number");
        Image image = ofCheckpoint.get(number);
        if (image == null) {
            throw new Malformed("the state of space " + number + " without its graph");
        }
        StateImage.load(image.state(), in.bytes(in.remaining()), image.graph().chainCount());
    }

    List<Image> all() {
        return all;
    }
}
