package kith.node.link;

/// The bounds of a node's links.
///
/// @param linksMax links at once, both ways. Guess: 4,096 at 41 kB each are 170 MB
/// @param handshakesMax newcomers at once that have not proven a key
/// @param handshakesPerAddressMax the same from one address (IPv6: one /64 network)
/// @param dialsMax outgoing calls at once that are not up yet
/// @param connectTimeoutMillis for finding the address and for TCP, each
/// @param handshakeTimeoutMillis for the whole handshake, from accepting or connecting to up
/// @param pipeTimeoutMillis for the handshake of a pipe: a browser has more to do beside it
/// @param closeTimeoutMillis for the last frames to leave after a close; [Links#close] is to end
///     within a second
/// @param outboxFramesMax frames in one outbox
/// @param outboxBytesMax bytes in one outbox, with four for each frame
/// @param strangersMax links from others at once that share no board with us (yet)
/// @param strangersPerAddressMax the same from one address
public record LinkConfig(
        int linksMax,
        int handshakesMax,
        int handshakesPerAddressMax,
        int dialsMax,
        int connectTimeoutMillis,
        int handshakeTimeoutMillis,
        int pipeTimeoutMillis,
        int closeTimeoutMillis,
        int outboxFramesMax,
        long outboxBytesMax,
        int strangersMax,
        int strangersPerAddressMax) {

    /// Guess: an eighth of all links, as many as join in some seconds.
    private static final int STRANGERS_MAX = 512;

    /// Guess: twice what a TLS link has.
    private static final int PIPE_TIMEOUT_MILLIS = 10_000;

    private static final int STRANGERS_PER_ADDRESS_MAX = 64;

    public LinkConfig {
        positive(linksMax, "linksMax");
        positive(handshakesMax, "handshakesMax");
        positive(handshakesPerAddressMax, "handshakesPerAddressMax");
        positive(dialsMax, "dialsMax");
        positive(connectTimeoutMillis, "connectTimeoutMillis");
        positive(handshakeTimeoutMillis, "handshakeTimeoutMillis");
        positive(pipeTimeoutMillis, "pipeTimeoutMillis");
        positive(closeTimeoutMillis, "closeTimeoutMillis");
        positive(outboxFramesMax, "outboxFramesMax");
        positive(outboxBytesMax, "outboxBytesMax");
        positive(strangersMax, "strangersMax");
        positive(strangersPerAddressMax, "strangersPerAddressMax");
    }

    /// With as many strangers as usual, and as long for a pipe.
    public LinkConfig(
            int linksMax,
            int handshakesMax,
            int handshakesPerAddressMax,
            int dialsMax,
            int connectTimeoutMillis,
            int handshakeTimeoutMillis,
            int closeTimeoutMillis,
            int outboxFramesMax,
            long outboxBytesMax) {
        this(
                linksMax,
                handshakesMax,
                handshakesPerAddressMax,
                dialsMax,
                connectTimeoutMillis,
                handshakeTimeoutMillis,
                PIPE_TIMEOUT_MILLIS,
                closeTimeoutMillis,
                outboxFramesMax,
                outboxBytesMax,
                STRANGERS_MAX,
                STRANGERS_PER_ADDRESS_MAX);
    }

    public static LinkConfig standard() {
        return new LinkConfig(4096, 256, 64, 256, 5_000, 5_000, 800, 8_192, 8 << 20);
    }

    public LinkConfig withLinksMax(int linksMax) {
        return new LinkConfig(
                linksMax,
                handshakesMax,
                handshakesPerAddressMax,
                dialsMax,
                connectTimeoutMillis,
                handshakeTimeoutMillis,
                pipeTimeoutMillis,
                closeTimeoutMillis,
                outboxFramesMax,
                outboxBytesMax,
                strangersMax,
                strangersPerAddressMax);
    }

    public LinkConfig withStrangers(int max, int perAddressMax) {
        return new LinkConfig(
                linksMax,
                handshakesMax,
                handshakesPerAddressMax,
                dialsMax,
                connectTimeoutMillis,
                handshakeTimeoutMillis,
                pipeTimeoutMillis,
                closeTimeoutMillis,
                outboxFramesMax,
                outboxBytesMax,
                max,
                perAddressMax);
    }

    public LinkConfig withPipeTimeout(int millis) {
        return new LinkConfig(
                linksMax,
                handshakesMax,
                handshakesPerAddressMax,
                dialsMax,
                connectTimeoutMillis,
                handshakeTimeoutMillis,
                millis,
                closeTimeoutMillis,
                outboxFramesMax,
                outboxBytesMax,
                strangersMax,
                strangersPerAddressMax);
    }

    private static void positive(long value, String what) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be positive: " + value);
        }
    }
}
