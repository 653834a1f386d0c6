package kith.sync;

import java.util.List;
import kith.log.ChainId;

/// What the other side of a link told of one space.
public interface There {
    /// Of a space that is not shared.
    There NOTHING =
            new There() {
                @Override
                public int durable(int chain) {
                    return 0;
                }

                @Override
                public long unplacedChanges() {
                    return 0;
                }

                @Override
                public List<Unplaced> unplaced() {
                    return List.of();
                }

                @Override
                public int told(int chain) {
                    return 0;
                }

                @Override
                public long piece(int chain) {
                    return 0;
                }
            };

    /// Changes that the other side told of, of a chain that we do not know: nothing of it came, or
    /// what came is not taken in. Both sequence numbers are inclusive.
    record Unplaced(ChainId id, int seqFirst, int seqLast) {}

    /// Up to where the other side has our `chain` for good: it told so, and a hash was compared, so
    /// it is not another chain of that name.
    int durable(int chain);

    /// How many changes the other side told of whose chains we do not know.
    long unplacedChanges();

    List<Unplaced> unplaced();

    /// Up to where the other side told that it has `chain` for good. What it has there may be
    /// another chain of that name: see [#piece] and [#durable].
    int told(int chain);

    /// The first bytes of the hash of that change, as the other side has it; 0 when not told.
    long piece(int chain);
}
