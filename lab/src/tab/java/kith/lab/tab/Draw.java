package kith.lab.tab;

import kith.lang.Rng;

/// The arguments of a property where jqwik cannot run: random ones, with the small ones first that
/// it tries first, too.
public final class Draw {
    private static final long[] EDGES = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE};

    private final Rng rng = new Rng(1);
    private final StringBuilder drawn = new StringBuilder();
    private int tries;

    /// Before each try.
    public void next() {
        tries++;
        drawn.setLength(0);
    }

    /// What was drawn for this try.
    public String drawn() {
        return drawn.toString();
    }

    public long word() {
        return noted(tries <= EDGES.length ? EDGES[tries - 1] : rng.nextLong());
    }

    public int between(int least, int most) {
        long places = (long) most - least + 1;
        long at = tries == 1 ? 0 : tries == 2 ? places - 1 : Math.floorMod(rng.nextLong(), places);
        return (int) noted(least + at);
    }

    public byte[] bytes(int sizeMax) {
        byte[] all = rng.bytes((int) Math.floorMod(rng.nextLong(), sizeMax + 1L)).toArray();
        noted(all.length);
        return all;
    }

    public String text() {
        var text = new StringBuilder();
        for (int left = between(0, 40); left > 0; left--) {
            text.append((char) between(0, tries % 2 == 0 ? 127 : 0xffff));
        }
        return text.toString();
    }

    private long noted(long value) {
        drawn.append(' ').append(value);
        return value;
    }
}
