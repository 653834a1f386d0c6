package kith.replica;

/// How safe a write is: on our disk, and on how many others' that told us.
public record Durability(boolean here, int others) {
    /// Told once, when it is as safe as was asked for or the time is up.
    public interface Then {
        void reached(Durability state);
    }
}
