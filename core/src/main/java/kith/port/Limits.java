package kith.port;

import java.util.function.Consumer;

/// The bounds that an owner may choose. Fixed bounds of the formats stand with the formats.
///
/// @param hashWindow recent hashes kept in memory for each chain; a power of two
/// @param aheadMaxMillis how far ahead of our clock a change may be
/// @param gatherNanos how long a change stays open for more writes behind the one before; 0: every
///     write is a change
/// @param creditBytes what a link's other side may send before we take it in
/// @param tailBytes recent runs of a space kept in memory, for links that are nearly up to date
/// @param loadBytes how much of the log is read at a time to serve a link that is not
/// @param linkBytesPerSecond a link's budget of bytes; what is over is delayed by withholding
///     credit
/// @param linkChangesPerSecond a link's budget of changes, kept in the same way
/// @param memberStoredBytes what one member may have stored in one space
/// @param memberChanges how many changes one member may have in one space
/// @param chainsMax how many chains a space may have
/// @param parkMaxNanos how long a run waits for its past before it is asked for again
/// @param checkpointBytes how much log is written before another checkpoint is begun
/// @param diskQueueBytes what may be on its way to the disk at once; more waits in memory, and
///     while it does nobody is given credit and no checkpoint goes on
/// @param sketchHeadsMin with so many heads in a space, or more, they are compared by sketches and
///     not named one by one
/// @param vouchesMin how many members are to vouch for a snapshot before it takes the place of
///     contents here, where there are so many
/// @param gatherOpsMax how many operations a change gathers before it is closed
/// @param heartbeatNanos how long a link may be silent before its other side is asked whether it is
///     there
/// @param staleNanos after how much silence whoever is linked and does not answer is stale, and
///     whoever shows something is gone
public record Limits(
        int hashWindow,
        long aheadMaxMillis,
        long gatherNanos,
        int creditBytes,
        int tailBytes,
        int loadBytes,
        long linkBytesPerSecond,
        long linkChangesPerSecond,
        long memberStoredBytes,
        long memberChanges,
        int chainsMax,
        long parkMaxNanos,
        long checkpointBytes,
        long diskQueueBytes,
        int sketchHeadsMin,
        int vouchesMin,
        int gatherOpsMax,
        long heartbeatNanos,
        long staleNanos) {
    /// How many heartbeats somebody may be silent, unless an owner chose otherwise. Guess: two may
    /// be late, and one be lost with a link.
    public static final int STALE_BEATS = 5;

    /// Three quarters of what the host's own queue takes: the host counts more than we do.
    private static final long DISK_QUEUE_BYTES = 48L << 20;

    /// Where 54 cells of 12 bytes cost a quarter of naming all.
    private static final int SKETCH_HEADS_MIN = 64;

    /// One member could make up a state; two would have to do it together.
    private static final int VOUCHES_MIN = 2;

    /// As many as a change may have: only its size counts.
    private static final int GATHER_OPS_MAX = 10_000;

    /// What a peer on an ordinary machine uses. An hour ahead is more than any clock that somebody
    /// looks after; 5 milliseconds are what nobody notices of one who goes on writing. All are
    /// guesses: what one link can make us keep is a few megabytes, and what one member can make us
    /// store a small part of a disk.
    public static final Limits DEFAULT =
            new Limits(
                    1024,
                    3_600_000,
                    5 * Now.MILLI,
                    4 << 20,
                    4 << 20,
                    1 << 18,
                    256L << 20,
                    2_000_000,
                    4L << 30,
                    100_000_000,
                    100_000,
                    10 * Now.SECOND,
                    64L << 20,
                    DISK_QUEUE_BYTES,
                    SKETCH_HEADS_MIN,
                    VOUCHES_MIN,
                    GATHER_OPS_MAX,
                    3 * Now.SECOND,
                    STALE_BEATS * 3 * Now.SECOND);

    public Limits {
        if (creditBytes < CREDIT_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "credit of " + creditBytes + " bytes, at least " + CREDIT_BYTES_MIN);
        }
        if (diskQueueBytes < DISK_QUEUE_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "a disk's queue of "
                            + diskQueueBytes
                            + " bytes, at least "
                            + DISK_QUEUE_BYTES_MIN);
        }
        if (gatherOpsMax < 1) {
            throw new IllegalArgumentException("changes of " + gatherOpsMax + " operations");
        }
        if (heartbeatNanos < HEARTBEAT_NANOS_MIN || heartbeatNanos > HEARTBEAT_NANOS_MAX) {
            throw new IllegalArgumentException(
                    "a heartbeat of "
                            + heartbeatNanos / Now.MILLI
                            + " ms, from "
                            + HEARTBEAT_NANOS_MIN / Now.MILLI
                            + " to "
                            + HEARTBEAT_NANOS_MAX / Now.MILLI);
        }
        if (staleNanos < STALE_BEATS_MIN * heartbeatNanos || staleNanos > STALE_NANOS_MAX) {
            throw new IllegalArgumentException(
                    "stale after "
                            + staleNanos / Now.MILLI
                            + " ms, from "
                            + STALE_BEATS_MIN
                            + " heartbeats to "
                            + STALE_NANOS_MAX / Now.MILLI);
        }
    }

    /// The largest message must fit into the credit: 1.25 MiB in a frame of the link.
    public static final int CREDIT_BYTES_MIN = 2 << 20;

    /// With less, every small write would wait for the one before it.
    public static final long DISK_QUEUE_BYTES_MIN = 1 << 14;

    /// Faster, and a link across the world would be called stale for one lost packet. Guess.
    public static final long HEARTBEAT_NANOS_MIN = Now.SECOND / 2;

    /// Slower, and nobody would hear for ten minutes that somebody is gone. Guess.
    public static final long HEARTBEAT_NANOS_MAX = 60 * Now.SECOND;

    /// With less, who was asked once in vain would be stale.
    public static final int STALE_BEATS_MIN = 2;

    /// As many of the longest heartbeats until a link ends. Guess.
    public static final long STALE_NANOS_MAX = 10 * HEARTBEAT_NANOS_MAX;

    /// These, but for what `choosing` sets.
    public Limits with(Consumer<Choice> choosing) {
        var choice = new Choice(this);
        choosing.accept(choice);
        return choice.limits();
    }

    /// What is to be other than before, by its name.
    public static final class Choice {
        public int hashWindow;
        public long aheadMaxMillis;
        public long gatherNanos;
        public int creditBytes;
        public int tailBytes;
        public int loadBytes;
        public long linkBytesPerSecond;
        public long linkChangesPerSecond;
        public long memberStoredBytes;
        public long memberChanges;
        public int chainsMax;
        public long parkMaxNanos;
        public long checkpointBytes;
        public long diskQueueBytes;
        public int sketchHeadsMin;
        public int vouchesMin;
        public int gatherOpsMax;
        public long heartbeatNanos;
        public long staleNanos;

        private Choice(Limits from) {
            hashWindow = from.hashWindow;
            aheadMaxMillis = from.aheadMaxMillis;
            gatherNanos = from.gatherNanos;
            creditBytes = from.creditBytes;
            tailBytes = from.tailBytes;
            loadBytes = from.loadBytes;
            linkBytesPerSecond = from.linkBytesPerSecond;
            linkChangesPerSecond = from.linkChangesPerSecond;
            memberStoredBytes = from.memberStoredBytes;
            memberChanges = from.memberChanges;
            chainsMax = from.chainsMax;
            parkMaxNanos = from.parkMaxNanos;
            checkpointBytes = from.checkpointBytes;
            diskQueueBytes = from.diskQueueBytes;
            sketchHeadsMin = from.sketchHeadsMin;
            vouchesMin = from.vouchesMin;
            gatherOpsMax = from.gatherOpsMax;
            heartbeatNanos = from.heartbeatNanos;
            staleNanos = from.staleNanos;
        }

        /// A heartbeat, and as many of them until somebody is stale as usual.
        public void beatEvery(long nanos) {
            heartbeatNanos = nanos;
            staleNanos = STALE_BEATS * nanos;
        }

        private Limits limits() {
            return new Limits(
                    hashWindow,
                    aheadMaxMillis,
                    gatherNanos,
                    creditBytes,
                    tailBytes,
                    loadBytes,
                    linkBytesPerSecond,
                    linkChangesPerSecond,
                    memberStoredBytes,
                    memberChanges,
                    chainsMax,
                    parkMaxNanos,
                    checkpointBytes,
                    diskQueueBytes,
                    sketchHeadsMin,
                    vouchesMin,
                    gatherOpsMax,
                    heartbeatNanos,
                    staleNanos);
        }
    }
}
