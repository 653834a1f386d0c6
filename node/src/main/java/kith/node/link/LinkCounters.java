package kith.node.link;

/// What a link has done so far. Bytes are frames with their length before them, as they are before
/// encryption. `queued` is what [Link#send] took and the socket has not taken yet. The numbers are
/// read one after the other while the link works: each is true, they need not be of one instant.
public record LinkCounters(
        long framesIn,
        long bytesIn,
        long framesOut,
        long bytesOut,
        int framesQueued,
        long bytesQueued) {}
