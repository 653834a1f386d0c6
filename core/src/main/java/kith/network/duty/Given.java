package kith.network.duty;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kith.cluster.Figure;
import kith.lang.Malformed;
import org.jspecify.annotations.Nullable;

/// The numbers that this peer gives on one board: those of applications, and how many changes it
/// has. They are in memory only, and end with the peer.
public final class Given {
    /// Names that one peer gives. Guess: half of a board's, so that one alone does not use them up.
    public static final int OWN_MAX = Figure.NAMES_MAX / 2;

    private final TreeMap<String, Figure> own = new TreeMap<>();

    /// Gives it from now on; false when that would be too many.
    public boolean give(String name, long value, long millis) {
        if (value < -Figure.VALUE_MAX || value > Figure.VALUE_MAX) {
            throw new Malformed(
                    value
                            + " is given, expected at most "
                            + Figure.VALUE_MAX
                            + " above or below 0");
        }
        if (!own.containsKey(name) && applications() >= OWN_MAX) {
            return false;
        }
        put(name, value, millis);
        return true;
    }

    /// As often as that is asked: what is the same number is no newer one.
    public void changes(long count, long millis) {
        put(Figure.CHANGES, count, millis);
    }

    private void put(String name, long value, long millis) {
        Long before = value(name);
        if (before == null || before != value) {
            own.put(name, Figure.one(name, value, millis));
        }
    }

    private int applications() {
        return own.size() - (own.containsKey(Figure.CHANGES) ? 1 : 0);
    }

    public void withdraw(String name) {
        own.remove(name);
    }

    /// Null where it is not given.
    public @Nullable Long value(String name) {
        Figure one = own.get(name);
        return one == null ? null : one.of().sum();
    }

    /// By ascending names.
    public List<Figure> all() {
        return new ArrayList<>(own.values());
    }
}
