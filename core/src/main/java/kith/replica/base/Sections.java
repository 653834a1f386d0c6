package kith.replica.base;

import kith.identity.Hasher;
import kith.lang.Bytes;
import kith.port.Effects;

/// Reads a snapshot back from its file, piece by piece, each checked by its hash.
public final class Sections implements Effects.Reading {
    /// How often a piece is asked for that the disk does not give; it waits a second each time.
    private static final int TRIES_MAX = 4;

    private final Baseline base;
    private final Effects effects;
    private final Hasher hasher;
    private final To to;
    private int index;
    private long offset;
    private int tries;

    /// Takes the pieces in.
    public interface To {
        void section(Bytes section);

        void end();

        /// It is not on disk as it was written: it has to come from others again.
        void lost();

        /// The disk fails to give it, and may have it when it is well again.
        void unread();
    }

    private Sections(Baseline base, Effects effects, Hasher hasher, To to) {
        this.base = base;
        this.effects = effects;
        this.hasher = hasher;
        this.to = to;
    }

    /// Begins to read; the first piece comes in a later step.
    public static void read(Baseline base, Effects effects, Hasher hasher, To to) {
        new Sections(base, effects, hasher, to).ask();
    }

    private void ask() {
        if (index == base.manifest().pieces().size()) {
            to.end();
            return;
        }
        int bytes = base.manifest().pieces().get(index).bytes();
        effects.read(base.file(), offset, bytes, this);
    }

    @Override
    public void read(Bytes bytes) {
        if (!hasher.sha256(bytes).equals(base.manifest().pieces().get(index).hash())) {
            to.lost();
            return;
        }
        to.section(bytes);
        index++;
        offset += bytes.size();
        ask();
    }

    @Override
    public void notRead(boolean busy) {
        tries += busy ? 0 : 1;
        if (tries > TRIES_MAX) {
            to.unread();
        } else {
            ask();
        }
    }
}
