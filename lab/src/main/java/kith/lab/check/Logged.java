package kith.lab.check;

import java.util.List;
import kith.lang.Bytes;
import kith.log.ChainId;
import org.jspecify.annotations.Nullable;

/// One change as a log on disk has it, in names and hashes only.
///
/// @param chain the chain as its author began it, whatever forks there were later
/// @param prev the hash of the change before it
/// @param seenOwn how far its author had looked at its own chain; -1 for all of it
/// @param content null where it was dropped
/// @param seen what its author had looked at of others; null for all of its past
record Logged(
        Bytes hash,
        ChainId chain,
        int seq,
        long time,
        Bytes prev,
        List<Bytes> deps,
        int seenOwn,
        @Nullable List<Bytes> seen,
        @Nullable Bytes content) {}
