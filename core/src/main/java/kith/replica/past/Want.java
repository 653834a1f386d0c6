package kith.replica.past;

import java.util.List;
import kith.log.Change.Place;
import kith.log.Seen;
import kith.replica.Replica;
import kith.value.Path;

/// Which past is wanted.
///
/// @param path only what is at and below it is made again
/// @param version changes that are here; the past has them and all that they came after
/// @param without but for these changes themselves: what the author of a single one had before it
public record Want(Replica replica, Path path, List<Place> version, boolean without) {
    public Want {
        version = List.copyOf(version);
    }

    /// What somebody had seen who saw that past. Good until a fork is found.
    public Seen seen() {
        Seen all = replica.graph().seenFrom(version);
        if (!without) {
            return all;
        }
        return chain -> {
            int last = all.upTo(chain);
            for (Place place : version) {
                boolean itself = replica.graph().resolve(place.chain(), place.seq()) == chain;
                last = itself ? Math.min(last, place.seq() - 1) : last;
            }
            return last;
        };
    }
}
