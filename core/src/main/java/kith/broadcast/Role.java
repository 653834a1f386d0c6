package kith.broadcast;

/// What one side of a link gives to the other.
public enum Role {
    /// Small updates at once, promises of larger ones.
    FEEDS,

    /// Word of what there is, a little later.
    ANNOUNCES,

    /// Neither: the logs are compared, now and then.
    LAZY;

    /// As people read it.
    public String word() {
        return switch (this) {
            case FEEDS -> "feeds";
            case ANNOUNCES -> "announces";
            case LAZY -> "lazy";
        };
    }
}
